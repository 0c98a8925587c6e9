# Live auth policies: MLflow's objects and the dict that they become. Objects are known by what they have,
# never by their class. What MLflow itself takes and the platform refuses is left to the findings.
"""Reading auth policies that exist."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from typing import cast

from scopelint.api.draft import Draft, plain, quoted
from scopelint.api.live_resources import key_of, kind_of, made, passed_over, several, written
from scopelint.errors import ArgumentError
from scopelint.model.location import Location
from scopelint.project.records import FrozenAtom, FrozenValue, Item, Mapping, Scalar, Sequence, Text
from scopelint.rulebook.table import RuleTable

_MODULE = "mlflow.models.auth_policy."
_USER, _SYSTEM = "user_auth_policy", "system_auth_policy"
_EXPECTED = "give an `mlflow.models.auth_policy.AuthPolicy`, or what its `to_dict()` returns"
_DICT = f'give `{{"{_USER}": {{"api_scopes": [...]}}, "{_SYSTEM}": {{"resources": {{...}}}}}}`'


def policy(value: object, where: str, draft: Draft, table: RuleTable, lead: str) -> FrozenAtom:
    """Return the value of `auth_policy=`."""
    if isinstance(value, AnyMapping):
        return _dict(value, where, draft, lead)
    if not _has(value, _USER, _SYSTEM):
        if _is_half(value):
            return _half(value, where, draft, table, lead)
        raise ArgumentError(f"`{where}` is {kind_of(value)}, which is no auth policy", _EXPECTED)
    parts: dict[str, Item] = {}
    with draft.block("AuthPolicy(", ")", lead) as block:
        for name in (_USER, _SYSTEM):
            part = getattr(value, name)
            if part is not None:
                atom = _half(part, f"{where}.{name}", draft, table, f"{name}=")
                parts[name] = _item(atom)
    return made(_MODULE + "AuthPolicy", block.location, **parts)


def _has(value: object, *names: str) -> bool:
    return not isinstance(value, type) and all(hasattr(value, name) for name in names)


def _is_half(value: object) -> bool:
    return _has(value, "to_dict") and (_has(value, "api_scopes") or _has(value, "resources"))


def _half(value: object, where: str, draft: Draft, table: RuleTable, lead: str) -> FrozenAtom:
    """Return a user's or a system's policy, wherever it stands: whether it may is asked later."""
    if not _is_half(value):
        expected = "UserAuthPolicy" if where.endswith(_USER) else "SystemAuthPolicy"
        raise ArgumentError(f"`{where}` is {kind_of(value)}, where a `{expected}` is due", _EXPECTED)
    name, parameter = (
        ("UserAuthPolicy", "api_scopes") if _has(value, "api_scopes") else ("SystemAuthPolicy", "resources")
    )
    held, inner = getattr(value, parameter), f"{where}.{parameter}"
    with draft.block(f"{name}(", ")", lead) as block:
        if parameter == "api_scopes":
            atom = _scopes(held, inner, draft, "api_scopes=")
        else:
            atom = several(held, inner, draft, table, "resources=")
    return made(_MODULE + name, block.location, **{parameter: _item(atom)})


def _scopes(value: object, where: str, draft: Draft, lead: str) -> FrozenAtom:
    """Return a list of scopes; a lone text is a mistake that MLflow takes, so a finding tells of it."""
    if value is None:
        draft.line("None", lead)
        return Scalar(None)
    if isinstance(value, str):
        text = plain(value, where)
        return Text((text,), draft.line(quoted(text), lead))
    if not isinstance(value, list | tuple):
        raise ArgumentError(f"`{where}` is {kind_of(value)} and no list of scopes", "give a list of texts")
    values = cast("list[object] | tuple[object, ...]", value)
    if not values:
        return Sequence((), location=draft.line("[]", lead))
    with draft.block("[", "]", lead) as block:
        items = tuple(_scope(one, f"{where}[{i}]", draft) for i, one in enumerate(values))
    return Sequence(items, location=block.location)


def _scope(value: object, where: str, draft: Draft) -> Item:
    if not isinstance(value, str):
        raise ArgumentError(f"`{where}` is {kind_of(value)} and no scope", 'give its name, as in `"sql"`')
    text = plain(value, where)
    place = draft.line(quoted(text))
    return _item(Text((text,), place), place)


# --- the dict form -----------------------------------------------------------------------------------


def _dict(value: AnyMapping[object, object], where: str, draft: Draft, lead: str) -> FrozenAtom:
    entries: list[tuple[str, Item]] = []
    with draft.block("{", "}", lead) as block:
        for key, held in value.items():
            name = key_of(key, where)
            if name in (_USER, _SYSTEM):
                entries.append((name, _dict_half(held, name, f"{where}[{quoted(name)}]", draft)))
            else:
                entries.append((name, passed_over(name, draft)))
    return Mapping(tuple(entries), location=block.location)


def _dict_half(value: object, part: str, where: str, draft: Draft) -> Item:
    lead = f"{quoted(part)}: "
    if value is None or (isinstance(value, AnyMapping) and not value):
        # `AuthPolicy.to_dict()` writes an empty dict for a part that there is not.
        draft.line("None" if value is None else "{}", lead)
        return _item(Scalar(None))
    if not isinstance(value, AnyMapping):
        raise ArgumentError(f"`{where}` is {kind_of(value)} and no dict", _DICT)
    wanted = "api_scopes" if part == _USER else "resources"
    entries: list[tuple[str, Item]] = []
    with draft.block("{", "}", lead) as block:
        for key, held in value.items():
            name = key_of(key, where)
            inner = f"{where}[{quoted(name)}]"
            if name != wanted:
                entries.append((name, passed_over(name, draft)))
            elif part == _USER:
                entries.append((name, _item(_scopes(held, inner, draft, f"{quoted(name)}: "))))
            else:
                entries.append((name, _item(_dict_resources(held, inner, draft))))
    return _item(Mapping(tuple(entries), location=block.location))


def _dict_resources(value: object, where: str, draft: Draft) -> FrozenAtom:
    if value is None:
        draft.line("None", '"resources": ')
        return Scalar(None)
    if not isinstance(value, AnyMapping):
        raise ArgumentError(f"`{where}` is {kind_of(value)} and no dict", _DICT)
    return written(value, where, draft, '"resources": ')


def _item(atom: FrozenAtom, place: Location | None = None) -> Item:
    return Item(FrozenValue((atom,)), place or getattr(atom, "location", None))
