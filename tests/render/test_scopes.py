# What `scopelint scopes` prints.
"""Tests of scopelint.render.scopes."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from render.reports import Render
from rich.cells import cell_len

from scopelint.model.auth import Target
from scopelint.model.report import Report
from scopelint.render.options import RenderOptions

WHOLE = """\
agent.py (model-serving)
declared in driver.py:1:1 (log_model, not read completely)

reaches                                    as            when     through                    needs
genie_space 01f0売上                       user          request  GenieAgent agent.py:11:16  \
scope dashboards.genie
vector_search_index (read at run time)     unknown       unknown  vs agent.py:99:1           ?
table main.{}.t                            manual        init     sql gone.py:4:1            \
its own credentials
serving_endpoint environment variable LLM  system, user  import   chat nb.ipynb:cell 3:4:1   \
scope serving.serving-endpoints
                                                                                             resource

Could not be resolved:
  agent.py:99:5  index name: read at run time

The policy that it needs:
AuthPolicy(
    user_auth_policy=UserAuthPolicy(api_scopes=["dashboards.genie"]),
)

"""


def test_the_whole_page(report: Report, shown: Render) -> None:
    assert shown(report, "scopes") == WHOLE


def test_the_policy_can_be_pasted(report: Report, shown: Render) -> None:
    policy = shown(report, "scopes").partition("The policy that it needs:\n")[2]
    compile(policy.strip(), "policy.py", "eval")


def test_an_app_needs_app_resources(report: Report, shown: Render) -> None:
    (agent,) = report.agents
    on_apps = replace(report, agents=(replace(agent, target=Target.APPS),))
    assert "app resource" in shown(on_apps, "scopes")


def test_an_agent_that_reaches_nothing(report: Report, shown: Render) -> None:
    (agent,) = report.agents
    idle = replace(agent, uses=(), declarations=(), unresolved=(), policy="")
    assert shown(replace(report, agents=(idle,)), "scopes") == (
        "agent.py (model-serving)\nno declaration found\n\nreaches nothing that the rule table knows\n\n"
    )


def test_nothing_analysed_is_said(shown: Render) -> None:
    printed = shown(Report((), (), units_read=2), "scopes")
    assert printed == "nothing was analysed: no agent found in 2 files\n"


@pytest.mark.parametrize("width", [80, 100])
def test_the_table_fits_the_terminal(report: Report, shown: Render, width: int) -> None:
    printed = shown(report, "scopes", options=RenderOptions(width=width, color=True))
    plain = re.sub(r"\x1b\[[0-9;]*m", "", printed)
    assert max(cell_len(line) for line in plain.split("\n")) <= width
    assert "dashboards.genie" in plain
