# YAML with the places of its parts. Input is data: bounded in size, in depth and in what its aliases stand
# for; no tag makes an object, and nothing recurses while it is read.
"""YAML documents whose values know where they stand."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scopelint.model.location import Location
from scopelint.source.yaml_scalar import LIST, MAPPING, MERGE, NULL, PREFIX, data_of, known_tag, scalar_tag

if TYPE_CHECKING:
    from yaml import AliasEvent, CollectionStartEvent, Event

MAX_BYTES = 1_000_000
MAX_VALUES = 100_000
"""Values of one document, each counted as often as an alias or a merge key repeats it."""
MAX_DEPTH = 64
"""Lists and mappings inside one another, those that an alias stands for included."""


class UnreadableYamlError(Exception):
    """The file is no YAML that can be read; the message is a phrase that says why, `location` where."""

    def __init__(self, why: str, location: Location) -> None:
        super().__init__(why, location)
        self.why = why
        self.location = location

    def __str__(self) -> str:
        return self.why


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """One value of a document: a scalar, a list or a mapping.

    `location` is where it starts; it ends on the same line. What an alias stands for is where its anchor is.
    `size` and `depth` count what the value holds, with aliases spread out.
    """

    location: Location
    tag: str
    written: str | None = None
    """A scalar's text; None for a list or a mapping."""
    members: tuple[Tree, ...] = ()
    """The items of a list; the keys and values of a mapping in turn, as they are written."""
    size: int = 1
    depth: int = 0

    @property
    def path(self) -> str:
        """How reports name the file."""
        return self.location.path

    @property
    def text(self) -> str | None:
        """A scalar as it is written; None for anything else, and for null."""
        return None if self.tag == NULL else self.written

    @property
    def is_null(self) -> bool:
        """Whether nothing stands there: null, or no text at all."""
        return self.tag == NULL

    @property
    def is_list(self) -> bool:
        """Whether the value is a list."""
        return self.written is None and self.tag == LIST

    @property
    def is_mapping(self) -> bool:
        """Whether the value is a mapping."""
        return self.written is None and self.tag != LIST

    def entries(self) -> Iterator[tuple[Tree, Tree]]:
        """Yield keys and values of a mapping; nothing for any other value.

        A key that is written twice counts once, with its last value; what is merged (`<<: *base`) comes
        after what stands in the mapping itself, and counts where that says nothing.
        """
        if not self.is_mapping:
            return
        found: dict[object, tuple[Tree, Tree]] = {}
        merged: list[Tree] = []
        for key, value in zip(self.members[::2], self.members[1::2], strict=True):
            if key.tag == MERGE:
                merged += value.members if value.is_list else [value]
            else:
                found[_name(key)] = key, value
        for base in merged:
            for key, value in base.entries():
                found.setdefault(_name(key), (key, value))
        yield from found.values()

    def items(self) -> Iterator[Tree]:
        """Yield the items of a list; nothing for any other value."""
        if self.is_list:
            yield from self.members

    def get(self, *keys: str) -> Tree | None:
        """Return what stands under a chain of keys, if it is there."""
        found: Tree | None = self
        for key in keys:
            if found is None:
                return None
            found = next((value for name, value in found.entries() if name.text == key), None)
        return found

    def key(self, key: str) -> Tree | None:
        """Return the key itself, for its place."""
        return next((name for name, _ in self.entries() if name.text == key), None)

    def data(self) -> object:
        """Return the value as plain data: dicts, lists, text, numbers, booleans and None."""
        if self.is_list:
            return [item.data() for item in self.members]
        if self.is_mapping:
            return {_key(key): value.data() for key, value in self.entries()}
        return data_of(self.tag, self.written or "")


def _name(key: Tree) -> object:
    return (key.tag == NULL, key.written) if key.written is not None else id(key)


def _key(key: Tree) -> object:
    return key.written if key.written is None else data_of(key.tag, key.written)


def compose(file: Path, shown: str) -> Tree | None:
    """Return the first document of a file, or None if it cannot be read or is empty."""
    try:
        return read_yaml(file, shown)
    except UnreadableYamlError:
        return None


def read_yaml(file: Path, shown: str) -> Tree | None:
    """Return the first document of a file, or None if it is empty; `shown` is how reports name it.

    Raises UnreadableYamlError, with the place and the reason, for everything that cannot be read.
    """
    try:
        if not stat.S_ISREG(file.stat().st_mode):  # a pipe would block, a device never end
            raise UnreadableYamlError("not a regular file", Location(shown))
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no valid path"
        raise UnreadableYamlError(reason.lower(), Location(shown)) from error
    return parse_yaml(content, shown)


