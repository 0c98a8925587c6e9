# Python that makes a given call of the table, so that each rule can be seen to fire.
"""Samples of calls."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from scopelint.rulebook.rule import ArgumentRef, ClientRow, Condition, ReachedResource, RuleRow
from scopelint.rulebook.table import RuleTable

VALUES = {
    "mcp-url": "https://h.databricks.com/api/2.0/mcp/genie/01f0",
    "sql": "SELECT * FROM main.sales.orders",
    "rest-path": "/api/2.0/genie/spaces/01f0",
    "warehouse-path": "/sql/1.0/warehouses/abc123",
    "prompt-uri": "prompts:/main.agents.greeting/1",
    "app-url": "https://helper-1234567890123456.aws.databricksapps.com",
    "volume-path": "/Volumes/main/files/raw/a.txt",
    "schema": "main.sales",
}
PATHS = {
    "/api/2.": "/api/2.0/genie/spaces/01f0",
    "/serving-endpoints/": "/serving-endpoints/chat/invocations",
    "/sql/statements": "/api/2.0/sql/statements",
    "/ai-gateway/": "/ai-gateway/mlflow/v1",
}
_PART = re.compile(r"\{(\d*):([\w|]+)\}")


@dataclass
class Arguments:
    """Arguments of a call in the making."""

    positional: dict[int, str] = field(default_factory=dict)
    keywords: dict[str, str] = field(default_factory=dict)

    def put(self, ref: ArgumentRef, value: str) -> None:
        """Give the argument that the reference speaks of; every part of a template is given by name."""
        for key in reversed(ref.inside.split(".") if ref.inside else ()):
            value = f"[{value}]" if key == "*" else f"{{{key!r}: {value}}}"
        if ref.template is not None:
            self.keywords |= {found[2]: repr(f"part{found[1]}") for found in _PART.finditer(ref.template)}
        elif ref.keywords:
            self.keywords[ref.keywords[0]] = value
        elif ref.position is not None:
            self.positional[ref.position] = value

    def __str__(self) -> str:
        count = max(self.positional, default=-1) + 1
        given = [self.positional.get(index, "None") for index in range(count)]
        return ", ".join([*given, *(f"{name}={value}" for name, value in self.keywords.items())])


@dataclass(frozen=True)
class Sample:
    """One row of a rule, and the calls that it is for."""

    table: RuleTable
    rule: RuleRow
    row: ReachedResource

    def expression(self, call: str) -> str:
        """Return Python that makes the call so that the row holds, with everything written out."""
        own, clients = Arguments(), Arguments()
        conditions = [one for one in (self.rule.when, self.row.when) if one is not None]
        if self.row.id is not None:
            (clients if self.row.id.of_client else own).put(self.row.id, repr(self._id(conditions)))
        for condition in conditions:
            if self.row.id is None or condition.argument != self.row.id:
                self._meet(condition, clients if condition.argument.of_client else own)
        client, method = self._client(call)
        if client is None:
            own.keywords |= clients.keywords
            return f"{call}({own})"
        return f"{self._made(client, clients)}{method}({own})"

    def _id(self, conditions: list[Condition]) -> str:
        value = self.row.prefix + VALUES.get(self.row.reader, "name")
        for condition in conditions:
            if condition.argument == self.row.id and not condition.negate:
                if condition.contains and condition.contains not in value:
                    value = f"https://h.databricks.com{PATHS[condition.contains]}"
                if condition.prefix and not value.startswith(condition.prefix):
                    value = condition.prefix + value
        return value

    def _meet(self, condition: Condition, arguments: Arguments) -> None:
        if condition.negate or condition.given is False:
            return
        if condition.equals in {"True", "False"}:
            arguments.put(condition.argument, condition.equals)
        else:
            text = condition.equals or condition.prefix or f"https://h{condition.contains or ''}"
            arguments.put(condition.argument, repr(text))

    def _client(self, call: str) -> tuple[ClientRow | None, str]:
        """Return the client that the call is a method of, and the path from it."""
        prefix = call
        while "." in prefix:
            prefix = prefix.rpartition(".")[0]
            row = self.table.client(prefix)
            if row is not None:
                return row, call[len(prefix) :]
        return None, ""

    def _made(self, row: ClientRow, arguments: Arguments) -> str:
        maker = row.made_by[0] if row.type.endswith("()") else row.type
        client, method = self._client(maker)
        if client is not None and maker != row.type:
            return f"{self._made(client, Arguments())}{method}({arguments})"
        return f"{maker}({arguments})"
