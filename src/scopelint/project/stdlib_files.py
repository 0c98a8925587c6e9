# The environment, paths, files and configurations: where names come from.
"""Models of the environment and of files."""

from __future__ import annotations

import posixpath

from scopelint.model.location import Location
from scopelint.project import configs
from scopelint.project.binding import set_environment
from scopelint.project.freeze import freeze
from scopelint.project.joining import join
from scopelint.project.machine import Machine
from scopelint.project.modelling import Args, models
from scopelint.project.records import Origin, Scalar, Text
from scopelint.project.texts import concatenate
from scopelint.project.values import NONE, Atom, DictAtom, Element, FileAtom, Val, text, unknown

# --- environment, paths, files -------------------------------------------------------------------


def environment(
    machine: Machine, name: Val | None, default: Val | None, location: Location, *, needed: bool = False
) -> Val:
    """Return an environment variable: what the code set, else a symbol; `needed` if the code ends without."""
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
            given = machine.deployed.get(literal)
            found.append(Val((Origin("env", literal, frozen, location, given, needed),)))
    return join(found) if found else unknown("os.environ", "it is not followed", location)


@models(
    "os.getenv",
    "os.environ.get",
    "os.environ.pop",
    "decouple.config",
)
def _getenv(machine: Machine, args: Args) -> Val:
    return environment(machine, args.get(0, "key"), args.get(1, "default"), args.location)


@models("os.environ.[]", "os.environ.__getitem__")
def _needed(machine: Machine, args: Args) -> Val:
    return environment(machine, args.get(0, "key"), None, args.location, needed=True)


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


@models("tempfile.TemporaryDirectory", "tempfile.mkdtemp", "tempfile.gettempdir")
def _temporary(_machine: Machine, _args: Args) -> Val:
    return Val((Text(("/tmp/", None)),))


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


@models("os.path.splitext")
def _splitext(machine: Machine, args: Args) -> Val | None:
    value = args.get(0)
    literal = value.literal if value else None
    if literal is None:
        return None
    parts = [Element(text(part, args.location), args.location) for part in posixpath.splitext(literal)]
    return machine.new_list(parts, "tuple", True, args.location)


@models("os.path.dirname")
def _dirname(_machine: Machine, args: Args) -> Val | None:
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
def _open(_machine: Machine, args: Args) -> Val:
    value = args.get(0, "file")
    if value is not None and value.literal is not None:
        return Val((FileAtom(value.literal),))
    return unknown("open()", "the file's path is not known", args.location)


def file_method(path: str, name: str, location: Location) -> Val:
    """Return what a method of an opened file gives: its content is known by its path."""
    if name in ("read", "read_text", "__enter__"):
        return Val((FileAtom(path),))
    return unknown(f".{name}()", "the file's content is not followed", location)


def path_method(path: Text, name: str, args: Args) -> Val | None:
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


@models("yaml.safe_load", "yaml.load", "yaml.full_load", "yaml.unsafe_load", "json.load",
        "tomllib.load", "tomllib.loads", "tomli.load", "toml.load",
        "omegaconf.OmegaConf.load", "ruamel.yaml.YAML.load", "omegaconf.OmegaConf.create",
        "omegaconf.OmegaConf.to_container")  # fmt: skip
def _load(machine: Machine, args: Args) -> Val:
    """A configuration that cannot be read is known by its keys: the driver and the agent read the same."""
    return join([_loaded(machine, atom, args) or configs.unread(args.location) for atom in _given(args)])


@models("json.loads")
def _loads(machine: Machine, args: Args) -> Val:
    lost = unknown("load()", "what is read is not known", args.location)
    return join([_loaded(machine, atom, args) or lost for atom in _given(args)])


def _given(args: Args) -> tuple[Atom, ...]:
    return (args.get(0) or NONE).atoms


def _loaded(machine: Machine, atom: Atom, args: Args) -> Val | None:
    match atom:
        case DictAtom():
            return Val((atom,))
        case FileAtom(path):
            return configs.from_file(machine, path, _base(machine), args.location)
        case Text() if atom.literal is not None:
            return _parsed(machine, atom.literal, args)
        case Origin(source, name) if source in ("env", "parameter", "config"):
            return Val((Origin(source, name, None, args.location),))
        case _:
            return None


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
    made = machine.made("mlflow.models.ModelConfig", args.location)
    value = args.get(0, "development_config")
    config: Val = Val((Origin("config", ""),))
    logged = machine.modules.code.config
    if logged is not None:  # `development_config` counts only until the model is logged
        config = configs.to_value(machine, *logged)
    elif value is not None:
        config = join([_config(machine, atom, args) for atom in value.atoms])
    machine.configs[made.number] = config
    return Val((made,))


def _config(machine: Machine, atom: object, args: Args) -> Val:
    if isinstance(atom, DictAtom):
        return Val((atom,))
    if isinstance(atom, Text) and atom.literal is not None:
        return configs.from_file(machine, atom.literal, _base(machine), args.location)
    return Val((Origin("config", ""),))
