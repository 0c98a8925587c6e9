# Runs scopelint over many projects and keeps what it said. Projects are data: nothing of them is run.
"""Surveys of real agents: what is found, what is not understood, what crashes, and what has changed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pydantic import TypeAdapter

from scopelint import __version__
from scopelint._dev.difference import difference
from scopelint._dev.observation import Observation, Survey
from scopelint._dev.summary import project_line, summary

OBSERVATION = TypeAdapter(Observation)
SURVEY = TypeAdapter(Survey)


def survey(
    folder: Path,
    *,
    json_file: Path | None,
    compare: Path | None,
    seconds: float,
    jobs: int,
    only: str,
) -> int:
    """Survey the projects below `folder`; print what they say and return 1 if any crashed or hung."""
    earlier = SURVEY.validate_json(compare.read_bytes()) if compare else None
    projects = sorted(path for path in folder.iterdir() if path.is_dir() and only in path.name)
    observations = []
    for observation in _observe_all(projects, seconds, jobs):
        print(project_line(observation), flush=True)
        observations.append(observation)
    current = Survey(__version__, tuple(observations))
    print()
    print("\n".join(summary(current)))
    if json_file:
        json_file.write_bytes(SURVEY.dump_json(current, indent=1))
    if earlier:
        print()
        print("\n".join(difference(earlier, current)))
    return int(any(seen.outcome in ("crash", "timeout") for seen in observations))


def _observe_all(projects: list[Path], seconds: float, jobs: int) -> Iterator[Observation]:
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        yield from pool.map(lambda project: observe_apart(project, seconds), projects)


def observe_apart(project: Path, seconds: float) -> Observation:
    """Return the observation of `project`, made in a process that lives for `seconds` at most."""
    start = time.perf_counter()
    try:
        child = subprocess.run(
            [sys.executable, "-m", "scopelint._dev.observe", str(project)],
            capture_output=True,
            timeout=seconds,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return Observation(project.name, "timeout", time.perf_counter() - start, f"more than {seconds:g} s")
    if child.returncode:
        error = child.stderr.decode(errors="replace")[-2000:] or f"ended with {child.returncode}"
        return Observation(project.name, "crash", time.perf_counter() - start, error)
    return OBSERVATION.validate_json(child.stdout)
