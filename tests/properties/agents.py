# A small grammar of agents, and the ways in which one agent can be written differently.
"""Generated agents: what they do is drawn once, how they are written is drawn apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st

IDENTITIES = ("user", "system", "manual")
KINDS = ("genie", "genie_agent", "endpoint", "chat", "index", "sql")


PHASES = ("request", "request", "init", "import")
"""A request is what most code runs in."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that the agent does: reaches `target` of a kind as somebody, at some time."""

    kind: str
    identity: str
    target: int
    phase: str = "request"


@dataclass(frozen=True, slots=True)
class Spec:
    """What an agent does, and what it was granted."""

    steps: tuple[Step, ...]
    scopes: tuple[str, ...]
    resources: tuple[str, ...]
    policy: str = "policy"
    """How it is declared: `policy`, `resources` (no user policy) or `nothing`."""


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
    passed: bool = False
    """Functions are given their clients instead of making them."""
    methods: bool = False
    """Functions are methods of a class that holds the client."""
    driver: str = "literal"
    """How the driver puts its lists together, one of `DRIVERS`."""


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
    step = st.builds(
        Step,
        st.sampled_from(KINDS),
        st.sampled_from(IDENTITIES),
        st.integers(0, 2),
        st.sampled_from(PHASES),
    )
    return st.builds(
        Spec,
        st.lists(step, min_size=1, max_size=4, unique=True).map(tuple),
        st.lists(st.sampled_from(SCOPES), unique=True).map(tuple),
        st.lists(st.sampled_from(RESOURCES), unique=True).map(tuple),
        st.sampled_from(("policy", "policy", "resources", "nothing")),
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
    helpers = "".join(_helper(spec, style, renamed, at) for at in sorted(style.helpers))
    constants = "".join(f"ID_{at} = {_literal(step)!r}\n" for at, step in enumerate(spec.steps))
    head = "import os\n\n" + imports + (f"\n{constants}\n\n" if style.constants else "\n\n")
    names = ", ".join(f"{style.names[3]}_{at}" for at in sorted(style.helpers))
    files = {
        "agent.py": head + _agent(spec, style, renamed, helpers, names),
        "driver.py": _driver(spec, style),
    }
    if style.elsewhere:
        files["reaching.py"] = head + helpers
    return files


def _agent(spec: Spec, style: Style, renamed: dict[str, str], helpers: str, names: str) -> str:
    question, agent = style.names[2], style.names[4]

    def body(phase: str, indent: str) -> str:
        order = style.order or range(len(spec.steps))
        steps = (at for at in order if spec.steps[at].phase == phase)
        return "".join(_written(spec, style, renamed, at, indent) for at in steps)

    start = body("init", "        ")
    return (
        "import mlflow\nfrom mlflow.pyfunc import PythonModel\n"
        + (f"from reaching import {names}\n" if style.elsewhere and names else "")
        + ("" if style.elsewhere else helpers)
        + f"{question} = '?'\n{body('import', '')}\n\n"
        + f"class {agent}(PythonModel):\n"
        + (f"    def load_context(self, context):\n        {question} = '?'\n{start}\n" if start else "")
        + f"    def predict(self, context, {question}):\n{body('request', '        ')}"
        + f"        return {question}\n\n\n"
        + f"mlflow.models.set_model({agent}())\n"
    )


def reordered(spec: Spec) -> st.SearchStrategy[Style]:
    """Return a strategy of orders of the agent's steps."""
    order = st.permutations(range(len(spec.steps)))
    return order.map(lambda order: replace(PLAIN, order=tuple(order)))


def _literal(step: Step) -> str:
    return _IDS[step.kind].format(step.target)


def _helper(spec: Spec, style: Style, renamed: dict[str, str], at: int) -> str:
    client, _, question, reach, _ = style.names
    made, *lines = _statements(spec.steps[at], style, renamed, at)
    if style.methods:
        held = f"self.{client}"
        lines = [line.replace(f"{client}_{at}", held) for line in lines]
        body = "".join(f"        {line}\n" for line in lines)
        setting = f"        {held} = {client}_{at}\n"
        making = "" if style.passed else f"        {made}\n"
        given = f", {client}_{at}" if style.passed else ""
        head = f"class {reach}_{at}:\n    def __init__(self{given}):\n{making}{setting}\n"
        return f"{head}    def run(self, {question}):\n{body}\n\n"
    if style.passed:
        return f"def {reach}_{at}({question}, {client}_{at}):\n" + _indented(lines, "    ") + "\n\n"
    return f"def {reach}_{at}({question}):\n" + _indented([made, *lines], "    ") + "\n\n"


def _written(spec: Spec, style: Style, renamed: dict[str, str], at: int, indent: str) -> str:
    client, _, question, reach, _ = style.names
    lines = _statements(spec.steps[at], style, renamed, at)
    if at in style.helpers:
        making = lines[0].partition(" = ")[2]
        if style.methods:
            lines = [f"{reach}_{at}({making if style.passed else ''}).run({question})"]
        else:
            lines = [f"{reach}_{at}({question}{f', {client}_{at}={making}' if style.passed else ''})"]
    if at in style.guarded:
        lines = ["try:", *(f"    {line}" for line in lines), "except Exception as error:", "    print(error)"]
    return _indented(lines, indent)


def _indented(lines: list[str], indent: str) -> str:
    return "".join(f"{indent}{line}\n" for line in lines)


def _statements(step: Step, style: Style, renamed: dict[str, str], at: int) -> list[str]:
    """Return the lines that make the client and use it; the first makes it."""
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


DRIVERS = ("literal", "appended", "loop", "helper", "arguments", "module")


def _driver(spec: Spec, style: Style) -> str:
    items = [_constructed(item) for item in spec.resources]
    resources, scopes = f"[{', '.join(items)}]", repr(list(spec.scopes))
    setup, resources, scopes = _collected(style.driver, items, resources, scopes)
    policy = (
        "auth_policy=AuthPolicy(system_auth_policy=SystemAuthPolicy(resources="
        f"{resources}), user_auth_policy=UserAuthPolicy(api_scopes={scopes}))"
    )
    granted = {"policy": policy, "resources": f"resources={resources}", "nothing": ""}[spec.policy]
    given = f"name='agent', python_model='agent.py', {granted}"
    classes = ", ".join(constructor for constructor, _ in _CLASSES.values())
    call = f"mlflow.pyfunc.log_model({given})\n"
    if style.driver == "arguments":
        call = f"arguments = dict({given})\nmlflow.pyfunc.log_model(**arguments)\n"
    if style.driver == "helper":
        call = f"def log():\n    with mlflow.start_run():\n        return {call}\n\nlog()\n"
    return (
        "import mlflow\n"
        "from mlflow.models.auth_policy import AuthPolicy, SystemAuthPolicy, UserAuthPolicy\n"
        f"from mlflow.models.resources import {classes}\n\n{setup}{call}"
    )


def _collected(driver: str, items: list[str], resources: str, scopes: str) -> tuple[str, str, str]:
    """Return statements that collect the lists, and the expressions that then stand for them."""
    if driver == "appended":
        lines = [f"resources.append({item})" for item in items] + [f"scopes += {scopes}"]
        return "resources = []\nscopes = []\n" + _indented(lines, ""), "resources", "scopes"
    if driver == "loop":
        setup = f"resources = []\nfor one in {resources}:\n    resources.append(one)\n"
        return setup, "resources", f"[scope for scope in {scopes}]"
    if driver == "module":
        return f"RESOURCES, SCOPES = {resources}, {scopes}\n", "RESOURCES", "[*SCOPES]"
    return "", resources, scopes


def _constructed(item: str) -> str:
    kind, _, name = item.partition(":")
    constructor, keyword = _CLASSES[kind]
    return f"{constructor}({keyword}={name!r})"