def parse_yaml(content: bytes, shown: str) -> Tree | None:
    """Return the first document of a file's content, or None if it is empty; raises as `read_yaml` does."""
    import yaml  # heavy, and many agents have nothing in YAML

    if len(content) > MAX_BYTES:
        raise UnreadableYamlError(f"larger than {MAX_BYTES // 1_000_000} MB", Location(shown))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Composer(shown).document(yaml.parse(content, Loader=loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        why = f"not valid YAML: {error.problem or error.context or 'it ends too early'}"
        raise UnreadableYamlError(why, _place(shown, mark, mark)) from error
    except (yaml.YAMLError, ValueError) as error:
        why = "not valid YAML: it holds characters that YAML does not have"
        raise UnreadableYamlError(why, Location(shown)) from error


class _Mark(Protocol):
    """A place in YAML, counted from 0; the two parsers of PyYAML have a class each."""

    line: int
    column: int


def _place(shown: str, start: _Mark | None, end: _Mark | None) -> Location:
    if start is None or end is None:
        return Location(shown)
    column = end.column + 1 if end.line == start.line else start.column + 2
    return Location(shown, start.line + 1, start.column + 1, start.line + 1, column)


@dataclass(slots=True)
class _Open:
    """A list or mapping that has not ended yet."""

    start: CollectionStartEvent
    members: list[Tree] = field(default_factory=list)


class _Composer:
    """Builds one document from events, without recursion, so that no depth overflows anything."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._open: list[_Open] = []
        self._anchors: dict[str, Tree | None] = {}
        self._values = 0

    def document(self, events: Iterator[Event]) -> Tree | None:
        """Return the first document, or None if there is none."""
        for event in events:
            tree = self._taken(event)
            if tree is None:
                continue
            if not self._open:
                return tree
            self._open[-1].members.append(tree)
        return None

    def _taken(self, event: Event) -> Tree | None:
        """Return the value that an event completes, if it does."""
        import yaml

        match event:
            case yaml.ScalarEvent():
                self._admit(event, event.tag)
                tag = scalar_tag(event.tag, event.value, event.implicit)
                return self._anchored(event.anchor, Tree(self._spot(event), tag, event.value))
            case yaml.AliasEvent():
                return self._alias(event)
            case yaml.CollectionStartEvent():
                self._admit(event, event.tag, depth=1)
                if event.anchor is not None:
                    self._anchors[event.anchor] = None
                self._open.append(_Open(event))
            case yaml.CollectionEndEvent():
                return self._ended(self._open.pop(), event)
            case _:
                pass
        return None

    def _alias(self, event: AliasEvent) -> Tree:
        name = str(event.anchor)
        held = self._anchors.get(name)
        if held is None:
            why = "holds itself" if name in self._anchors else "names nothing"
            raise UnreadableYamlError(f"the alias `*{name}` {why}", self._spot(event))
        self._admit(event, None, held.size, held.depth)
        return held

    def _ended(self, ended: _Open, event: Event) -> Tree:
        start, members = ended.start, tuple(ended.members)
        tag = LIST if type(start).__name__.startswith("Seq") else MAPPING
        size = 1 + sum(member.size for member in members)
        depth = 1 + max((member.depth for member in members), default=0)
        place = _place(self._shown, start.start_mark, event.end_mark)
        return self._anchored(start.anchor, Tree(place, tag, None, members, size, depth))

    def _anchored(self, anchor: str | None, tree: Tree) -> Tree:
        if anchor is not None:
            self._anchors[anchor] = tree
        return tree

    def _spot(self, event: Event) -> Location:
        return _place(self._shown, event.start_mark, event.end_mark)

    def _admit(self, event: Event, tag: str | None, values: int = 1, depth: int = 0) -> None:
        """Refuse what goes beyond a bound, and tags of anything but plain data."""
        self._values += values
        if self._values > MAX_VALUES:
            why = f"it stands for more than {MAX_VALUES} values"
        elif depth and len(self._open) + depth > MAX_DEPTH:
            why = f"it is nested more than {MAX_DEPTH} deep"
        elif tag is not None and not known_tag(tag):
            why = f"the tag `{tag.replace(PREFIX, '!!')}` stands for no plain data"
        else:
            return
        raise UnreadableYamlError(why, self._spot(event))
