# What the real SDK sends, recorded by a server on the loopback address, against the table's paths.
"""The REST path of every call of the SDK leads to the resource that the call's rule says."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from scopelint.rulebook.load import load_table
from scopelint.rulebook.rule import ReachedResource, RuleRow
from scopelint.uses.identifier import Candidate
from scopelint.uses.reading import Asked
from scopelint.uses.rest_path import read_rest_path
from scopelint.uses.template import Template

sdk = pytest.importorskip("databricks.sdk")

TABLE = load_table()
CLIENT = "databricks.sdk.WorkspaceClient."
ELSEWHERE = {
    "dbutils",  # answers from its own session
    "serving_endpoints_data_plane",  # asks the endpoint for its address first
}


class Recorder(BaseHTTPRequestHandler):
    """Answers everything with an empty object and keeps the paths."""

    seen: ClassVar[list[str]] = []

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        if not self.path.startswith("/.well-known"):
            self.seen.append(self.path.partition("?")[0])
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: Any) -> None:
        pass


for verb in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"):
    setattr(Recorder, f"do_{verb}", Recorder.answer)


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"http://127.0.0.1:{server.server_port}"
    config = sdk.core.Config(host=host, token="none", auth_type="pat", retry_timeout_seconds=2)
    yield sdk.WorkspaceClient(config=config)
    server.shutdown()
    server.server_close()


def calls() -> list[Any]:
    found = []
    for rule in TABLE.rules:
        for call in rule.calls:
            service = call.removeprefix(CLIENT).split(".")[0]
            plain = call.startswith(CLIENT) and "()" not in call and "._api" not in call
            if (
                plain
                and service not in ELSEWHERE
                and not call.endswith("_and_wait")
                and service != "api_client"
            ):
                found.append(pytest.param(rule, call.removeprefix(CLIENT), id=call.removeprefix(CLIENT)))
    return found


@pytest.mark.parametrize(("rule", "path"), calls())
def test_the_path_leads_to_the_rule_s_resource(
    rule: RuleRow, path: str, client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    service, _, method = path.partition(".")
    called = getattr(getattr(client, service), method)
    sent = record(called)
    if not sent:
        pytest.skip("nothing is sent with made-up arguments")
    reached = {one.type for one in rule.resources}
    found = [row for row in map(read, sent) if row is not None]
    assert found, f"no row of the table knows {sent}"
    assert found[-1].type in reached, f"{sent} leads to {found[-1].type}, the rule says {reached}"
    scopes = {requirement[0] for one in rule.resources for requirement in needed(one)}
    for requirement in found[-1].scopes or ():
        assert requirement[0] in scopes, f"{sent} asks for {requirement}, the rule for {scopes}"


def needed(row: ReachedResource) -> tuple[tuple[str, ...], ...]:
    if row.scopes is not None:
        return row.scopes
    resource = TABLE.resource(row.type)
    return resource.scopes if resource is not None else ()


def read(path: str) -> Any:
    row = ReachedResource(reader="rest-path")
    reading = read_rest_path(Candidate(Template(path)), Asked(row, TABLE))
    return reading.reached[0] if reading.reached else None


def record(called: Any) -> list[str]:
    """Call with made-up arguments; what comes back does not matter, what was sent does."""
    Recorder.seen.clear()
    given = {
        name: made_up(name, one)
        for name, one in inspect.signature(called).parameters.items()
        if one.default is one.empty and one.kind in {one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY}
    }
    try:
        answer = called(**given)
        if inspect.isgenerator(answer) or hasattr(answer, "__next__"):
            next(answer, None)
    except Exception:  # noqa: BLE001  (an empty answer is no answer to many calls)
        pass
    return list(Recorder.seen)


def made_up(name: str, parameter: inspect.Parameter) -> Any:
    if name in {"file_path", "directory_path"}:
        return "/Volumes/main/files/raw/a.txt"
    if "bool" in str(parameter.annotation):
        return True
    if "int" in str(parameter.annotation).lower().replace("point", ""):
        return 1
    if "List" in str(parameter.annotation) or "list" in str(parameter.annotation):
        return ["a"]
    return "main.a.b" if "name" in name else "/a" if name == "path" else "a"
