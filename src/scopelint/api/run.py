# The two functions that callers call: read the arguments, run the pipeline, hand over the report.
"""Checking and analysing from Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from scopelint.api.arguments import live_declaration
from scopelint.api.entry import AgentSource, agent_path
from scopelint.api.options import Options, PathLike, SeverityName, TargetName, run_settings
from scopelint.api.report import Report
from scopelint.errors import NothingToAnalyse, UsageError
from scopelint.render.wording import counted


def check(
    agent: AgentSource,
    *,
    auth_policy: object = None,
    resources: object = None,
    policy: PathLike | Iterable[PathLike] | None = None,
    target: TargetName | None = None,
    select: str | Iterable[str] | None = None,
    ignore: str | Iterable[str] | None = None,
    fail_on: SeverityName | None = None,
    pedantic: bool | None = None,
    exclude: str | Iterable[str] | None = None,
    extend_rules: PathLike | Iterable[PathLike] | None = None,
    config: PathLike | None = None,
    isolated: bool = False,
) -> Report:
    """Find where an agent's code and the policy that it will be logged with disagree.

    `agent` is the agent's file (its suffix may be missing), a folder, or a module, class or function that
    stands in the file. Relative paths start in the working directory. The code is read and never run.

    `auth_policy` and `resources` are what `log_model` will be given: objects of MLflow, or the dicts that
    their `to_dict()` returns; `resources` may be the path of a YAML file. What the project declares does not
    count then. Without both, the policy is looked for in the project as the command line does, or in the
    files that `policy` names.

    The other options are those of `scopelint check`, laid over the nearest settings file, or over the one
    that `config` names, or over none with `isolated`.

    Raises ArgumentError (a TypeError) for an object that is no policy, UsageError for a path or a word that
    does not exist, ConfigError for a wrong settings file, NothingToAnalyse if there is no agent.
    """
    options = Options(
        target=target,
        select=select,
        ignore=ignore,
        fail_on=fail_on,
        pedantic=pedantic,
        policy=policy,
        exclude=exclude,
        extend_rules=extend_rules,
        config=config,
        isolated=isolated,
    )
    return _run(agent, options, auth_policy=auth_policy, resources=resources)


def analyze(
    agent: AgentSource,
    *,
    policy: PathLike | Iterable[PathLike] | None = None,
    target: TargetName | None = None,
    exclude: str | Iterable[str] | None = None,
    extend_rules: PathLike | Iterable[PathLike] | None = None,
    config: PathLike | None = None,
    isolated: bool = False,
) -> Report:
    """Find what an agent reaches, as whom, and which scopes and resources it needs for that.

    The report shows what `scopelint scopes` shows. `agent`, the options and the exceptions are those of
    `check`.
    """
    options = Options(
        target=target,
        policy=policy,
        exclude=exclude,
        extend_rules=extend_rules,
        config=config,
        isolated=isolated,
    )
    return _run(agent, options, scopes=True)


def _run(
    agent: object,
    options: Options,
    *,
    auth_policy: object = None,
    resources: object = None,
    scopes: bool = False,
) -> Report:
    from scopelint.pipeline import Request, run
    from scopelint.rulebook.load import load_table

    cwd = Path.cwd()
    path = agent_path(agent, cwd)
    settings = run_settings(options, cwd / path, cwd)
    live = live_declaration(auth_policy, resources, load_table(settings.extend_rules), cwd)
    if live is not None and options.policy is not None:
        raise UsageError("a policy is given twice: by value and by `policy`", "leave one of them out")
    request = Request((path,), settings, policies=settings.policies, cwd=cwd)
    if live is not None:
        request = replace(request, policies=(), given=live.given, texts=live.texts)
    answer = run(request)
    if not answer.agents and not answer.diagnostics:
        raise NothingToAnalyse(
            f"nothing was analysed: no agent found ({counted(answer.units_read, 'file')} read)",
            "name the agent's file, or the folder of the project that holds it",
        )
    return Report(answer, fail_on=settings.fail_on, scopes=scopes)
