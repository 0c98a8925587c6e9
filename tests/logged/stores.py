# Real MLflow: a project's models are logged in a process of its own, into a database on this machine or to a
# tracking server on a port of this machine alone.
"""Stores with logged models."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2] / "fixtures" / "logged-model" / "project"
STARTS_WITHIN = 90


@dataclass(frozen=True)
class Store:
    """A tracking URI, the project whose driver has logged its models there, and how each is named."""

    tracking_uri: str
    project: Path
    models: dict[str, dict[str, str]]

    def uri(self, model: str, form: str) -> str:
        """Return the URI of a model: `run`, `id`, `version`, `alias`, `stage`, `latest`."""
        named = {"version": "/1", "alias": "@live", "stage": "/Staging", "latest": "/latest"}
        if form in named:
            assert model == "user", "the only model that is registered"
            return f"models:/shop{named[form]}"
        return self.models[model][form]


def filled(tracking_uri: str, room: Path) -> Store:
    """Return a store after the fixture's driver has run."""
    project = Path(shutil.copytree(PROJECT, room / "project"))
    answer = room / "models.json"
    done = subprocess.run(
        [sys.executable, "driver.py", str(answer)],
        cwd=project,
        env=environment(tracking_uri),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    return Store(tracking_uri, project, json.loads(answer.read_text()))


def environment(tracking_uri: str) -> dict[str, str]:
    """Return this process's environment with another store, and without anybody's workspace."""
    kept = {
        name: text for name, text in os.environ.items() if not name.startswith(("MLFLOW_", "DATABRICKS_"))
    }
    return {**kept, "MLFLOW_TRACKING_URI": tracking_uri, "MLFLOW_DISABLE_TELEMETRY": "true"}


@contextmanager
def server(room: Path) -> Iterator[str]:
    """Run a tracking server and give its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--backend-store-uri", f"sqlite:///{room / 'server.db'}"]
    command += ["--artifacts-destination", str(room / "artifacts")]
    log = room / "server.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=room,
            env=environment(""),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(url, process, log)
            yield url
        finally:
            _stop(process)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server with the workers that it has started: they are a group of their own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # asked politely, it takes ten seconds
    process.wait(timeout=30)
