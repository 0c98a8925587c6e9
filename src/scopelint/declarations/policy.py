# The value of `auth_policy=`: an AuthPolicy of a user's and a system's policy, or the dict it becomes.
# Reads what is meant even where it is written wrongly, and says what is wrong.
"""Reading auth policies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scopelint.declarations.declaration import DeclaredScope
from scopelint.declarations.grant import Grant, either, reason, refused, short, together, unread
from scopelint.declarations.reading import Reading
from scopelint.declarations.resources import read_resources
from scopelint.model.location import Location
from scopelint.project.records import (
    FrozenAtom,
    FrozenValue,
    Item,
    Made,
    Mapping,
    Reference,
    Scalar,
    Sequence,
    Text,
)
from scopelint.uses.identifier import identifiers

_MODULE = "mlflow.models.auth_policy."
_WHOLE = _MODULE + "AuthPolicy"
_USER = _MODULE + "UserAuthPolicy"
_SYSTEM = _MODULE + "SystemAuthPolicy"
_USER_KEY, _SYSTEM_KEY = "user_auth_policy", "system_auth_policy"
_ORDER = "write `AuthPolicy(user_auth_policy=UserAuthPolicy(...), system_auth_policy=SystemAuthPolicy(...))`"

_Reader = Callable[[FrozenAtom, Location, Reading], Grant]


def read_policy(value: FrozenValue, place: Location, reading: Reading) -> Grant:
    """Return what the value of an `auth_policy` argument grants; `None` grants nothing."""
    return either(_policy(atom, place, reading) for atom in value.atoms)


def _policy(atom: FrozenAtom, place: Location, reading: Reading) -> Grant:
    match atom:
        case Scalar(None):
            return Grant()
        case Made(type=name) if name == _WHOLE:
            return _whole(atom, reading)
        case Made(type=name) if name in (_USER, _SYSTEM):
            message = f"`auth_policy` is a `{short(name)}`, where MLflow needs an `AuthPolicy`"
            part = _user if name == _USER else _system
            return refused(
                "wrong-arguments", short(name), message, _ORDER, place, grant=part(atom, place, reading)
            )
        case Made(type=name, receiver=Made() as policy) if name.endswith("to_dict()") or _of_policy(name):
            return _policy(policy, place, reading)
        case Mapping(location=location):
            return _dict(atom, location or place, reading)
        case Reference(name) if name.startswith(_MODULE):
            grant = _unread_policy(atom, place)
            message = f"`auth_policy` is the class `{short(name)}` itself, where MLflow needs an instance"
            return refused("wrong-arguments", short(name), message, _ORDER, place, grant=grant)
        case _:
            return _unread_policy(atom, place)


def _of_policy(name: str) -> bool:
    return name.startswith(_MODULE) and name.endswith(".to_dict")


def _unread_policy(atom: FrozenAtom, place: Location) -> Grant:
    what, why = reason(atom)
    return unread(what, why, place, scopes=True, resources=True)


def _whole(made: Made, reading: Reading) -> Grant:
    arguments = made.arguments
    user, system = arguments.get(0, _USER_KEY), arguments.get(1, _SYSTEM_KEY)
    parts = [_part(user, made, reading, _user), _part(system, made, reading, _system)]
    if _holds(user, _SYSTEM) or _holds(system, _USER):
        message = "the policies of `AuthPolicy` stand in the wrong order: the user's comes first"
        parts.append(refused("wrong-arguments", "AuthPolicy", message, _ORDER, made.location))
    for name, item in arguments.keywords:
        if name not in (_USER_KEY, _SYSTEM_KEY):
            message = f"`AuthPolicy` takes no argument `{name}`"
            parts.append(refused("wrong-arguments", f"AuthPolicy.{name}", message, _ORDER, made.location))
            parts.append(_part(item, made, reading, _user if "user" in name else _system))
    if arguments.open:
        parts.append(
            unread(
                "AuthPolicy",
                "has arguments that could not be followed",
                made.location,
                scopes=True,
                resources=True,
            )
        )
    return together(parts)


def _part(item: Item | None, made: Made, reading: Reading, read: _Reader) -> Grant:
    if item is None:
        return Grant()
    place = item.location or made.location
    found = either(read(atom, place, reading) for atom in item.value.atoms)
    return found.under(item.certain, item.conditions)


def _holds(item: Item | None, type_: str) -> bool:
    return item is not None and any(isinstance(a, Made) and a.type == type_ for a in item.value.atoms)


# --- the two halves ----------------------------------------------------------------------------------


def _user(atom: FrozenAtom, place: Location, reading: Reading) -> Grant:
    match atom:
        case Scalar(None):
            return Grant()
        case Made(type=name) if name == _USER:
            return _half(atom, "api_scopes", _scopes_of, reading)
        case Made(type=name) if name == _SYSTEM:
            return _system(atom, place, reading)  # in the wrong place, which is told where the whole is read
        case Mapping(location=location):
            return _dict_half(atom, "api_scopes", _scopes_of, location or place, reading)
        case Sequence() | Text():
            message = "`user_auth_policy` is no `UserAuthPolicy`"
            help_ = "write `UserAuthPolicy(api_scopes=[...])`"
            grant = _scopes_of(FrozenValue((atom,)), place, reading)
            return refused("wrong-arguments", _USER_KEY, message, help_, place, grant=grant)
        case _:
            what, why = reason(atom)
            return unread(what, why, place, scopes=True)


def _system(atom: FrozenAtom, place: Location, reading: Reading) -> Grant:
    match atom:
        case Scalar(None):
            return Grant()
        case Made(type=name) if name == _SYSTEM:
            return _half(atom, "resources", read_resources, reading)
        case Made(type=name) if name == _USER:
            return _user(atom, place, reading)
        case Mapping(location=location):
            return _dict_half(atom, "resources", read_resources, location or place, reading)
        case Sequence():
            message = "`system_auth_policy` is no `SystemAuthPolicy`"
            help_ = "write `SystemAuthPolicy(resources=[...])`"
            grant = read_resources(FrozenValue((atom,)), place, reading)
            return refused("wrong-arguments", _SYSTEM_KEY, message, help_, place, grant=grant)
        case _:
            what, why = reason(atom)
            return unread(what, why, place, resources=True)


_Values = Callable[[FrozenValue, Location, Reading], Grant]


def _half(made: Made, parameter: str, read: _Values, reading: Reading) -> Grant:
    """Return what `UserAuthPolicy(...)` or `SystemAuthPolicy(...)` grants."""
    arguments, name = made.arguments, short(made.type)
    given = arguments.get(0, parameter)
    wrong = [keyword for keyword, _ in arguments.keywords if keyword != parameter]
    if given is None and len(wrong) == 1:
        given = arguments.get(None, wrong[0])
    for_user = parameter == "api_scopes"
    parts = [Grant(has_user_policy=for_user)]
    if given is not None:
        found = read(given.value, given.location or made.location, reading)
        parts.append(found.under(given.certain, given.conditions))
    elif arguments.open:
        why = "has arguments that could not be followed"
        parts.append(unread(name, why, made.location, scopes=for_user, resources=not for_user))
    elif not wrong:
        message = f"`{name}` is built without its `{parameter}`"
        help_ = f"write `{name}({parameter}=[...])`"
        parts.append(refused("wrong-arguments", name, message, help_, made.location))
    for keyword in wrong:
        message = f"`{name}` takes no argument `{keyword}`"
        help_ = f"write `{name}({parameter}=[...])`"
        parts.append(refused("wrong-arguments", f"{name}.{keyword}", message, help_, made.location))
    return together(parts)


def _scopes_of(value: FrozenValue, place: Location, reading: Reading) -> Grant:
    del reading  # scopes are only text; what they mean is not asked here
    return either(_scopes(atom, place) for atom in value.atoms)


def _scopes(atom: FrozenAtom, place: Location) -> Grant:
    match atom:
        case Scalar(None):
            return Grant()
        case Sequence(location=location):
            where = location or place
            parts = [_scope_item(item, where) for item in atom.items]
            if not atom.complete:
                parts.append(unread("api_scopes", atom.why or "the list may hold more", where, scopes=True))
            return together((Grant(scopes_location=where), *parts))
        case Text() if atom.literal is not None:
            message = (
                f'`api_scopes` is the text `"{atom.literal}"` and no list, its letters become the scopes'
            )
            help_ = f'write `api_scopes=["{atom.literal}"]`'
            grant = Grant(
                scopes=(DeclaredScope(atom.literal, atom.location or place),),
                scopes_location=atom.location or place,
            )
            return refused("not-a-list", atom.literal, message, help_, place, grant=grant)
        case _:
            what, why = reason(atom)
            return unread(what, why, place, scopes=True)


def _scope_item(item: Item, place: Location) -> Grant:
    where = item.location or place
    return either(_scope(atom, where) for atom in item.value.atoms).under(item.certain, item.conditions)


def _scope(atom: FrozenAtom, place: Location) -> Grant:
    if isinstance(atom, Text) and atom.literal is not None:
        return Grant(scopes=(DeclaredScope(atom.literal, place),))
    if isinstance(atom, Sequence):
        return replace(_scopes(atom, place), scopes_location=None)
    if isinstance(atom, Text):
        shown = str(next(iter(identifiers(FrozenValue((atom,)))), "?"))
        return unread(shown, "is a scope whose name is not known here", place, scopes=True)
    what, why = reason(atom)
    return unread(what, why, place, scopes=True)


# --- the dict form -----------------------------------------------------------------------------------


def _dict(mapping: Mapping, place: Location, reading: Reading) -> Grant:
    """Return what a dict with a user's and a system's policy grants; MLflow writes it as it is."""
    parts: list[Grant] = []
    if not mapping.complete:
        parts.append(unread("auth_policy", "the dict may hold more", place, scopes=True, resources=True))
    for key, item in mapping.entries:
        where = item.location or place
        if key in (_USER_KEY, _SYSTEM_KEY):
            read = _user if key == _USER_KEY else _system
            found = either(read(atom, where, reading) for atom in item.value.atoms)
            parts.append(found.under(item.certain, item.conditions))
        else:
            message = f'`"{key}"` is no key of an auth policy, MLflow writes it and nothing reads it'
            help_ = f'use the keys `"{_USER_KEY}"` and `"{_SYSTEM_KEY}"`'
            parts.append(refused("wrong-arguments", key, message, help_, where))
    return together(parts)


def _dict_half(mapping: Mapping, key: str, read: _Values, place: Location, reading: Reading) -> Grant:
    for_user = key == "api_scopes"
    parts = [Grant(has_user_policy=for_user)]
    if not mapping.complete:
        parts.append(unread(key, "the dict may hold more", place, scopes=for_user, resources=not for_user))
    for name, item in mapping.entries:
        where = item.location or place
        if name == key:
            parts.append(read(item.value, where, reading).under(item.certain, item.conditions))
        else:
            message = f'`"{name}"` is no key of this policy, MLflow writes it and nothing reads it'
            parts.append(refused("wrong-arguments", name, message, f'use the key `"{key}"`', where))
    return together(parts)
