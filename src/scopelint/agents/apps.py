# Which file an app starts. Reads `app.yaml` and the apps of a bundle for that alone; what they declare is
# another matter.
"""Entries of Databricks Apps."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scopelint.facts.search import bindings, decorators_in, path_of
from scopelint.project.configs import read
from scopelint.project.modules import Code
from scopelint.rulebook.table import RuleTable
from scopelint.source.unit import Unit

MANIFESTS = ("app.yaml", "app.yml", "app.yaml.template", "app.yaml.tmpl")
BUNDLES = ("databricks.yml", "databricks.yaml", "bundle.yml")
SCRIPTS = (
    "app.py",
    "main.py",
    "server.py",
    "streamlit_app.py",
    "backend/app.py",
    "backend/main.py",
    "app/main.py",
    "src/app.py",
)
"""Where an app's script stands when nothing names it (Databricks docs, Apps: app.yaml, 2026)."""

_SERVER = "mlflow.genai.agent_server"
_MODULE = re.compile(r"([A-Za-z_][\w./]*?)(?:\.py)?:[A-Za-z_]\w*(?:\(\))?")
_CHANGING = frozenset({"cd", "--app-dir", "--chdir", "--directory", "--cwd"})
"""What is followed by the folder in which a shell, uvicorn, gunicorn or uv looks for the app."""
_NAMING = frozenset({"-m", "--app", "-A"})
"""What is followed by the module that Python, or Flask, starts."""
_SEPARATORS = re.compile(r"[\s;&|()]+")
_ENTRIES = ((("apx", "metadata"), "app-entrypoint"), (("fastapi",), "entrypoint"))
"""Where tools that build or run apps keep the entry: tables below `tool`, and the key."""


@dataclass(frozen=True, slots=True)
class App:
    """An app's folder (absolute, POSIX) and the words of its command, if it has one."""

    folder: str
    command: tuple[str, ...] = ()


def handles_requests(code: Code, table: RuleTable, unit: Unit) -> bool:
    """Tell whether a function of a unit is a handler of MLflow's agent server."""
    facts = code.facts(unit) if "agent_server" in unit.text else None
    if facts is None:
        return False
    bound = bindings(facts.body)
    paths = (table.canonical(path_of(one, bound)) for one in decorators_in(facts.body))
    rows = (table.decorator(path) for path in paths if path.startswith(f"{_SERVER}."))
    return any(row is not None and row.kind == "handler" for row in rows)


def apps(code: Code, folders: Iterable[str], shipped: Mapping[str, object]) -> list[App]:
    """Return the apps that stand in folders, or that bundles ship.

    `shipped` maps the folders of the latter to their commands, as plain data; None if there is none.
    """
    found: dict[str, App] = {}
    for folder in dict.fromkeys((*folders, *shipped)):
        names = code.listing(folder)
        for name in MANIFESTS:
            if name in names:
                found[folder] = App(folder, words_of(_get(_data(f"{folder}/{name}"), "command")))
        if folder in shipped and (folder not in found or shipped[folder] is not None):
            # A bundle's command takes the place of the one in `app.yaml`.
            found[folder] = App(folder, words_of(shipped[folder]))
    return list(found.values())


def built(code: Code, folder: str) -> str | None:
    """Return what the build in a folder starts: the entry that its pyproject.toml names, if it names one."""
    if "pyproject.toml" not in code.listing(folder):
        return None
    tools = _get(_data(f"{folder}/pyproject.toml"), "tool")
    for path, key in _ENTRIES:
        held: object = tools
        for part in path:
            held = _get(held, part)
        named = _get(held, key)
        if isinstance(named, str):
            return named
    return None


def start(code: Code, app: App, inside: Sequence[str]) -> str | None:
    """Return the path of the script that an app's command starts, or None if none is found.

    `inside` are the files of the app. Where the command goes to another folder first in a way that is not
    read, the one file that the module's name can mean is taken.
    """
    for candidate in (*_started(code, app), *_meant(app, inside)):
        if code.exists(candidate):
            return candidate
    usual = next((path for name in SCRIPTS if code.exists(path := f"{app.folder}/{name}")), None)
    return usual or _only(code, app)


def _only(code: Code, app: App) -> str | None:
    """Return the one script in the folder of an app without a command: the platform starts a file there.

    With a `package.json` it starts something else.
    """
    names = code.listing(app.folder)
    scripts = [name for name in names if name.endswith(".py")]
    alone = len(scripts) == 1 and not app.command and "package.json" not in names
    return f"{app.folder}/{scripts[0]}" if alone else None


def _started(code: Code, app: App) -> Iterator[str]:
    folder = _working(app)
    for index, word in enumerate(app.command):
        if word.endswith(".py"):
            yield posixpath.normpath(posixpath.join(folder, word))
        elif (module := _MODULE.fullmatch(word)) is not None:
            yield from _module(folder, module[1].replace("/", "."))
        elif word in _NAMING and index + 1 < len(app.command):
            yield from _module(folder, app.command[index + 1].partition(":")[0].replace("/", "."))
        else:
            target = _script(app.folder, word) if "pyproject.toml" in code.listing(app.folder) else None
            if target is not None:
                yield from _module(app.folder, target.partition(":")[0])


def _working(app: App) -> str:
    """Return the folder in which the command looks for modules: `cd`, or the server's own option."""
    folder = app.folder
    for index, word in enumerate(app.command[:-1]):
        if word in _CHANGING:
            folder = posixpath.normpath(posixpath.join(folder, app.command[index + 1]))
        elif (option := word.partition("="))[0] in _CHANGING and option[2]:
            folder = posixpath.normpath(posixpath.join(folder, option[2]))
    return folder


def _meant(app: App, inside: Sequence[str]) -> Iterator[str]:
    for word in app.command:
        module = _MODULE.fullmatch(word)
        ending = "/" + module[1].replace(".", "/") + ".py" if module is not None else f"/{word}"
        found = [path for path in inside if path.endswith(ending)] if ending.endswith(".py") else []
        yield from found if len(found) == 1 else ()


def _module(folder: str, dotted: str) -> Iterator[str]:
    path = dotted.replace(".", "/")
    for base in (folder, f"{folder}/src"):
        yield f"{base}/{path}.py"
        yield f"{base}/{path}/__main__.py"
        yield f"{base}/{path}/__init__.py"


def _script(folder: str, word: str) -> str | None:
    """Return what a script of the project's own stands for: `[project.scripts]` of its pyproject.toml."""
    data = read(f"{folder}/pyproject.toml")
    project = data[0].get("project") if data is not None and isinstance(data[0], dict) else None
    scripts = project.get("scripts") if isinstance(project, dict) else None
    target = scripts.get(word) if isinstance(scripts, dict) else None
    return target if isinstance(target, str) else None


def _data(path: str) -> object:
    data = read(path)
    return data[0] if data is not None else None


def _get(data: object, key: str) -> object:
    return data.get(key) if isinstance(data, dict) else None


def words_of(command: object) -> tuple[str, ...]:
    """Return the words of a command: a text, or a list of them."""
    if isinstance(command, str):
        return _words(command)
    if isinstance(command, list):
        return tuple(word for part in command for word in _words(str(part)))
    return ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip("\"'") for word in _SEPARATORS.split(text) if word)
