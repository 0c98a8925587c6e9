# Methods of library objects that values flow through: context variables, executors, tools.
"""Models of methods."""

from __future__ import annotations

from scopelint.project.bearing import send_always
from scopelint.project.displays import elements_of
from scopelint.project.exposure import thaw
from scopelint.project.joining import join
from scopelint.project.machine import Machine
from scopelint.project.modelling import Args
from scopelint.project.records import Made
from scopelint.project.stdlib_runtime import in_thread
from scopelint.project.values import NONE, Element, MemberAtom, Val

# --- objects of libraries that values flow through -------------------------------------------------


def member(machine: Machine, owner: Made, path: str, args: Args) -> Val | None:
    """Return what a method of a modelled library object gives; None if it is not modelled."""
    if path == "headers.update" and args.positional:
        value = args.positional[0].value
        return NONE if send_always(machine, MemberAtom(owner, "headers"), value) else None
    kind = owner.type.removesuffix("()")
    if kind == "contextvars.ContextVar":
        return _context_variable(machine, owner, path, args)
    if kind in ("concurrent.futures.ThreadPoolExecutor", "concurrent.futures.thread.ThreadPoolExecutor",
                "concurrent.futures.ProcessPoolExecutor") and path in ("submit", "map"):  # fmt: skip
        return _executor(machine, path, args)
    if path == "run_in_executor" and len(args.positional) > 1:
        return in_thread(machine, args.positional[1:], args.keywords, args.location)
    if path == "run" and kind in ("contextvars.copy_context", "contextvars.Context") and args.positional:
        threads, machine.threads = machine.threads, 0  # the copied context is the request's
        try:
            return machine.call(args.positional[0].value, args.positional[1:], args.keywords, args.location)
        finally:
            machine.threads = threads
    if path == "run_until_complete" and args.positional:
        return args.positional[0].value
    if path in ("result", "value") and kind.endswith("Future"):
        return None
    if owner.number in machine.callables and path in _INVOKING:
        return _invoke(machine, owner, args)
    return None


_INVOKING = frozenset(
    {"invoke", "ainvoke", "run", "arun", "func", "__call__", "on_invoke_tool", "_run", "fn"}
)


def _invoke(machine: Machine, owner: Made, args: Args) -> Val | None:
    row = machine.table.decorator(owner.type)
    if row is None or row.kind != "tool":
        return None
    results = [machine.call(Val((f,)), [], [], args.location, True) for f in machine.callables[owner.number]]
    return join(results) if results else None


def _executor(machine: Machine, path: str, args: Args) -> Val | None:
    if path == "submit":
        result = in_thread(machine, args.positional, args.keywords, args.location)
        if result is None:
            return None
        future = machine.made("concurrent.futures.Future", args.location)
        machine.variables[future.number] = [result]
        return Val((future,))
    elements, complete = (
        elements_of(machine, args.positional[1].value) if len(args.positional) > 1 else ([], True)
    )
    results = [in_thread(machine, [args.positional[0], e], [], args.location) or NONE for e in elements[:16]]
    return machine.new_list([Element(r) for r in results], "list", complete, args.location)


def _context_variable(machine: Machine, owner: Made, path: str, args: Args) -> Val | None:
    if path == "set" and args.positional:
        machine.variables.setdefault(owner.number, []).append(args.positional[0].value)
        return NONE
    if path == "get":
        held = list(machine.variables.get(owner.number, ()))
        default = owner.arguments.get(None, "default")
        if default is not None:
            held.append(thaw(machine, default.value))
        elif args.positional:
            held.append(args.positional[0].value)
        return join(held) if held else None
    return None
