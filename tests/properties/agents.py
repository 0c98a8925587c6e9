# A small grammar of agents, and the ways in which one agent can be written differently.
"""Generated agents: what they do is drawn once, how they are written is drawn apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st

IDENTITIES = ("user", "system", "manual")
KINDS = ("genie", "genie_agent", "endpoint", "chat", "index", "sql")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that the agent does: reaches `target` of a kind as somebody."""

    kind: str
    identity: str
    target: int


@dataclass(frozen=True, slots=True)
class Spec:
    """What an agent does, and what it was granted."""

    steps: tuple[Step, ...]
    scopes: tuple[str, ...]
    resources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """How an agent is written. The default is the plainest way."""

    names: tuple[str, ...] = ("client", "answer", "question", "reach", "Agent")
    aliased: bool = False
    helpers: frozenset[int] = frozenset()
    """Steps that stand in a function of their own."""
    elsewhere: bool = False
    """These functions stand in another module."""
    guarded: frozenset[int] = frozenset()
    """Steps that stand in a `try`."""
    order: tuple[int, ...] = ()
    """The order of the steps, which are independent of each other."""
    by_keyword: bool = False
    constants: bool = False
    """Ids are constants of the module."""


PLAIN = Style()

_IDS = {
    "genie": "01f0{:02d}",
    "genie_agent": "01f0{:02d}",
    "endpoint": "endpoint-{}",
    "chat": "endpoint-{}",
    "index": "shop.search.index_{}",
    "sql": "warehouse{}",
}
_CLIENTS = {
    "user": "{WorkspaceClient}(credentials_strategy={ModelServingUserCredentials}())",
    "system": "{WorkspaceClient}()",
    "manual": '{WorkspaceClient}(host="https://x", token=os.environ["TOKEN"])',
}
_IMPORTS = {
    "WorkspaceClient": "databricks.sdk",
    "ModelServingUserCredentials": "databricks_ai_bridge",
    "GenieAgent": "databricks_langchain.genie",
    "ChatDatabricks": "databricks_langchain",
}
_CLASSES = {
    "genie_space": ("DatabricksGenieSpace", "genie_space_id"),
    "serving_endpoint": ("DatabricksServingEndpoint", "endpoint_name"),
    "vector_search_index": ("DatabricksVectorSearchIndex", "index_name"),
    "sql_warehouse": ("DatabricksSQLWarehouse", "warehouse_id"),
    "table": ("DatabricksTable", "table_name"),
}
SCOPES = (
    "dashboards.genie",
    "serving.serving-endpoints",
    "vectorsearch.vector-search-indexes",
    "sql.warehouses",
    "sql.statement-execution",
)
RESOURCES = (
    "genie_space:01f001",
    "serving_endpoint:endpoint-0",
    "serving_endpoint:endpoint-1",
    "vector_search_index:shop.search.index_0",
    "vector_search_index:shop.search.index_1",
    "sql_warehouse:warehouse0",
    "table:shop.core.orders",
)


def specs() -> st.SearchStrategy[Spec]:
    """Return a strategy of agents with one to four steps and an arbitrary policy."""
    step = st.builds(Step, st.sampled_from(KINDS), st.sampled_from(IDENTITIES), st.integers(0, 2))
    return st.builds(
        Spec,
        st.lists(step, min_size=1, max_size=4, unique=True).map(tuple),
        st.lists(st.sampled_from(SCOPES), unique=True).map(tuple),
        st.lists(st.sampled_from(RESOURCES), unique=True).map(tuple),
    )


def positions(spec: Spec) -> st.SearchStrategy[frozenset[int]]:
    """Return a strategy of non-empty sets of the agent's steps."""
    return st.frozensets(st.integers(0, len(spec.steps) - 1), min_size=1)


def write(spec: Spec, style: Style) -> dict[str, str]:
    """Return the agent's files by name."""
    renamed = {name: f"{name}As" if style.aliased else name for name in _IMPORTS}
    imports = "".join(
        f"from {module} import {name} as {renamed[name]}\n"
        if style.aliased
        else f"from {module} import {name}\n"
        for name, module in _IMPORTS.items()
    )
    order = style.order or tuple(range(len(spec.steps)))
    helpers = "".join(_helper(spec, style, renamed, at) for at in sorted(style.helpers))
    body = "".join(_in_predict(spec, style, renamed, at) for at in order)
    _, _, question, reach, agent = style.names
    constants = "".join(f"ID_{at} = {_literal(step)!r}\n" for at, step in enumerate(spec.steps))
    head = "import os\n\n" + imports
    names = ", ".join(f"{reach}_{at}" for at in sorted(style.helpers))
    return _without_empty(
        {
            "agent.py": head
            + "import mlflow\nfrom mlflow.pyfunc import PythonModel\n"
            + (f"from reaching import {names}\n" if style.elsewhere and names else "")
            + (f"\n{constants}\n" if style.constants else "\n\n")
            + ("" if style.elsewhere else helpers)
            + f"class {agent}(PythonModel):\n"
            + f"    def predict(self, context, {question}):\n{body}        return {question}\n\n\n"
            + f"mlflow.models.set_model({agent}())\n",
            "reaching.py": head + (f"\n{constants}\n" if style.constants else "\n\n") + helpers
            if style.elsewhere
            else "",
            "driver.py": _driver(spec),
        }
    )


