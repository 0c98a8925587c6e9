# A call that no rule sees is a row that was written in vain.
"""Every rule fires for every call that it names, through every name of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rulebook.sample import Sample
from scopelint.config import Settings
from scopelint.model.report import UseReport
from scopelint.pipeline import Request, run
from scopelint.rulebook.load import load_table
from scopelint.rulebook.rule import RuleFile

TABLE = load_table()
FILES = [file for file in TABLE.rows.clients if file.rule]
HEAD = """\
from mlflow.pyfunc import PythonModel
from mlflow.models import set_model
{imports}

class Agent(PythonModel):
    def predict(self, context, model_input):
{calls}

set_model(Agent())
"""


def lines_of(file: RuleFile) -> list[tuple[str, str, str]]:
    """Return rule, resource type and expression of every sample of the file."""
    found = []
    for rule in file.rule:
        for index, row in enumerate(rule.resources):
            for call in rule.calls if index == 0 else rule.calls[:1]:
                found.append((rule.name, row.type, Sample(TABLE, rule, row).expression(call)))
    return found


def uses_of(folder: Path, samples: list[str]) -> dict[int, list[UseReport]]:
    """Return the uses that scopelint finds, by the number of the sample."""
    tops = sorted({sample.partition(".")[0] for sample in samples})
    imports = "\n".join(f"import {top}" for top in tops)
    calls = "\n".join(f"        v{number} = {sample}" for number, sample in enumerate(samples))
    text = HEAD.format(imports=imports, calls=calls)
    (folder / "agent.py").write_text(text, encoding="utf-8")
    first = text.splitlines().index(f"        v0 = {samples[0]}") + 1
    report = run(Request((folder / "agent.py",), Settings(), cwd=folder))
    found: dict[int, list[UseReport]] = {}
    for agent in report.agents:
        for use in agent.uses:
            found.setdefault(use.location.line - first, []).append(use)
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.package.name)
def test_every_call_of_every_rule_is_seen(file: RuleFile, tmp_path: Path) -> None:
    samples = lines_of(file)
    found = uses_of(tmp_path, [sample for _, _, sample in samples])
    unseen = [
        f"{rule} ({type_}): {sample}"
        for number, (rule, type_, sample) in enumerate(samples)
        if not any(
            use.rule == rule and (not type_ or use.resource.type == type_) for use in found.get(number, [])
        )
    ]
    assert not unseen, "\n".join(unseen)


def aliased() -> list[tuple[str, str]]:
    """Return rule and expression of one sample for every other name of what a rule speaks of."""
    found = []
    for alias in (alias for file in TABLE.rows.clients for alias in file.alias):
        for rule, _, sample in ALL:
            if sample.startswith(f"{alias.of}(") or sample.startswith(f"{alias.of}."):
                found += [(rule, name + sample[len(alias.of) :]) for name in alias.names]
                break
    return found


ALL = [line for file in FILES for line in lines_of(file)]


def test_other_names_mean_the_same(tmp_path: Path) -> None:
    samples = aliased()
    assert len(samples) > 60
    found = uses_of(tmp_path, [sample for _, sample in samples])
    unseen = [
        f"{rule}: {sample}"
        for number, (rule, sample) in enumerate(samples)
        if not any(use.rule == rule for use in found.get(number, []))
    ]
    assert not unseen, "\n".join(unseen)


def test_names_that_only_look_alike_mean_nothing(tmp_path: Path) -> None:
    samples = [
        "acme." + sample.partition("(")[0].rpartition(".")[2] + "('name', index_name='a.b.c')"
        for _, _, sample in ALL
        if "()" not in sample
    ]
    assert uses_of(tmp_path, sorted(set(samples))) == {}
