# functools, asyncio, threads, importlib, inspect: who calls what, and when.
"""Models of functions that call functions."""

from __future__ import annotations

from collections.abc import Sequence

from scopelint.model.location import Location
from scopelint.project.displays import elements_of
from scopelint.project.machine import Machine
from scopelint.project.modelling import Args, models
from scopelint.project.records import Reference
from scopelint.project.values import (
    ClassAtom,
    Element,
    FunctionAtom,
    ModuleAtom,
    PartialAtom,
    Val,
    text,
    unknown,
)


@models("builtins.exec", "builtins.eval", "builtins.compile")
def _exec(machine: Machine, args: Args) -> Val:
    machine.gap(args.location, "exec()", "code that is made at run time is not read")
    return unknown("eval()", "code that is made at run time is not read", args.location)


@models("typing.cast")
def _cast(_machine: Machine, args: Args) -> Val | None:
    return args.get(1, "val")


@models("copy.copy", "copy.deepcopy", "builtins.super", "inspect.cleandoc", "textwrap.dedent",
        "asyncio.create_task", "asyncio.run", "asyncio.wait_for", "asyncio.shield",
        "asyncio.ensure_future", "nest_asyncio.apply", "dataclasses.asdict", "os.path.abspath",
        "os.path.realpath", "os.path.normpath", "builtins.vars", "pydantic.SecretStr",
        "urllib.parse.quote", "urllib.parse.quote_plus")  # fmt: skip
def _itself(_machine: Machine, args: Args) -> Val | None:
    return args.positional[0].value if args.positional else None


@models("asyncio.gather")
def _gather(machine: Machine, args: Args) -> Val:
    return machine.new_list(args.positional, "list", not args.open_, args.location)


@models("asyncio.to_thread")
def _to_thread(machine: Machine, args: Args) -> Val | None:
    return in_thread(machine, args.positional, args.keywords, args.location, carries=True)


def in_thread(
    machine: Machine,
    positional: Sequence[Element],
    keywords: Sequence[tuple[str, Element]],
    location: Location,
    carries: bool = False,
) -> Val | None:
    """Run a function that is given to a thread; `carries` if the thread keeps the request's context."""
    if not positional:
        return None
    machine.threads += 0 if carries else 1
    try:
        return machine.call(positional[0].value, positional[1:], keywords, location)
    finally:
        machine.threads -= 0 if carries else 1


@models("threading.Thread", "threading.Timer")
def _thread(machine: Machine, args: Args) -> Val | None:
    target = args.get(1, "target") or args.get(1, "function")
    if target is None:
        return None
    given = args.get(3, "args")
    elements = elements_of(machine, given)[0] if given is not None else []
    in_thread(machine, [Element(target), *elements], [], args.location)
    return Val((machine.made("threading.Thread", args.location),))


# --- functools, importlib, inspect ---------------------------------------------------------------


@models("functools.partial", "functools.partialmethod")
def _partial(_machine: Machine, args: Args) -> Val | None:
    if not args.positional:
        return None
    function, *rest = args.positional
    named = tuple((name, element.value) for name, element in args.keywords)
    return Val((PartialAtom(function.value, tuple(e.value for e in rest), named),))


@models("functools.wraps", "functools.update_wrapper")
def _wraps(_machine: Machine, _args: Args) -> Val:
    return Val((Reference("typing.no_type_check"),))


@models("functools.lru_cache", "functools.cache")
def _cache(_machine: Machine, args: Args) -> Val:
    atom = args.positional[0].value.only if args.positional else None
    if isinstance(atom, FunctionAtom):
        atom.kind = "cache"
        return args.positional[0].value
    return Val((Reference("functools.lru_cache"),))


@models("typing.no_type_check")
def _same(_machine: Machine, args: Args) -> Val | None:
    return args.positional[0].value if args.positional else None


@models("importlib.import_module", "builtins.__import__")
def _import(machine: Machine, args: Args) -> Val:
    name = args.get(0, "name")
    literal = name.literal if name else None
    if literal is None:
        machine.gap(args.location, "import_module()", "the module's name is made at run time")
        return unknown("import_module()", "the module's name is made at run time", args.location)
    importer = next(iter(machine.modules.loaded.values())).unit
    module = machine.modules.find(literal.lstrip("."), 1 if literal.startswith(".") else 0, importer)
    if module is None:
        return Val((Reference(literal, args.location),))
    machine.load(module)
    return Val((ModuleAtom(module),))


@models("uvicorn.run")
def _serve(machine: Machine, args: Args) -> Val | None:
    """`uvicorn.run("package.module:app")` loads the module that it names."""
    literal = args.positional[0].value.literal if args.positional else None
    if literal is not None and ":" in literal:
        importer = next(iter(machine.modules.loaded.values())).unit
        module = machine.modules.find(literal.partition(":")[0], 0, importer)
        if module is not None:
            machine.load(module)
    return None


@models("inspect.getfile", "inspect.getsourcefile", "inspect.getabsfile")
def _getfile(_machine: Machine, args: Args) -> Val | None:
    atom = args.positional[0].value.only if args.positional else None
    if isinstance(atom, (ClassAtom, FunctionAtom, ModuleAtom)):
        return text(atom.module.unit.file.as_posix(), args.location)
    return None