def reordered(spec: Spec) -> st.SearchStrategy[Style]:
    """Return a strategy of orders of the agent's steps."""
    order = st.permutations(range(len(spec.steps)))
    return order.map(lambda order: replace(PLAIN, order=tuple(order)))


def _without_empty(files: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in files.items() if text}


def _literal(step: Step) -> str:
    return _IDS[step.kind].format(step.target)


def _helper(spec: Spec, style: Style, renamed: dict[str, str], at: int) -> str:
    _, _, question, reach, _ = style.names
    lines = _statements(spec.steps[at], style, renamed, at)
    return f"def {reach}_{at}({question}):\n" + "".join(f"    {line}\n" for line in lines) + "\n\n"


def _in_predict(spec: Spec, style: Style, renamed: dict[str, str], at: int) -> str:
    _, _, question, reach, _ = style.names
    lines = (
        [f"{reach}_{at}({question})"]
        if at in style.helpers
        else _statements(spec.steps[at], style, renamed, at)
    )
    if at in style.guarded:
        lines = ["try:", *(f"    {line}" for line in lines), "except Exception as error:", "    print(error)"]
    return "".join(f"        {line}\n" for line in lines)


def _statements(step: Step, style: Style, renamed: dict[str, str], at: int) -> list[str]:
    client, answer, question, _, _ = style.names
    mine = f"{client}_{at}"
    ref = f"ID_{at}" if style.constants else repr(_literal(step))
    made = f"{mine} = {_CLIENTS[step.identity].format(**renamed)}"
    if step.kind == "genie_agent":
        call = f"{renamed['GenieAgent']}(genie_space_id={ref}, client={mine}).invoke({question})"
    elif step.kind == "chat":
        call = f"{renamed['ChatDatabricks']}(endpoint={ref}, workspace_client={mine}).invoke({question})"
    else:
        call = f"{mine}.{_sdk_call(step.kind, ref, question, style.by_keyword)}"
    return [made, f"{answer}_{at} = {call}", f"print({answer}_{at})"]


def _sdk_call(kind: str, ref: str, question: str, by_keyword: bool) -> str:
    sql = repr("SELECT id FROM shop.core.orders")
    forms = {
        "genie": (
            f"genie.start_conversation({ref}, {question})",
            f"genie.start_conversation(content={question}, space_id={ref})",
        ),
        "endpoint": (
            f"serving_endpoints.query({ref}, inputs={question})",
            f"serving_endpoints.query(inputs={question}, name={ref})",
        ),
        "index": (
            f"vector_search_indexes.query_index({ref}, ['id'], query_text={question})",
            f"vector_search_indexes.query_index(columns=['id'], index_name={ref}, query_text={question})",
        ),
        "sql": (
            f"statement_execution.execute_statement({sql}, {ref})",
            f"statement_execution.execute_statement(warehouse_id={ref}, statement={sql})",
        ),
    }
    return forms[kind][by_keyword]


def _driver(spec: Spec) -> str:
    resources = []
    for item in spec.resources:
        kind, _, name = item.partition(":")
        constructor, keyword = _CLASSES[kind]
        resources.append(f"{constructor}({keyword}={name!r})")
    classes = ", ".join(constructor for constructor, _ in _CLASSES.values())
    return (
        "import mlflow\n"
        "from mlflow.models.auth_policy import AuthPolicy, SystemAuthPolicy, UserAuthPolicy\n"
        f"from mlflow.models.resources import {classes}\n\n"
        "mlflow.pyfunc.log_model(\n    name='agent',\n    python_model='agent.py',\n"
        "    auth_policy=AuthPolicy(\n"
        f"        system_auth_policy=SystemAuthPolicy(resources=[{', '.join(resources)}]),\n"
        f"        user_auth_policy=UserAuthPolicy(api_scopes={list(spec.scopes)!r}),\n    ),\n)\n"
    )
