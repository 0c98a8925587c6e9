# Ratios of one run on one machine; nothing here asserts seconds.
"""What scopelint costs beside what it cannot do without: `python benchmarks/run.py [--source FOLDER]`.

(a) a whole check of one agent, beside importing the libraries that it stands on;
(b) reading a few hundred files and collecting their facts, beside parsing them with libcst alone and
    beside libcst's own visitor with QualifiedNameProvider.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import libcst
from libcst.metadata import MetadataWrapper, QualifiedNameProvider

ROOT = Path(__file__).resolve().parents[1]
AGENT = ROOT / "fixtures/support-agent"
LIBRARIES = "import libcst, pydantic, click"


class Names(libcst.CSTVisitor):
    """Asks for the qualified name of every call, as a plain libcst linter does."""

    METADATA_DEPENDENCIES = (QualifiedNameProvider,)

    def visit_Call(self, node: libcst.Call) -> None:  # noqa: N802 - libcst's own name
        self.get_metadata(QualifiedNameProvider, node.func, set())


def main() -> None:
    """Measure and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--source", type=Path, help="Python files to read (databricks, mlflow, or Python's own)"
    )
    parser.add_argument("--files", type=int, default=200, help="how many of them (200)")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each process (5)")
    options = parser.parse_args()
    files = sorted(_source(options.source).rglob("*.py"))[: options.files]
    contents = [file.read_bytes() for file in files]
    size = sum(map(len, contents)) / 1e6
    process_table(options.rounds)
    print(f"\n{len(files)} files, {size:.1f} MB, one process")
    table(
        [
            ("libcst.parse_module", lambda: each(contents, libcst.parse_module)),
            ("scopelint: read and collect", lambda: collect(files)),
            ("libcst visitor, QualifiedNameProvider", lambda: each(contents, visit)),
        ]
    )


def process_table(rounds: int) -> None:
    """Print what whole processes cost, the middle of `rounds` runs each."""
    python = sys.executable
    commands = {
        LIBRARIES: [python, "-c", LIBRARIES],
        "scopelint --version": [python, "-m", "scopelint", "--version"],
        "scopelint on one agent": [python, "-m", "scopelint", str(AGENT)],
    }
    if importlib.util.find_spec("mlflow"):
        commands["import mlflow"] = [python, "-c", "import mlflow"]
    print(f"whole processes, median of {rounds}")
    table([(name, partial(repeat, command, rounds)) for name, command in commands.items()])


def table(rows: list[tuple[str, Callable[[], float]]]) -> None:
    """Print seconds and the ratio to the first row."""
    first = 0.0
    for name, measure in rows:
        seconds = measure()
        first = first or seconds
        print(f"  {name:40} {seconds:8.3f} s  {seconds / first:6.2f}x")


def repeat(command: list[str], rounds: int) -> float:
    """Return the median time of `command`, which may find something (exit code 1)."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        times.append(time.perf_counter() - start)
        if done.returncode > 1:
            raise SystemExit(f"{command} ended with {done.returncode}: {done.stderr.decode()}")
    return statistics.median(times)


def each(contents: list[bytes], work: Callable[[bytes], object]) -> float:
    """Return the time that `work` takes over all of `contents`; what does not parse is left out."""
    start = time.perf_counter()
    for content in contents:
        try:
            work(content)
        except (libcst.ParserSyntaxError, UnicodeDecodeError):
            continue
    return time.perf_counter() - start


def visit(content: bytes) -> None:
    """Walk one file with names resolved by libcst."""
    MetadataWrapper(libcst.parse_module(content), unsafe_skip_copy=True).visit(Names())


def _source(asked: Path | None) -> Path:
    if asked:
        return asked
    for package in ("databricks.sdk", "mlflow"):
        try:
            spec = importlib.util.find_spec(package)
        except ModuleNotFoundError:
            continue
        if spec and spec.origin:
            return Path(spec.origin).parent
    return Path(sysconfig.get_path("stdlib"))


def collect(files: list[Path]) -> float:
    """Return the time in which scopelint reads `files` and collects their facts, nothing left out."""
    from scopelint.facts.collect import collect as facts_of
    from scopelint.source.unit import Unit, UnitKind

    start = time.perf_counter()
    for file in files:
        text = file.read_bytes().decode("utf-8", "replace")
        facts_of(Unit(file.name, file, file, UnitKind.PYTHON, text))
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
