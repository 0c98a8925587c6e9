# What an agent reaches.
"""Resources."""

from __future__ import annotations

from dataclasses import dataclass

from scopelint.model.value import Literal, Pattern, Symbol, Unknown, Value


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing that an agent reaches or declares.

    `type` is a key of `rules/resources.toml` (`genie_space`, `serving_endpoint`, ...). `id` names it.
    """

    type: str
    id: Value

    @property
    def subject(self) -> str:
        """What a reader would put in a table: `type:id`, or the type alone when the id is unknown.

        Everything in a schema (`main.tools.{}`) goes by the schema's name.
        """
        match self.id:
            case Literal(value):
                return f"{self.type}:{value}"
            case Pattern(value):
                return f"{self.type}:{value.removesuffix('.{}')}"
            case Symbol(source, name):
                return f"{self.type}:{source.value}:{name}"
            case Unknown():
                return self.type
