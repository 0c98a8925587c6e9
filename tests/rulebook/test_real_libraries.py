# The table against the libraries that it describes, as far as they are installed.
"""Every constructor, call and parameter that a row names exists in the real library."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata
from typing import Any

import pytest

from rulebook.real import NotInstalledError, Parameters, UntoldError, parameters, resolve, template_parts
from scopelint.rulebook.load import load_table
from scopelint.rulebook.rule import ArgumentRef, ClientRow, RuleFile, RuleRow

FILES = load_table().rows.clients


def installed(file: RuleFile) -> None:
    """Skip unless the library is there in a version for which the file speaks."""
    specifiers = pytest.importorskip("packaging.specifiers")
    name = file.package.name.partition("[")[0]
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        pytest.skip(f"{name} is not installed")
    if not specifiers.SpecifierSet(file.package.versions).contains(version, prereleases=True):
        pytest.skip(f"{name} {version} is not one of {file.package.versions}")


def real(name: str) -> Any:
    try:
        return resolve(name)
    except NotInstalledError as error:
        pytest.skip(str(error).splitlines()[0])
    except UntoldError as error:
        pytest.skip(f"the library does not tell what stands behind {error}")


def clients() -> Iterator[Any]:
    for file in FILES:
        for row in file.client:
            yield pytest.param(file, row, id=row.type)


def calls() -> Iterator[Any]:
    for file in FILES:
        for rule in file.rule:
            for call in rule.calls:
                yield pytest.param(file, rule, call, id=call)


def aliases() -> Iterator[Any]:
    for file in FILES:
        for row in file.alias:
            if not row.moved:
                for name in row.names:
                    yield pytest.param(file, row.of, name, id=name)


@pytest.mark.parametrize(("file", "row"), list(clients()))
def test_client_is_made_as_its_row_says(file: RuleFile, row: ClientRow) -> None:
    installed(file)
    first, *others = row.made_by if row.type.endswith("()") else (row.type, *row.made_by)
    taken = parameters(real(first))
    for argument in row.credentials:
        expect(taken, ArgumentRef(argument.position, argument.keywords), first)
    if row.auth_method is not None:
        for keyword in (row.auth_method.keyword, row.auth_method.credential):
            expect(taken, ArgumentRef(keywords=(keyword,)), first)
    for keyword in row.swallows:
        assert not taken.takes(keyword), f"{first} knows {keyword}"
        assert taken.open, f"{first} refuses {keyword}"
    for keyword, _ in row.rejects:
        assert not taken.takes(keyword), f"{first} knows {keyword}"
    for other in others:
        assert callable(real(other))


@pytest.mark.parametrize(("file", "rule", "call"), list(calls()))
def test_call_takes_what_its_rule_reads(file: RuleFile, rule: RuleRow, call: str) -> None:
    installed(file)
    taken = parameters(real(call))
    conditions = [rule.when, *(one.when for one in rule.resources)]
    refs = [one.id for one in rule.resources if one.id is not None]
    refs += [one.argument for one in conditions if one is not None]
    for ref in refs:
        if not ref.of_client:
            expect(taken, ref, call)


@pytest.mark.parametrize(("file", "of", "name"), list(aliases()))
def test_alias_names_the_same_thing(file: RuleFile, of: str, name: str) -> None:
    installed(file)
    assert real(name) is not None
    one, other = real(of), real(name)
    assert one is other or getattr(one, "__name__", 1) == getattr(other, "__name__", 2) or _kin(one, other)


def _kin(one: Any, other: Any) -> bool:
    """Synchronous and asynchronous twins are one to the table."""
    names = {
        str(found.__name__).replace("Async", "").replace("AISearch", "VectorSearch") for found in (one, other)
    }
    return len({name.lower().replace("_", "") for name in names}) == 1


def expect(taken: Parameters, ref: ArgumentRef, call: str) -> None:
    for position, keywords in [(ref.position, ref.keywords), *template_parts(ref.template or "")]:
        if not keywords:
            continue
        known = [keyword for keyword in keywords if taken.takes(keyword)]
        assert known or taken.open, f"{call} has none of {keywords}: {sorted(taken.names)}"
        if position is not None and taken.positional:
            assert len(taken.positional) > position, f"{call} has no position {position}"
            assert taken.positional[position] in keywords, (
                f"{call} has `{taken.positional[position]}` at {position}, not {keywords}"
            )
