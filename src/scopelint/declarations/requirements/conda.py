# A conda environment, as a YAML file or as the dict that `conda_env=` is given: its own requirements,
# and those that it hands to pip.
"""Reading conda environments."""

from __future__ import annotations

import re

from scopelint.declarations.requirements.line import Installation, Line
from scopelint.declarations.requirements.lines import of_item
from scopelint.source.yaml_document import Tree

_SPEC = re.compile(r"(?:[\w./-]+::)?([A-Za-z0-9][\w.-]*)\s*(.*)")
_FUZZY = re.compile(r"=\s*([\w.*!+-]+)")


def lines_of_tree(tree: Tree) -> Installation | None:
    """Return what the document of an environment installs; None if it is none."""
    dependencies = tree.get("dependencies")
    if dependencies is None or not dependencies.is_list:
        return None
    lines: list[Line] = []
    complete = True
    python = ""
    for entry in dependencies.items():
        held = entry.get("pip")
        if held is not None:
            for one in held.items():
                named = of_item(one.text or "")
                if named is not None and named.text:
                    lines.append(Line(named.text, one.location))
                complete = complete and (named is None or not named.file)
        elif entry.text:
            name, text = from_spec(entry.text)
            python = text.rpartition("=")[2].removesuffix(".*") if name == "python" else python
            lines.append(Line(text, entry.location))
    return Installation(tuple(lines), complete, python=python)


def from_spec(spec: str) -> tuple[str, str]:
    """Return the package of a conda requirement, and the requirement in the form of PEP 508.

    `mlflow=2.20` takes every 2.20, `mlflow=2.20.0=py_0` just that build.
    """
    match = _SPEC.fullmatch(spec.strip())
    if match is None:
        return "", spec
    name, rest = match[1], match[2].strip()
    if rest and rest[0] not in "<>=!~":  # "mlflow 2.20.*": the operator is left out
        rest = "=" + rest.split()[0]
    fuzzy = _FUZZY.match(rest)
    if fuzzy is None or rest.startswith("=="):
        return name, f"{name}{rest}"
    version = fuzzy[1].rstrip(".*")
    exact = "=" in rest[fuzzy.end() :]
    return name, f"{name}=={version}" if exact else f"{name}=={version}.*"
