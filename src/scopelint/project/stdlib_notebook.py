# What a notebook offers without an import: widgets, secrets, task values.
"""Models of `dbutils`."""

from __future__ import annotations

from scopelint.project.freeze import freeze
from scopelint.project.machine import Machine
from scopelint.project.modelling import Args, models
from scopelint.project.records import Origin
from scopelint.project.values import (
    NONE,
    Val,
    unknown,
)

# --- notebooks -----------------------------------------------------------------------------------


@models("builtins.dbutils.widgets.get", "builtins.dbutils.widgets.getArgument", "builtins.getArgument")
def _widget(machine: Machine, args: Args) -> Val:
    name = args.get(0, "name")
    literal = name.literal if name else None
    if literal is None:
        return unknown("dbutils.widgets.get()", "the widget's name is not known", args.location)
    default = machine.env_values.get(f"widget {literal}")
    return Val((Origin("widget", literal, freeze(machine, default) if default else None, args.location),))


@models(
    "builtins.dbutils.widgets.text", "builtins.dbutils.widgets.dropdown", "builtins.dbutils.widgets.combobox"
)
def _make_widget(machine: Machine, args: Args) -> Val:
    name, default = args.get(0, "name"), args.get(1, "defaultValue")
    if name is not None and name.literal is not None and default is not None:
        machine.env_values[f"widget {name.literal}"] = default
    return NONE


@models("builtins.dbutils.secrets.get", "builtins.dbutils.secrets.getBytes")
def _secret(_machine: Machine, args: Args) -> Val:
    scope, key = args.get(0, "scope"), args.get(1, "key")
    name = f"{scope.literal if scope else None}/{key.literal if key else None}"
    return Val((Origin("secret", name, None, args.location),))


@models("builtins.dbutils.jobs.taskValues.get")
def _task_value(machine: Machine, args: Args) -> Val:
    key = args.get(1, "key")
    literal = key.literal if key else None
    default = args.get(3, "debugValue") or args.get(2, "default")
    if literal is None:
        return unknown("taskValues.get()", "the key is not known", args.location)
    return Val((Origin("variable", f"taskValues.{literal}", freeze(machine, default) if default else None),))
