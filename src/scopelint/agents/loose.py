# Declarations whose model's file is not here: which agent they mean all the same.
"""Pairing of declarations without a known model."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from scopelint.agents.drivers import Grant
from scopelint.declarations import is_scratch, resolve
from scopelint.model.location import Location
from scopelint.source.unit import Unit

_READS = re.compile(r"\bread_text\(|\.read\(|\bcopy(?:2|file|tree)?\(")
_QUOTED = re.compile(r"""[\"'](?!/)([^\"'\s]+\.py)[\"']""")


class Candidate(Protocol):
    """An agent that a declaration may be assigned to."""

    unit: Unit
    grants: list[Grant]
    logged_at: Location | None
    start: Unit | None


def assign_loose(loose: list[Grant], pairs: Sequence[Candidate], policies: frozenset[str]) -> None:
    """Give each declaration whose model is not known to the one agent that it can mean, if there is one."""
    for grant in loose:
        files = [one for one in pairs if one.logged_at is None]
        candidates = _beside(grant, files, policies) or (files if policies else _elsewhere(grant, files))
        bare = [one for one in candidates if not one.grants] or candidates
        if len(bare) == 1:
            bare[0].grants.append(grant)


def _beside(grant: Grant, files: list[Candidate], policies: frozenset[str]) -> list[Candidate]:
    beside = [
        one
        for one in files
        if one.unit.holder.parent == grant.driver.holder.parent and one.unit is not grant.driver
    ]
    if _file_names(grant) and not policies:
        # The file that is logged is not here: only what the driver itself writes may be meant by it.
        return [one for one in beside if one.unit.holder == grant.driver.holder]
    return beside


def _elsewhere(grant: Grant, files: list[Candidate]) -> list[Candidate]:
    return _copied(grant, files) or _namesakes(grant, files)


def _copied(grant: Grant, files: list[Candidate]) -> list[Candidate]:
    """Return the agent whose file a driver reads, to log a copy of it: the one that its text names."""
    text, driver = grant.driver.text, grant.driver
    if not _file_names(grant) or _READS.search(text) is None:
        return []
    others = {one.unit.file: one for one in files if one.unit.holder != driver.holder}
    quoted = set(_QUOTED.findall(text))
    found = {resolve(path, driver.file, others) for path in quoted} - {None}
    if not found:
        names = {Path(path).name for path in quoted}
        found = {file for file in others if file.name in names and file.stem not in _file_names(grant)}
    meant = [others[file] for file in found if file is not None]
    return meant if len(meant) == 1 and not meant[0].grants else []


def _namesakes(grant: Grant, files: list[Candidate]) -> list[Candidate]:
    """Return the agent whose file has the name that a driver gives, nearest to it.

    One that has a policy already, or one that is as near as another, is not meant for sure; nor is what
    an app starts, or a file in a folder of another name.
    """
    names, folders = _file_names(grant), _folders(grant)
    if all(map(is_scratch, grant.declaration.model_texts)) and _READS.search(grant.driver.text) is None:
        return []  # the driver itself has written what it logs
    near = sorted(
        (_steps(grant.driver, one.unit), number, one)
        for number, one in enumerate(files)
        if one.unit.file.stem in names
    )
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return []
    steps, _, found = near[0]
    is_there = not folders or steps == 0 or found.unit.file.parent.name in folders
    return [found] if is_there and not found.grants and found.start is None else []


def _steps(driver: Unit, unit: Unit) -> int:
    """Return how many folders lie between a driver and a file."""
    return len(Path(os.path.relpath(unit.file.parent, driver.holder.parent)).parts)


def _parts(grant: Grant) -> list[tuple[str, str]]:
    """Return the folder and the name of each file that a driver may log, as far as they are known."""
    paths = (Path(text.replace("\\", "/")) for text in grant.declaration.model_texts)
    return [(path.parent.name, path.name) for path in paths if path.name and "{}" not in path.name]


def _file_names(grant: Grant) -> set[str]:
    """Return the names, without suffix, of the files that a driver may log, where they are known."""
    return {name.removesuffix(".py") for _, name in _parts(grant)}


def _folders(grant: Grant) -> set[str]:
    """Return the names of the folders of these files; nothing if one of them says nothing."""
    if any(map(is_scratch, grant.declaration.model_texts)):
        return set()
    folders = {folder for folder, _ in _parts(grant)}
    return set() if any(not folder.strip(".") or "{}" in folder for folder in folders) else folders
