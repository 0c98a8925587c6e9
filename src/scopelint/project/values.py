# What an expression may be while the interpreter runs. Immutable atoms are shared with records.py;
# containers, objects and functions have state or code behind them and exist only here.
"""Abstract values of the interpreter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scopelint.facts.records import Class, Function
from scopelint.model.auth import Phase
from scopelint.model.location import Location
from scopelint.project.records import Made, Origin, Reference, Scalar, Text, Unresolved

if TYPE_CHECKING:
    from scopelint.project.modules import Module


@dataclass(eq=False, slots=True)
class Store:
    """Named slots that code can write to: a frame, a module, a class, an object, a container."""

    number: int
    slots: dict[str, Slot] = field(default_factory=dict)
    parent: Store | None = None
    """The enclosing scope, for a frame."""
    globals: frozenset[str] = frozenset()
    """Names that a frame declared `global`."""
    nonlocals: frozenset[str] = frozenset()
    """Names that a frame declared `nonlocal`."""
    born: Phase = Phase.UNKNOWN


@dataclass(eq=False, slots=True)
class FunctionAtom:
    """A function of the project. `kind` is plain, property, static, class, cache or context."""

    number: int
    record: Function
    module: Module
    scope: Store
    defaults: dict[str, Val]
    kind: str = "plain"
    owner: ClassAtom | None = None
    names: tuple[str, ...] | None = None
    """The names that stand in its body, once somebody asked."""

    @property
    def qualname(self) -> str:
        """Return the dotted name within the unit, without `<locals>`."""
        return self.record.qualname.replace(".<locals>", "")


@dataclass(eq=False, slots=True)
class ClassAtom:
    """A class of the project; `attributes` holds what its body binds."""

    number: int
    record: Class
    module: Module
    attributes: Store
    bases: tuple[Atom, ...]
    fields: bool = False
    """Whether keyword arguments become attributes (dataclass, pydantic, NamedTuple)."""

    def lineage(self) -> Iterator[Atom]:
        """Yield the class and what it inherits from, nearest first, each once."""
        seen: set[int] = set()
        pending: list[Atom] = [self]
        while pending:
            atom = pending.pop(0)
            if id(atom) in seen:
                continue
            seen.add(id(atom))
            yield atom
            if isinstance(atom, ClassAtom):
                pending = [*atom.bases, *pending]


@dataclass(eq=False, slots=True)
class ObjectAtom:
    """An instance of a class of the project."""

    number: int
    cls: ClassAtom
    store: Store
    location: Location


@dataclass(eq=False, slots=True)
class ListAtom:
    """A list, tuple or set; its elements are the slot `items` of its store."""

    number: int
    kind: str
    store: Store
    location: Location | None = None


@dataclass(eq=False, slots=True)
class DictAtom:
    """A dict; its entries are the slot `entries` of its store."""

    number: int
    store: Store
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class BoundAtom:
    """A method of the project with the object (or class) it was taken from."""

    function: FunctionAtom
    receiver: Atom


@dataclass(frozen=True, slots=True)
class MemberAtom:
    """A dotted path below an object of a library: `client.genie.start_conversation`."""

    made: Made
    path: str


@dataclass(frozen=True, slots=True)
class MethodAtom:
    """A method of a built-in value: `text.format`, `items.append`."""

    receiver: Atom
    name: str


@dataclass(frozen=True, slots=True)
class PartialAtom:
    """`functools.partial(function, ...)`."""

    function: Val
    positional: tuple[Val, ...]
    keywords: tuple[tuple[str, Val], ...]


@dataclass(frozen=True, slots=True)
class ModuleAtom:
    """A module of the project."""

    module: Module


@dataclass(frozen=True, slots=True)
class SuperAtom:
    """`super()` inside a method of `cls`, for `receiver`."""

    receiver: Atom
    cls: ClassAtom


@dataclass(frozen=True, slots=True)
class FileAtom:
    """An opened file."""

    path: str


Atom = (
    Text
    | Origin
    | Scalar
    | Made
    | Reference
    | Unresolved
    | FunctionAtom
    | ClassAtom
    | ObjectAtom
    | ListAtom
    | DictAtom
    | BoundAtom
    | MemberAtom
    | MethodAtom
    | PartialAtom
    | ModuleAtom
    | SuperAtom
    | FileAtom
)


@dataclass(frozen=True, slots=True)
class Val:
    """The alternatives that an expression may be, in the order in which the code makes them."""

    atoms: tuple[Atom, ...]

    @property
    def literal(self) -> str | None:
        """The text, if the value is one known string."""
        if len(self.atoms) == 1 and isinstance(self.atoms[0], Text):
            return self.atoms[0].literal
        return None

    @property
    def only(self) -> Atom | None:
        """The alternative, if there is just one."""
        return self.atoms[0] if len(self.atoms) == 1 else None


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a container; `certain` is False when a branch may have left it out."""

    value: Val
    location: Location | None = None
    certain: bool = True
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListState:
    """The elements of a list at one moment."""

    items: tuple[Element, ...] = ()
    complete: bool = True
    why: str = ""
    ordered: bool = True
    """Whether the elements are known to stand in this order."""


Key = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class DictState:
    """The entries of a dict at one moment; `rest` is what an unknown key may hold."""

    entries: tuple[tuple[Key, Element], ...] = ()
    complete: bool = True
    rest: Val | None = None

    def get(self, key: Key) -> Element | None:
        """Return the entry of `key`, the last one written."""
        return next(
            (element for name, element in self.entries if name == key and type(name) is type(key)), None
        )

    def put(self, key: Key, element: Element) -> DictState:
        """Return the dict with `key` set; a key that is there keeps its place."""
        entries = list(self.entries)
        for index, (name, _) in enumerate(entries):
            if name == key and type(name) is type(key):
                entries[index] = (key, element)
                return DictState(tuple(entries), self.complete, self.rest)
        return DictState((*self.entries, (key, element)), self.complete, self.rest)


Slot = Val | ListState | DictState

NONE = Val((Scalar(None),))
TRUE = Val((Scalar(True),))
FALSE = Val((Scalar(False),))


def text(value: str, location: Location | None = None) -> Val:
    """Return a known string."""
    return Val((Text((value,), location),))


def unknown(what: str, why: str, location: Location | None = None) -> Val:
    """Return a value that could not be read, and why."""
    return Val((Unresolved(what, why, location),))
