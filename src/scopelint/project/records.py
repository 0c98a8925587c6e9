# What running the facts of a project in the abstract leaves behind: calls of libraries with what
# their arguments are known to be. Immutable and free of the interpreter's own state.
"""Traces: recorded calls, and frozen values as they were at those calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from scopelint.model.auth import Identity, Phase
from scopelint.model.evidence import Evidence
from scopelint.model.location import Location

# --- frozen values: what an expression was known to be at one moment ------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A string that is known, at least in part: literal pieces, and holes.

    A hole is an `Origin` (looked up at run time) or `None` (not known). A plain literal is one piece.
    """

    pieces: tuple[str | Origin | None, ...]
    location: Location | None = None

    @property
    def literal(self) -> str | None:
        """The whole text, if all of it is known."""
        match self.pieces:
            case (str() as whole,):
                return whole
            case pieces:
                known = [piece for piece in pieces if isinstance(piece, str)]
                return "".join(known) if len(known) == len(pieces) else None


@dataclass(frozen=True, slots=True)
class Origin:
    """A value that is looked up at run time.

    `source` is env, config, widget, parameter, variable, header or secret.
    """

    source: str
    name: str
    default: FrozenValue | None = None
    location: Location | None = None
    given: str | None = None
    """What the deployment sets it to; empty if it is set to what is not known, None if nothing tells."""
    needed: bool = False
    """Whether the code ends without it: `os.environ["X"]`."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A known value that is no string: None, a bool or a number. `failed` if it stands for a failure."""

    value: bool | int | float | None
    failed: Location | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One element of a container; `certain` is False when a branch may have left it out."""

    value: FrozenValue
    location: Location | None = None
    certain: bool = True
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, tuple or set; `complete` is False when it may hold more than `items`."""

    items: tuple[Item, ...]
    complete: bool = True
    kind: str = "list"
    location: Location | None = None
    why: str = ""
    """Why it is not complete."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dict with known keys; `complete` is False when it may hold more."""

    entries: tuple[tuple[str, Item], ...]
    complete: bool = True
    location: Location | None = None

    def get(self, key: str) -> Item | None:
        """Return the entry of `key`, if it is known."""
        return next((item for name, item in self.entries if name == key), None)


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """An object of a library, by the call that made it. Equal only to itself.

    `type` is the canonical dotted name of its class (or of the call that returned it, with `()`).
    `identities` is empty for objects that carry no credentials. `steps` tell how the identity came
    about. `fallback` is the place of the failure whose handling made it.
    """

    number: int
    type: str
    arguments: Arguments
    location: Location
    identities: tuple[Identity, ...] = ()
    steps: Evidence = ()
    fallback: Location | None = None
    phase: Phase = Phase.UNKNOWN
    receiver: Made | None = None
    conditions: tuple[str, ...] = ()
    why: str = ""
    """Why the identity is unknown."""
    fallback_identities: tuple[Identity, ...] = ()
    """Those of `identities` that only the handling of a failure leads to."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Something of a library that is named, not called: a class, a function, an enum member."""

    name: str
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class UserCode:
    """A function, class or instance of the project's own; `name` is its qualified name.

    `kind` is "function", "class" or "instance". For an instance `attributes` holds what is known; for a
    function `closes_over` holds the library objects that names in it mean, outside of it.
    """

    kind: str
    name: str
    file: str
    location: Location | None = None
    attributes: tuple[tuple[str, FrozenValue], ...] = ()
    closes_over: tuple[FrozenAtom, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A value that could not be read: the expression, the reason, the place."""

    what: str
    why: str
    location: Location | None = None


FrozenAtom = Text | Origin | Scalar | Sequence | Mapping | Made | Reference | UserCode | Unresolved


@dataclass(frozen=True, slots=True)
class FrozenValue:
    """The alternatives that a value may be, in the order in which the code makes them. Never empty."""

    atoms: tuple[FrozenAtom, ...]

    def made(self) -> Iterator[Made]:
        """Yield every library object in the value, also inside containers, once."""
        seen: set[int] = set()
        for made in _made(self, 0):
            if made.number not in seen:
                seen.add(made.number)
                yield made


def _made(value: FrozenValue, depth: int) -> Iterator[Made]:
    if depth > 8:
        return
    for atom in value.atoms:
        match atom:
            case Made():
                yield atom
            case Sequence(items):
                for item in items:
                    yield from _made(item.value, depth + 1)
            case Mapping(entries):
                for _, item in entries:
                    yield from _made(item.value, depth + 1)
            case UserCode(attributes=attributes):
                for _, held in attributes:
                    yield from _made(held, depth + 1)


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a recorded call. `open` if `*args` or `**kwargs` could not be spread out."""

    positional: tuple[Item, ...] = ()
    keywords: tuple[tuple[str, Item], ...] = ()
    open: bool = False
    plain: bool = False
    """Whether all that could not be spread out is data (of a configuration), which holds no objects."""

    def get(self, position: int | None, *keywords: str) -> Item | None:
        """Return the argument at `position` (from 0) or under one of `keywords`, if it was given."""
        for name, item in self.keywords:
            if name in keywords:
                return item
        if position is not None and 0 <= position < len(self.positional):
            return self.positional[position]
        return None

    def all(self) -> Iterator[Item]:
        """Yield every argument's value."""
        yield from self.positional
        for _, item in self.keywords:
            yield item


# --- recorded events -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Frame:
    """One function on the way to a call: its qualified name and where it was called from."""

    function: str
    called_at: Location | None
    activation: int
    """Numbers the call of the function, unique within a trace."""
    entry: str = ""
    """"init" or "request" where the function is a method of the agent that the platform calls."""


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call of a library, as one abstract run saw it.

    `name` is the canonical dotted name: for a method, the receiver's type and the path from it.
    `written` is the name as imported. `frames` run from the entry to the function that calls.
    `guarded` if a `try` with a handler stands around the call in one of the frames. `thread` if a
    thread or executor was given the code. `conditions` are the texts of the branches it hangs on.
    """

    name: str
    written: str
    receiver: Made | None
    arguments: Arguments
    result: Made
    location: Location
    phase: Phase
    frames: tuple[Frame, ...]
    conditions: tuple[str, ...] = ()
    guarded: bool = False
    thread: bool = False


@dataclass(frozen=True, slots=True)
class StoreRecord:
    """A value with a user's identity was put where it outlives the request.

    `kind` is "attribute", "global", "class", "cache" or "closure"; `target` is what was written to.
    """

    kind: str
    target: str
    made: Made
    location: Location
    phase: Phase
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class EnvironmentRecord:
    """An environment variable was set by the code: `os.environ[name] = value`."""

    name: str
    value: FrozenValue
    location: Location
    phase: Phase
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the run could not follow: `what` in the author's words, `why` a phrase.

    `remedy` is what would resolve it, where that is more than to write a constant or a comment.
    """

    location: Location
    what: str
    why: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Closure:
    """The library objects that names in a function of the project mean, outside of it."""

    file: str
    name: str
    held: tuple[FrozenAtom, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """What one abstract run left behind.

    `models` are the objects given to `set_model`, or that the run found to be the agent. `files` are
    the absolute POSIX paths of the units that took part. `entered` tells whether anything of the unit
    answers requests; a run of a library (no entry point) has False.
    """

    calls: tuple[CallRecord, ...]
    stores: tuple[StoreRecord, ...] = ()
    environment: tuple[EnvironmentRecord, ...] = ()
    gaps: tuple[Gap, ...] = ()
    models: tuple[FrozenValue, ...] = ()
    files: tuple[str, ...] = ()
    entered: bool = False
    serves: bool = False
    """Whether web or agent-server handlers answer requests: an app."""
    limits: tuple[str, ...] = ()
    """Bounds of the analysis that were hit."""
    closures: tuple[Closure, ...] = ()
    """What functions close over that were handed to something, once everything has run."""
