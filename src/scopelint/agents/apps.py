# Which file an app starts. Reads `app.yaml` and the apps of a bundle for that alone; what they declare is
# another matter.
"""Entries of Databricks Apps."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scopelint.project.configs import read
from scopelint.project.modules import Code
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
    "src/app.py",
)
"""Where an app's script stands when nothing names it (Databricks docs, Apps: app.yaml, 2026)."""

_HANDLERS = re.compile(
    r"^\s*from\s+mlflow\.genai\.agent_server\s+import\s+(?:\([^)]*|[^\n(]*)\b(?:invoke|stream)\b",
    re.MULTILINE,
)
_MODULE = re.compile(r"([A-Za-z_][\w./]*?)(?:\.py)?:[A-Za-z_]\w*(?:\(\))?")
_CHANGING = frozenset({"cd", "--app-dir", "--chdir", "--directory", "--cwd"})
"""What is followed by the folder in which a shell, uvicorn, gunicorn or uv looks for the app."""
_SEPARATORS = re.compile(r"[\s;&|()]+")


@dataclass(frozen=True, slots=True)
class App:
    """An app's folder (absolute, POSIX) and the words of its command, if it has one."""

    folder: str
    command: tuple[str, ...] = ()


def handles_requests(unit: Unit) -> bool:
    """Tell whether a unit's text takes the agent server's handlers."""
    return _HANDLERS.search(unit.text) is not None


def apps(code: Code, folders: Iterable[str]) -> list[App]:
    """Return the apps that stand in folders, or that a bundle in one of them ships."""
    found: dict[str, App] = {}
    for folder in dict.fromkeys(folders):
        names = code.listing(folder)
        for name in MANIFESTS:
            if name in names:
                found[folder] = App(folder, _command(_data(f"{folder}/{name}")))
        for name in BUNDLES:
            if name in names:
                for app in _of_bundle(code, folder, name):
                    if app.folder not in found or not found[app.folder].command:
                        found[app.folder] = app
    return list(found.values())


def start(code: Code, app: App, inside: Sequence[str]) -> str | None:
    """Return the path of the script that an app's command starts, or None if none is found.

    `inside` are the files of the app. Where the command goes to another folder first in a way that is not
    read, the one file that the module's name can mean is taken.
    """
    for candidate in (*_started(code, app), *_meant(app, inside)):
        if code.exists(candidate):
            return candidate
    return next((path for name in SCRIPTS if code.exists(path := f"{app.folder}/{name}")), None)


def _started(code: Code, app: App) -> Iterator[str]:
    folder = _working(app)
    for index, word in enumerate(app.command):
        if word.endswith(".py"):
            yield posixpath.normpath(posixpath.join(folder, word))
        elif (module := _MODULE.fullmatch(word)) is not None:
            yield from _module(folder, module[1].replace("/", "."))
        elif word == "-m" and index + 1 < len(app.command):
            yield from _module(folder, app.command[index + 1])
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


def _command(data: object) -> tuple[str, ...]:
    command = data.get("command") if isinstance(data, dict) else None
    if isinstance(command, str):
        return _words(command)
    if isinstance(command, list):
        return tuple(word for part in command for word in _words(str(part)))
    return ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip("\"'") for word in _SEPARATORS.split(text) if word)


def _of_bundle(code: Code, folder: str, name: str) -> Iterator[App]:
    data = _data(f"{folder}/{name}")
    files = [(folder, data)]
    included = data.get("include") if isinstance(data, dict) else None
    for pattern in included if isinstance(included, list) else ():
        base = posixpath.normpath(posixpath.join(folder, posixpath.dirname(str(pattern))))
        ending = posixpath.basename(str(pattern)).replace("*", "")
        for entry in sorted(code.listing(base)):
            if entry.endswith((".yml", ".yaml")) and entry.endswith(ending):
                files.append((base, _data(f"{base}/{entry}")))
    for base, held in files:
        yield from _shipped(base, held)


def _shipped(base: str, data: object) -> Iterator[App]:
    resources = data.get("resources") if isinstance(data, dict) else None
    shipped = resources.get("apps") if isinstance(resources, dict) else None
    for app in shipped.values() if isinstance(shipped, dict) else ():
        source = app.get("source_code_path") if isinstance(app, dict) else None
        if isinstance(source, str) and "$" not in source:
            config = app.get("config")
            yield App(posixpath.normpath(posixpath.join(base, source)), _command(config))
