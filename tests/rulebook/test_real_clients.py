# What the libraries above the SDK send when their clients are built and asked, against the table.
"""Requests of real client libraries lead to what their rules say."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from scopelint.rulebook.load import load_table
from scopelint.rulebook.rule import ReachedResource
from scopelint.uses.identifier import Candidate
from scopelint.uses.mcp_url import read_mcp_url
from scopelint.uses.reading import Asked
from scopelint.uses.rest_path import read_rest_path
from scopelint.uses.template import Template

sdk = pytest.importorskip("databricks.sdk")

TABLE = load_table()
INDEX = {
    "name": "main.rag.docs_index",
    "endpoint_name": "search",
    "primary_key": "id",
    "index_type": "DELTA_SYNC",
    "delta_sync_index_spec": {
        "embedding_source_columns": [{"name": "text", "embedding_model_endpoint_name": "embedder"}]
    },
    "status": {"ready": True, "index_url": "localhost/index"},
}


class Recorder(BaseHTTPRequestHandler):
    """Answers questions for an index with one, for a server with none, all else with an empty object."""

    seen: ClassVar[list[str]] = []

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.partition("?")[0]
        if not path.startswith("/.well-known"):
            self.seen.append(path)
        body = json.dumps(INDEX if "/indexes/" in path else {}).encode()
        self.send_response(404 if "/mcp/" in path else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


for verb in ("GET", "POST", "PUT", "PATCH", "DELETE"):
    setattr(Recorder, f"do_{verb}", Recorder.answer)


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def client(host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")
    monkeypatch.setenv("DATABRICKS_HOST", host)
    monkeypatch.setenv("DATABRICKS_TOKEN", "none")
    config = sdk.core.Config(host=host, token="none", auth_type="pat", retry_timeout_seconds=2)
    return sdk.WorkspaceClient(config=config)


def chat(client: Any) -> None:
    module = pytest.importorskip("databricks_langchain", exc_type=ImportError)
    module.ChatDatabricks(model="chat", workspace_client=client, max_retries=0).invoke("hello")


def retriever(client: Any) -> None:
    module = pytest.importorskip("databricks_langchain", exc_type=ImportError)
    module.VectorSearchRetrieverTool(index_name="main.rag.docs_index", workspace_client=client)


def vector_store(client: Any) -> None:
    module = pytest.importorskip("databricks_langchain", exc_type=ImportError)
    module.DatabricksVectorSearch("main.rag.docs_index", workspace_client=client)


def genie_agent(client: Any) -> None:
    module = pytest.importorskip("databricks_langchain", exc_type=ImportError)
    module.GenieAgent("01f0", client=client)


def genie(client: Any) -> None:
    pytest.importorskip("databricks_ai_bridge.genie").Genie("01f0", client=client)


def open_ai(client: Any) -> None:
    module = pytest.importorskip("databricks_openai", exc_type=ImportError)
    module.DatabricksOpenAI(workspace_client=client, max_retries=0).embeddings.create(model="e", input="a")


def function(client: Any) -> None:
    module = pytest.importorskip("unitycatalog.ai.core.databricks")
    module.DatabricksFunctionClient(client, execution_mode="local").get_function("main.tools.lookup")


def index_by_name(client: Any) -> None:
    module = pytest.importorskip("databricks.vector_search.client")
    made = module.VectorSearchClient(client.config.host, "none", disable_notice=True)
    made.get_index(index_name="main.rag.docs_index")


def index_by_endpoint(client: Any) -> None:
    module = pytest.importorskip("databricks.vector_search.client")
    made = module.VectorSearchClient(client.config.host, "none", disable_notice=True)
    made.get_index("search", "main.rag.docs_index")


def deployment(client: Any) -> None:
    module = pytest.importorskip("mlflow.deployments")
    module.get_deploy_client("databricks").predict(endpoint="chat", inputs={})


def mcp_function(client: Any) -> None:
    module = pytest.importorskip("databricks_mcp", exc_type=ImportError)
    module.DatabricksMCPClient(f"{client.config.host}/api/2.0/mcp/functions/main/tools", client).list_tools()


CASES = [
    (chat, "databricks-langchain.chat-databricks", "serving_endpoint"),
    (retriever, "databricks-langchain.vector-search-retriever", "vector_search_index"),
    (vector_store, "databricks-langchain.vector-search", "vector_search_index"),
    (genie_agent, "databricks-langchain.genie-agent", "genie_space"),
    (genie, "databricks-ai-bridge.genie", "genie_space"),
    (open_ai, "databricks-openai.query", "serving_endpoint"),
    (function, "unitycatalog.get-function", "function"),
    (index_by_name, "databricks-vectorsearch.get-index", "vector_search_index"),
    (index_by_endpoint, "databricks-vectorsearch.get-index", "vector_search_index"),
    (deployment, "mlflow.deployments-predict", "serving_endpoint"),
    (mcp_function, "databricks-mcp.client", "mcp_functions"),
]


@pytest.mark.parametrize(("ask", "rule", "type_"), CASES, ids=[ask.__name__ for ask, _, _ in CASES])
def test_what_is_sent_leads_to_the_rule(
    ask: Callable[[Any], None], rule: str, type_: str, client: Any
) -> None:
    Recorder.seen.clear()
    try:
        ask(client)
    except ImportError as error:
        pytest.skip(str(error).splitlines()[0])
    except Exception:  # noqa: BLE001  (an empty answer is no answer; what was sent matters)
        pass
    sent = list(dict.fromkeys(Recorder.seen))
    reached = {read(path) for path in sent}
    assert type_ in reached, f"{rule} says {type_}, but {sent} was sent"
    # Whatever else is asked for must be a dependency, or let a companion scope stand beside it.
    row = TABLE.resource(type_)
    assert row is not None
    beside = {one.type for one in row.dependencies} | {"table", "current_user"}
    assert reached <= {type_, *beside}, f"{rule} says {type_}, but {sent} was sent"


def test_an_index_by_endpoint_asks_for_both_scopes(client: Any) -> None:
    Recorder.seen.clear()
    index_by_endpoint(client)
    asked = Asked(ReachedResource(reader="rest-path"), TABLE)
    (first, *_) = [read_rest_path(Candidate(Template(path)), asked).reached[0] for path in Recorder.seen]
    assert first.scopes == (
        ("vectorsearch.vector-search-indexes",),
        ("vectorsearch.vector-search-endpoints",),
    )


def read(path: str) -> str | None:
    asked = Asked(ReachedResource(reader="mcp-url"), TABLE)
    template = Candidate(Template(path))
    found = read_mcp_url(template, asked).reached or read_rest_path(template, asked).reached
    return found[0].type if found else None
