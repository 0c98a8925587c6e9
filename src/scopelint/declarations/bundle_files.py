# Which files make a bundle: its own, and what that includes; never one from outside its folder.
"""Files of bundles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scopelint.declarations.app_manifest import Shown
from scopelint.source.yaml_document import Tree, read_yaml

_MAX_FILES = 200


def documents(file: Path, shown: Shown) -> list[tuple[Tree, Path]]:
    """Return the documents of a bundle, each with the folder of its file; none if the bundle is empty.

    `file` is the bundle's own file, absolute. Raises UnreadableYamlError if one of them cannot be read.
    """
    main = read_yaml(file, shown(file))
    return [(main, file.parent), *_included(main, file.parent, shown)] if main is not None else []


def _included(main: Tree, folder: Path, shown: Shown) -> Iterator[tuple[Tree, Path]]:
    patterns = main.get("include")
    seen: set[Path] = set()
    for pattern in patterns.items() if patterns else ():
        text = (pattern.text or "").removeprefix("./")
        if not text or text.startswith("/") or ".." in text.split("/"):
            continue  # never out of the bundle
        try:
            matches = sorted(folder.glob(text))[:_MAX_FILES]
        except (ValueError, NotImplementedError, OSError):
            continue
        for file in matches:
            if file in seen or not file.is_file() or file.suffix not in (".yml", ".yaml"):
                continue
            if not file.resolve().is_relative_to(folder.resolve()):
                continue  # a link out of the bundle
            seen.add(file)
            tree = read_yaml(file, shown(file))
            if tree is not None:
                yield tree, file.parent
