# One report made by hand that has a bit of everything, so that renderers are tested without any analysis.
"""Reports for the tests of renderers and of the command line."""

from __future__ import annotations

from typing import Protocol

from scopelint.model.auth import Identity, Phase, Target
from scopelint.model.diagnostic import Confidence, Diagnostic, Edit, Fix, Severity
from scopelint.model.evidence import Step
from scopelint.model.location import Location
from scopelint.model.report import (
    AgentReport,
    DeclarationReport,
    GrantReport,
    Report,
    SourceText,
    UnresolvedReport,
    UseReport,
)
from scopelint.model.resource import Resource
from scopelint.model.value import Literal, Pattern, Symbol, SymbolSource, Unknown
from scopelint.render.options import RenderOptions


class Render(Protocol):
    """Renders a report in a format, or `scopes`."""

    def __call__(self, report: Report, name: str = ..., *, options: RenderOptions = ...) -> str: ...


AGENT = """\
import mlflow
from databricks.sdk import WorkspaceClient
from databricks_ai_bridge import ModelServingUserCredentials

LLM = "databricks-claude"


class Agent(ResponsesAgent):
    def predict(self, request):
        client = WorkspaceClient(credentials_strategy=ModelServingUserCredentials())
        return GenieAgent("01f0売上", client=client).invoke(request)
"""
DRIVER = """\
mlflow.pyfunc.log_model(
    name="agent",
    python_model="agent.py",
    pip_requirements=["mlflow"],
    auth_policy=AuthPolicy(
        user_auth_policy=UserAuthPolicy(api_scopes=["sql.warehouses"]),
    ),
)
"""
PLACE = Location("agent.py", 11, 16, 11, 49)
GENIE = Resource("genie_space", Literal("01f0売上"))


def text(path: str, content: str, cell: int = 0) -> SourceText:
    return SourceText(path, cell, tuple(content.split("\n")))


def finding(
    check: str = "missing-scope",
    location: Location = PLACE,
    *,
    severity: Severity = Severity.ERROR,
    agent: str = "agent.py",
    subject: str = "dashboards.genie",
    message: str = "`GenieAgent` asks as the user, but `dashboards.genie` is not declared",
    help: str = "",
    evidence: tuple[Step, ...] = (),
    fix: Fix | None = None,
    url: str = "",
) -> Diagnostic:
    return Diagnostic(
        check, severity, Confidence.HIGH, agent, subject, message, help, location, evidence, fix, url
    )


def example() -> Report:
    made = Step(Location("agent.py", 10, 18, 10, 85), "acts for the user")
    asked = Step(PLACE, "reaches the Genie space `01f0売上`")
    missing = finding(
        location=Location("driver.py", 6, 41, 6, 70),
        help='write `api_scopes=["sql.warehouses", "dashboards.genie"]`',
        evidence=(made, asked),
        url="https://example.org/missing-scope",
    )
    unused = finding(
        "unused-scope",
        Location("driver.py", 6, 53, 6, 69),
        severity=Severity.WARNING,
        subject="sql.warehouses",
        message="scope `sql.warehouses` is declared, but nothing needs it",
        fix=Fix("remove it", "safe", (Edit(Location("driver.py", 6, 53, 6, 69), ""),)),
    )
    uses = (
        UseReport(
            "databricks-langchain.genie-agent",
            GENIE,
            (Identity.USER,),
            Phase.REQUEST,
            PLACE,
            ("dashboards.genie",),
            (made, asked),
        ),
        UseReport(
            "chat",
            Resource("serving_endpoint", Symbol(SymbolSource.ENV, "LLM", "databricks-claude")),
            (Identity.SYSTEM, Identity.USER),
            Phase.IMPORT,
            Location("nb.ipynb", 4, 1, 4, 2, cell=3),
            ("serving.serving-endpoints",),
            (),
        ),
        UseReport(
            "sql",
            Resource("table", Pattern("main.{}.t")),
            (Identity.MANUAL,),
            Phase.INIT,
            Location("gone.py", 4, 1, 4, 2),
            (),
            (),
        ),
        UseReport(
            "vs",
            Resource("vector_search_index", Unknown("read at run time")),
            (Identity.UNKNOWN,),
            Phase.UNKNOWN,
            Location("agent.py", 99, 1, 99, 2),
            (),
            (),
        ),
    )
    agent = AgentReport(
        entry="agent.py",
        target=Target.MODEL_SERVING,
        declarations=(DeclarationReport("log_model", Location("driver.py", 1, 1, 8, 2), False),),
        uses=uses,
        needed=GrantReport(("dashboards.genie",), (GENIE,)),
        declared=GrantReport(("sql.warehouses",), (), complete=False),
        unresolved=(UnresolvedReport(Location("agent.py", 99, 5, 99, 6), "index name", "read at run time"),),
        policy='AuthPolicy(\n    user_auth_policy=UserAuthPolicy(api_scopes=["dashboards.genie"]),\n)\n',
    )
    return Report(
        agents=(agent,),
        diagnostics=(unused, missing),
        hidden=3,
        units_read=3,
        units_skipped=1,
        sources=(text("agent.py", AGENT), text("driver.py", DRIVER)),
    )
