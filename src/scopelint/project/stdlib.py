# What functions of Python's library, of notebooks and of configuration libraries return. Only what agents
# use to come by names, clients and declarations is here; everything else is a library call like any other.
"""Models of library functions that values flow through."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scopelint.model.location import Location
from scopelint.project import configs
from scopelint.project.conditions import is_instance, truth
from scopelint.project.expressions import elements_of
from scopelint.project.freeze import SPREAD, freeze
from scopelint.project.machine import Machine
from scopelint.project.records import Arguments, Made, Origin, Reference, Scalar, Text, Unresolved
from scopelint.project.special import as_text
from scopelint.project.statements import _bind_attribute, set_environment
from scopelint.project.texts import concatenate
from scopelint.project.values import (
    FALSE,
    NONE,
    TRUE,
    ClassAtom,
    DictAtom,
    DictState,
    Element,
    FileAtom,
    FunctionAtom,
    ListAtom,
    ModuleAtom,
    PartialAtom,
    Val,
    join,
    text,
    unknown,
)


@dataclass(frozen=True, slots=True)
class Args:
    """The arguments of a call of a modelled function."""

    positional: Sequence[Element]
    keywords: Sequence[tuple[str, Element]]
    location: Location
    open_: bool = False

    def get(self, position: int, keyword: str = "") -> Val | None:
        """Return an argument by position or keyword."""
        for name, element in self.keywords:
            if name == keyword:
                return element.value
        return self.positional[position].value if position < len(self.positional) else None


Handler = Callable[[Machine, Args], "Val | None"]
_HANDLERS: dict[str, Handler] = {}


def models(*names: str) -> Callable[[Handler], Handler]:
    """Let a handler answer for functions by dotted name; it may return None to decline."""

    def register(handler: Handler) -> Handler:
        for name in names:
            _HANDLERS[name] = handler
        return handler

    return register


def find(name: str) -> Handler | None:
    """Return the model of a function, if there is one."""
    return _HANDLERS.get(name)


# --- built-in functions --------------------------------------------------------------------------


@models("builtins.print", "builtins.display", "builtins.displayHTML", "builtins.input", "warnings.warn")
def _nothing(_machine: Machine, _args: Args) -> Val:
    return NONE


@models("builtins.str", "pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.PurePosixPath", "os.fspath",
        "builtins.repr", "os.path.expanduser", "os.path.expandvars", "builtins.format")  # fmt: skip
def _text(machine: Machine, args: Args) -> Val:
    if not args.positional:
        return text("", args.location)
    first = as_text(machine, args.positional[0].value)
    if len(args.positional) > 1:
        parts: list[Val] = []
        for element in args.positional:
            parts += [text("/"), element.value] if parts else [element.value]
        return concatenate(parts, args.location)
    return Val(tuple(Text((str(a.value),)) if isinstance(a, Scalar) else a for a in first.atoms))


@models("builtins.int", "builtins.float", "builtins.bool")
def _number(machine: Machine, args: Args) -> Val | None:
    value = args.get(0)
    if value is not None and isinstance(value.only, Scalar):
        return value
    known = truth(machine, value) if value is not None else False
    if known is not None and value is not None and value.literal is None:
        return TRUE if known else FALSE
    return unknown("number", "it is computed at run time", args.location)


@models("builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.sorted", "builtins.reversed",
        "builtins.iter", "itertools.chain.from_iterable", "collections.deque")  # fmt: skip
def _sequence(machine: Machine, args: Args) -> Val:
    if not args.positional:
        return machine.new_list([], "list", True, args.location)
    elements, complete = elements_of(machine, args.positional[0].value)
    return machine.new_list(elements, "list", complete, args.location)


@models("itertools.chain")
def _chain(machine: Machine, args: Args) -> Val:
    found: list[Element] = []
    complete = True
    for element in args.positional:
        more, whole = elements_of(machine, element.value)
        found += more
        complete &= whole
    return machine.new_list(found, "list", complete, args.location)


@models("builtins.dict", "collections.OrderedDict", "types.SimpleNamespace", "collections.defaultdict")
def _dict(machine: Machine, args: Args) -> Val:
    state = DictState((), not args.open_)
    for element in args.positional:
        for atom in element.value.atoms:
            if isinstance(atom, DictAtom):
                state = machine.entries(atom)
            elif isinstance(atom, ListAtom):
                state = _pairs(machine, atom, state)
    for name, element in args.keywords:
        if name != SPREAD:
            state = state.put(name, element)
    return machine.new_dict(state, args.location)


def _pairs(machine: Machine, atom: ListAtom, state: DictState) -> DictState:
    for item in machine.items(atom).items:
        pair, _ = elements_of(machine, item.value)
        if len(pair) == 2 and pair[0].value.literal is not None:
            state = state.put(pair[0].value.literal, pair[1])
        else:
            state = DictState(state.entries, False, state.rest)
    return state


@models("builtins.enumerate")
def _enumerate(machine: Machine, args: Args) -> Val:
    elements, complete = elements_of(machine, args.get(0, "iterable") or NONE)
    pairs = [
        Element(
            machine.new_list([Element(Val((Scalar(i),))), e], "tuple"), e.location, e.certain, e.conditions
        )
        for i, e in enumerate(elements)
    ]
    return machine.new_list(pairs, "list", complete, args.location)


@models("builtins.zip")
def _zip(machine: Machine, args: Args) -> Val:
    columns = [elements_of(machine, element.value) for element in args.positional]
    rows = zip(*(column for column, _ in columns), strict=False)
    items = [Element(machine.new_list(list(row), "tuple"), row[0].location, row[0].certain) for row in rows]
    return machine.new_list(items, "list", all(whole for _, whole in columns), args.location)


@models("builtins.range")
def _range(machine: Machine, args: Args) -> Val:
    bounds = [element.value.only for element in args.positional]
    numbers = [a.value for a in bounds if isinstance(a, Scalar) and isinstance(a.value, int)]
    if len(numbers) == len(bounds) and numbers and len(range(*numbers)) <= 32:
        return machine.new_list([Element(Val((Scalar(i),))) for i in range(*numbers)], "list", True, args.location)
    return machine.new_list([], "list", False, args.location, "it counts at run time")


@models("builtins.map", "builtins.filter")
def _map(machine: Machine, args: Args) -> Val | None:
    if len(args.positional) < 2:
        return None
    elements, complete = elements_of(machine, args.positional[1].value)
    results: list[Element] = []
    for e in elements[:64]:
        value = machine.call(args.positional[0].value, [Element(e.value, e.location)], [], args.location)
        results.append(Element(value, e.location, e.certain, e.conditions))
    return machine.new_list(results, "list", complete, args.location)


@models("builtins.next", "builtins.max", "builtins.min")
def _next(machine: Machine, args: Args) -> Val:
    elements, complete = elements_of(machine, args.get(0) or NONE)
    values = [element.value for element in elements]
    default = args.get(1, "default")
    if values and elements[0].certain:
        return values[0]
    if default is not None:
        values.append(default)
    return join(values) if values else unknown("next()", "what is iterated over is not known", args.location)


@models("builtins.any", "builtins.all")
def _any(_machine: Machine, args: Args) -> Val:
    return unknown("any()", "it depends on the run", args.location)


@models("builtins.len", "builtins.sum", "builtins.abs", "builtins.round", "builtins.hash", "builtins.id")
def _len(machine: Machine, args: Args) -> Val:
    elements, complete = elements_of(machine, args.get(0) or NONE)
    if complete and all(element.certain for element in elements):
        return Val((Scalar(len(elements)),))
    return unknown("len()", "it depends on the run", args.location)


@models("builtins.isinstance", "builtins.issubclass")
def _isinstance(machine: Machine, args: Args) -> Val:
    value, classes = args.get(0), args.get(1)
    if value is None or classes is None:
        return FALSE
    found = {is_instance(machine, atom, classes) for atom in value.atoms}
    if len(found) == 1 and None not in found:
        return TRUE if found.pop() else FALSE
    return unknown("isinstance()", "it depends on the run", args.location)


@models("builtins.hasattr")
def _hasattr(machine: Machine, args: Args) -> Val:
    value, name = args.get(0), args.get(1)
    literal = name.literal if name else None
    if value is None or literal is None:
        return unknown("hasattr()", "it depends on the run", args.location)
    found: set[bool | None] = set()
    for atom in value.atoms:
        if isinstance(atom, Made):
            listed = machine.table.attribute(f"{atom.type}.{literal}") is not None
            known = machine.table.client(atom.type) is not None
            found.add(True if listed else (False if known and literal in _EXPOSED else None))
        else:
            held = machine.attribute(Val((atom,)), literal, args.location)
            found.add(None if isinstance(held.only, Unresolved) else True)
    if len(found) == 1 and None not in found:
        return TRUE if found.pop() else FALSE
    return unknown("hasattr()", "it depends on the run", args.location)


_EXPOSED = frozenset({"resources", "uc_function_name", "get_databricks_resources"})
"""Attributes that tools expose for declarations; a listed client without a row for one has none."""


@models("builtins.getattr")
def _getattr(machine: Machine, args: Args) -> Val:
    value, name, default = args.get(0), args.get(1), args.get(2)
    literal = name.literal if name else None
    if value is None or literal is None:
        return unknown("getattr()", "the attribute's name is not known", args.location)
    held = machine.attribute(value, literal, args.location)
    if default is not None and any(isinstance(atom, Unresolved) for atom in held.atoms):
        known = Val(tuple(atom for atom in held.atoms if not isinstance(atom, Unresolved)) or default.atoms)
        return join((known, default))
    return held


@models("builtins.setattr", "builtins.object.__setattr__")
def _setattr(machine: Machine, args: Args) -> Val:
    owner, name, value = args.get(0), args.get(1), args.get(2)
    if owner is not None and value is not None and name is not None and name.literal is not None:
        _bind_attribute(machine, owner, name.literal, value, args.location, f"setattr(…, {name.literal!r})")
    return NONE


@models("builtins.type")
def _type(machine: Machine, args: Args) -> Val:
    found: list[Val] = []
    for atom in (args.get(0) or NONE).atoms:
        cls = getattr(atom, "cls", None)
        if isinstance(cls, ClassAtom):
            found.append(Val((cls,)))
        elif isinstance(atom, Made):
            found.append(Val((Reference(atom.type),)))
    return join(found) if found else unknown("type()", "it depends on the run", args.location)


@models("builtins.exec", "builtins.eval", "builtins.compile")
def _exec(machine: Machine, args: Args) -> Val:
    machine.gap(args.location, "exec()", "code that is made at run time is not read")
    return unknown("eval()", "code that is made at run time is not read", args.location)


@models("typing.cast")
def _cast(_machine: Machine, args: Args) -> Val | None:
    return args.get(1, "val")


@models("copy.copy", "copy.deepcopy", "builtins.super", "inspect.cleandoc", "textwrap.dedent", "asyncio.create_task",
        "asyncio.run", "asyncio.wait_for", "asyncio.shield", "asyncio.ensure_future", "nest_asyncio.apply",
        "dataclasses.asdict", "os.path.abspath", "os.path.realpath", "os.path.normpath", "builtins.vars",
        "pydantic.SecretStr", "urllib.parse.quote", "urllib.parse.quote_plus")  # fmt: skip
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
    return Val((machine.made(type="threading.Thread", arguments=Arguments(), location=args.location),))


# --- functools, importlib, inspect ---------------------------------------------------------------


@models("functools.partial", "functools.partialmethod")
def _partial(_machine: Machine, args: Args) -> Val | None:
    if not args.positional:
        return None
    function, *rest = args.positional
    named = tuple((name, element.value) for name, element in args.keywords)
    return Val((PartialAtom(function.value, tuple(e.value for e in rest), named),))


@models("functools.wraps", "functools.update_wrapper")
def _wraps(_machine: Machine, args: Args) -> Val:
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


# --- environment, paths, files -------------------------------------------------------------------


def environment(machine: Machine, name: Val | None, default: Val | None, location: Location) -> Val:
    """Return an environment variable: what the code set, else a symbol."""
    found: list[Val] = []
    for atom in name.atoms if name is not None else ():
        literal = atom.literal if isinstance(atom, Text) else None
        if literal is None:
            found.append(unknown("os.environ[…]", "the variable's name is not known", location))
        elif literal in machine.env_values:
            found.append(machine.env_values[literal])
        else:
            none = default is None or (isinstance(default.only, Scalar) and default.only.value is None)
            frozen = None if none or default is None else freeze(machine, default)
            found.append(Val((Origin("env", literal, frozen, location),)))
    return join(found) if found else unknown("os.environ", "it is not followed", location)


@models("os.getenv", "os.environ.get", "os.environ.pop", "os.environ.[]", "os.environ.__getitem__", "decouple.config")
def _getenv(machine: Machine, args: Args) -> Val:
    return environment(machine, args.get(0, "key"), args.get(1, "default"), args.location)


@models("os.environ.setdefault", "os.putenv")
def _setdefault(machine: Machine, args: Args) -> Val:
    name, value = args.get(0, "key"), args.get(1, "value")
    if name is not None and name.literal is not None and value is not None:
        set_environment(machine, name.literal, value, args.location)
        return value
    return NONE


@models("os.environ.update")
def _update(machine: Machine, args: Args) -> Val:
    for element in args.positional:
        for atom in element.value.atoms:
            if isinstance(atom, DictAtom):
                for key, held in machine.entries(atom).entries:
                    set_environment(machine, str(key), held.value, held.location or args.location)
    for name, element in args.keywords:
        set_environment(machine, name, element.value, element.location or args.location)
    return NONE


@models("os.getcwd", "pathlib.Path.cwd", "os.curdir")
def _cwd(machine: Machine, args: Args) -> Val:
    main = next(iter(machine.modules.loaded.values())).unit
    return text(main.holder.parent.as_posix(), args.location)


@models("os.path.join", "posixpath.join")
def _join(_machine: Machine, args: Args) -> Val:
    parts: list[Val] = []
    for element in args.positional:
        literal = element.value.literal
        if literal is not None and literal.startswith("/"):
            parts = [element.value]
        elif parts:
            parts += [text("/"), element.value]
        else:
            parts = [element.value]
    return concatenate(parts, args.location)


@models("os.path.dirname", "os.path.basename", "os.path.splitext")
def _dirname(machine: Machine, args: Args) -> Val | None:
    value = args.get(0)
    literal = value.literal if value else None
    return text(posixpath.dirname(literal), args.location) if literal is not None else value


@models("os.path.basename")
def _basename(_machine: Machine, args: Args) -> Val | None:
    value = args.get(0)
    literal = value.literal if value else None
    return text(posixpath.basename(literal), args.location) if literal is not None else value


@models("sys.path.append", "sys.path.insert", "site.addsitedir")
def _sys_path(machine: Machine, args: Args) -> Val:
    value = args.positional[-1].value if args.positional else NONE
    base = next(iter(machine.modules.loaded.values())).unit.holder.parent.as_posix()
    if value.literal:
        machine.modules.roots.append(posixpath.normpath(posixpath.join(base, value.literal)))
    return NONE


@models("builtins.open", "io.open", "codecs.open")
def _open(machine: Machine, args: Args) -> Val:
    value = args.get(0, "file")
    if value is not None and value.literal is not None:
        return Val((FileAtom(value.literal),))
    return unknown("open()", "the file's path is not known", args.location)


def file_method(machine: Machine, path: str, name: str, location: Location) -> Val:
    """Return what a method of an opened file gives: its content is known by its path."""
    if name in ("read", "read_text", "__enter__"):
        return Val((FileAtom(path),))
    return unknown(f".{name}()", "the file's content is not followed", location)


def path_method(machine: Machine, path: Text, name: str, args: Args) -> Val | None:
    """Return what a method of `pathlib.Path` gives; None if it is a method of text."""
    if name in ("resolve", "absolute", "expanduser"):
        return Val((path,))
    literal = path.literal
    if name in ("read_text", "open", "read_bytes") and literal is not None:
        return Val((FileAtom(literal),))
    if name in ("joinpath", "with_name"):
        parts: list[Val] = [Val((path,))]
        for element in args.positional:
            parts += [text("/"), element.value]
        return concatenate(parts, args.location)
    if name in ("exists", "is_file", "is_dir", "mkdir", "write_text"):
        return unknown(f".{name}()", "it depends on the run", args.location)
    if name == "with_suffix" and literal is not None:
        suffix = args.get(0)
        stem = posixpath.splitext(literal)[0]
        return concatenate([text(stem), suffix or text("")], args.location)
    return None


@models("yaml.safe_load", "yaml.load", "yaml.full_load", "yaml.unsafe_load", "json.load", "json.loads", "tomllib.load",
        "tomllib.loads", "tomli.load", "toml.load", "omegaconf.OmegaConf.load", "ruamel.yaml.YAML.load",
        "omegaconf.OmegaConf.create", "omegaconf.OmegaConf.to_container")  # fmt: skip
def _load(machine: Machine, args: Args) -> Val:
    found: list[Val] = []
    for atom in (args.get(0) or NONE).atoms:
        if isinstance(atom, DictAtom):
            found.append(Val((atom,)))
        elif isinstance(atom, FileAtom):
            found.append(configs.from_file(machine, atom.path, _base(machine), args.location))
        elif isinstance(atom, Text) and atom.literal is not None:
            found.append(_parsed(machine, atom.literal, args))
        else:
            found.append(unknown("load()", "what is read is not known", args.location))
    return join(found)


def _parsed(machine: Machine, literal: str, args: Args) -> Val:
    if literal.endswith((".yaml", ".yml", ".json", ".toml")) and "\n" not in literal:
        return configs.from_file(machine, literal, _base(machine), args.location)
    data = configs.parse(literal.encode(), "")
    if data is None or isinstance(data[0], str):
        return unknown("load()", "the text could not be read", args.location)
    return configs.to_value(machine, data[0], args.location)


def _base(machine: Machine) -> str:
    return next(iter(machine.modules.loaded.values())).unit.holder.parent.as_posix()


@models("mlflow.models.ModelConfig", "mlflow.models.model_config.ModelConfig")
def _model_config(machine: Machine, args: Args) -> Val:
    made = machine.made(type="mlflow.models.ModelConfig", arguments=Arguments(), location=args.location)
    value = args.get(0, "development_config")
    config: Val = Val((Origin("config", ""),))
    if value is not None:
        config = join([_config(machine, atom, args) for atom in value.atoms])
    machine.configs[made.number] = config
    return Val((made,))


def _config(machine: Machine, atom: object, args: Args) -> Val:
    if isinstance(atom, DictAtom):
        return Val((atom,))
    if isinstance(atom, Text) and atom.literal is not None:
        return configs.from_file(machine, atom.literal, _base(machine), args.location)
    return Val((Origin("config", ""),))


# --- notebooks -----------------------------------------------------------------------------------


@models("builtins.dbutils.widgets.get", "builtins.dbutils.widgets.getArgument", "builtins.getArgument")
def _widget(machine: Machine, args: Args) -> Val:
    name = args.get(0, "name")
    literal = name.literal if name else None
    if literal is None:
        return unknown("dbutils.widgets.get()", "the widget's name is not known", args.location)
    default = machine.env_values.get(f"widget {literal}")
    return Val((Origin("widget", literal, freeze(machine, default) if default else None, args.location),))


@models("builtins.dbutils.widgets.text", "builtins.dbutils.widgets.dropdown", "builtins.dbutils.widgets.combobox")
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


# --- objects of libraries that values flow through -------------------------------------------------


def member(machine: Machine, owner: Made, path: str, args: Args) -> Val | None:
    """Return what a method of a modelled library object gives; None if it is not modelled."""
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


_INVOKING = frozenset({"invoke", "ainvoke", "run", "arun", "func", "__call__", "on_invoke_tool", "_run", "fn"})


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
        future = machine.made(type="concurrent.futures.Future", arguments=Arguments(), location=args.location)
        machine.variables[future.number] = [result]
        return Val((future,))
    elements, complete = elements_of(machine, args.positional[1].value) if len(args.positional) > 1 else ([], True)
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
            from scopelint.project.attributes import thaw

            held.append(thaw(machine, default.value))
        elif args.positional:
            held.append(args.positional[0].value)
        return join(held) if held else None
    return None
