# A shell script that creates, updates or deploys apps by the Databricks CLI. What it gives them stands in the
# command, in a variable, or in a file beside it; what another program puts together is searched for lists.
"""Reading apps from shell scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from scopelint.declarations.app_calls.call import AppCall, of_command
from scopelint.declarations.app_calls.command import command_of_words
from scopelint.declarations.app_calls.shell import MAX_LENGTH, Char, Word, commands
from scopelint.declarations.app_calls.value import mapping
from scopelint.declarations.app_manifest import RESOURCES, SCOPES, Shown
from scopelint.declarations.bundle_value import Variables
from scopelint.model.location import Location
from scopelint.source.yaml_document import Tree, UnreadableYamlError, compose, parse_yaml

_TEXT = "tag:yaml.org,2002:str"
_ASSIGNED = re.compile(r"(?s)([A-Za-z_]\w*)=(.*)")
_EXPANDED = re.compile(r"\$\{(\w+)(?:[:#%/^,-][^{}]*)?\}|\$(\w+)")
_LIST = re.compile(rf"[\"']?{SCOPES}[\"']?\s*[:=]\s*(?:(?P<list>\[[^\][]*\])|(?P<name>[A-Za-z_]\w*))")
_REDIRECTION = re.compile(r"\d*[<>].*")
_MAX_STEPS = 4


def read_script(text: str, file: Path, shown: Shown) -> tuple[AppCall, ...]:
    """Return the calls of a shell script that create, update or deploy apps, in order.

    `file` is the script, absolute; files that it names for the CLI are read where they stand beside it.
    """
    path = shown(file)
    lines = commands(text, path)
    reader = _Script(text, path, file, shown, _assigned(lines))
    return tuple(call for words in lines for call in reader.calls(words))


def _assigned(lines: Iterable[list[Word]]) -> dict[str, list[Word]]:
    found: dict[str, list[Word]] = {}
    for words in lines:
        for word in words:
            match = _ASSIGNED.fullmatch(word.text)
            if match is not None and match[2]:
                found.setdefault(match[1], []).append(word.after(len(match[1]) + 1))
    return found


class _Script:
    """One script, with what it assigns to its variables."""

    def __init__(
        self, text: str, path: str, file: Path, shown: Shown, assigned: dict[str, list[Word]]
    ) -> None:
        self._text, self._path, self._file, self._shown = text[:MAX_LENGTH], path, file, shown
        self._assigned = assigned
        known = {
            name: held[0] for name, held in assigned.items() if len(held) == 1 and "$" not in held[0].text
        }
        self._variables = Variables(
            {name: [Tree(word.location, _TEXT, word.text)] for name, word in known.items()}
        )

    def calls(self, words: list[Word]) -> Iterator[AppCall]:
        """Yield what one command says of an app."""
        words = [word for word in words if not _REDIRECTION.fullmatch(word.text)]
        named = [Tree(word.location, _TEXT, self._referred(word.text)) for word in words]
        command = command_of_words(named)
        if command is None:
            return
        if command.body is not None:
            place = command.body.location
            own = next((word for word in words if word.location == place), None)
            command = replace(command, body=self._body(own, 0) or self._searched(place))
        call = of_command(command, named[0].location)
        if call is not None:
            yield replace(call, variables=self._variables)

    def _body(self, word: Word | None, steps: int) -> Tree | None:
        """Return what stands behind `--json`: text, a file, or a variable that holds either."""
        if word is None or steps > _MAX_STEPS:
            return None
        text = word.text.strip().removeprefix("--json=")
        word = word.after(len(word.text) - len(word.text.removeprefix("--json=")))
        if text.startswith("@"):
            return self._of_file(text[1:])
        variable = _EXPANDED.fullmatch(text)
        if variable is not None:
            held = self._assigned.get(variable[1] or variable[2], [])
            return self._body(held[-1], steps + 1) if held else None
        return self._parsed(word) if text.startswith("{") else None

    def _parsed(self, word: Word) -> Tree | None:
        try:
            tree = parse_yaml(word.padded().encode(errors="replace"), self._path)
        except UnreadableYamlError:
            return None
        return self._expanded(tree) if tree is not None and tree.is_mapping else None

    def _of_file(self, name: str) -> Tree | None:
        if not name or name.startswith(("/", "-")) or "$" in name or ".." in name.split("/"):
            return None
        file = self._file.parent / name
        # A link may lead out of the project.
        return compose(file, self._shown(file)) if file.is_file() and not file.is_symlink() else None

    def _expanded(self, tree: Tree) -> Tree:
        """Return a tree in which the script's variables are referred to like those of a bundle."""
        if tree.written is not None:
            # Where a backslash or an inner quote stood, there is a space now.
            return replace(tree, written=self._referred(tree.written.strip()))
        return replace(tree, members=tuple(self._expanded(member) for member in tree.members))

    def _referred(self, text: str) -> str:
        return _EXPANDED.sub(lambda found: f"${{var.{found[1] or found[2]}}}", text)

    # --- what another program puts together --------------------------------------------------------

    def _searched(self, place: Location) -> Tree:
        """Return what a script says of scopes anywhere, where the body itself could not be read."""
        unknown = Tree(place, _TEXT, "${?}")
        found = next((tree for match in _LIST.finditer(self._text) if (tree := self._listed(match))), None)
        if found is None:
            return mapping([(SCOPES, unknown)], place) if SCOPES in self._text else unknown
        given = [(SCOPES, found)]
        if re.search(rf"[\"']{RESOURCES}[\"']\s*[\]:]", self._text):
            given.append((RESOURCES, unknown))
        return mapping(given, found.location)

    def _listed(self, found: re.Match[str]) -> Tree | None:
        if found["list"] is not None:
            return self._list_at(*found.span("list"))
        named = re.search(rf"\b{found['name']}\s*=\s*(\[[^\][]*\])", self._text)
        return self._list_at(*named.span(1)) if named is not None else None

    def _list_at(self, start: int, end: int) -> Tree | None:
        line = self._text.count("\n", 0, start) + 1
        column = start - self._text.rfind("\n", 0, start)
        chars: list[Char] = []
        for char in self._text[start:end].replace('\\"', ' "'):
            chars.append(Char(char, line, column))
            line, column = (line + 1, 1) if char == "\n" else (line, column + 1)
        word = Word(tuple(chars), self._path)
        try:
            tree = parse_yaml(word.padded().encode(errors="replace"), self._path)
        except UnreadableYamlError:
            return None
        named = tree is not None and all(item.text and "$" not in item.text for item in tree.items())
        return tree if named and tree is not None and tree.is_list else None
