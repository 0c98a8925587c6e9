# What stands in an app's own `app.yaml`: its environment, which counts, and scopes and resources, which the
# platform ignores there.
"""Reading `app.yaml`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from scopelint.declarations.app_resource import Binding
from scopelint.declarations.bundle_value import Variables, value_of
from scopelint.declarations.declaration import Declaration, Misuse
from scopelint.model.location import Location
from scopelint.model.value import Literal, Symbol
from scopelint.project.records import FrozenValue, Item, Mapping, Origin, Text
from scopelint.source.yaml_document import Tree, compose

MANIFESTS = ("app.yaml", "app.yml", "app.yaml.template", "app.yaml.tmpl")
SCOPES, RESOURCES = "user_api_scopes", "resources"

Shown = Callable[[Path], str]


def read_manifest(folder: Path, shown: Shown) -> Declaration | None:
    """Return what an app's own `app.yaml` claims to grant, where no bundle ships the app.

    The platform ignores it: the declaration holds nothing but what is wrong. None if it claims nothing.
    """
    misuses = tuple(inert(folder, shown, frozenset()))
    if not misuses:
        return None
    return Declaration(
        kind="bundle",
        flavour="",
        location=misuses[0].location,
        style="none",
        complete_scopes=False,
        complete_resources=False,
        misuses=misuses,
    )


def inert(folder: Path, shown: Shown, granted: frozenset[str | None]) -> Iterator[Misuse]:
    """Yield the scopes and resources that stand in `app.yaml` alone, where the platform ignores them."""
    manifest = _manifest(folder, shown)
    for key, held in manifest.entries() if manifest else ():
        if key.text in (SCOPES, RESOURCES) and key.text not in granted and held.is_list:
            message = f"`{key.text}` in `{key.location.path}` grants nothing, the platform ignores it there"
            help_ = f"write `{key.text}` in the app of the bundle (`resources.apps.<app>`)"
            yield Misuse("inert", key.text, message, help_, key.location)


def _manifest(folder: Path, shown: Shown) -> Tree | None:
    found = (folder / name for name in MANIFESTS)
    file = next((one for one in found if one.is_file()), None)
    return compose(file, shown(file)) if file is not None else None


# --- the environment ---------------------------------------------------------------------------------


def bindings(beside: Iterable[Tree | None], folder: Path, shown: Shown) -> Iterator[tuple[Binding, Location]]:
    """Yield the variables of an app, those of the lists `beside` its own file first, and where they stand."""
    manifest = _manifest(folder, shown)
    own = manifest.get("env") if manifest is not None else None
    taken: set[str | None] = set()
    for env in (*beside, own):
        for entry in env.items() if env is not None else ():
            name, text = entry.get("name"), entry.get("value")
            source = entry.get("value_from") or entry.get("valueFrom")
            if name is None or not name.text or (env is own and name.text in taken):
                continue  # what is given beside takes the place of what the file says
            if env is not own:
                taken.add(name.text)
            resource = (source.text or "") if source is not None else ""
            written = (text.text or "") if text is not None else ""
            place = next((one.location for one in (text, source) if one is not None), entry.location)
            yield Binding(name.text, resource, written.strip()), place


def read_settings(folder: Path, shown: Shown) -> dict[str, str]:
    """Return the variables that an app's own `app.yaml` sets, and to what, as far as that is known."""
    return dict(settings(tuple(bindings((), folder, shown)), Variables.of([])))


def settings(
    bound: tuple[tuple[Binding, Location], ...], variables: Variables
) -> tuple[tuple[str, str], ...]:
    """Return the variables that are set, each with its text; empty where it is not known or not the same."""
    found: dict[str, str] = {}
    for binding, _ in bound:
        value = value_of(binding.text, variables) if binding.text else None
        text = value.value if isinstance(value, Literal) else ""
        if binding.resource or binding.text:
            found[binding.variable] = text if found.get(binding.variable, text) == text else ""
    return tuple(found.items())


def environment(bound: tuple[tuple[Binding, Location], ...], variables: Variables) -> Mapping | None:
    """Return the texts that an app's variables are set to, as far as they are known; None if none is set."""
    entries: dict[str, Item] = {}
    for binding, place in bound:
        if not binding.text:
            continue
        match value_of(binding.text, variables):
            case Literal(text) | Symbol(default=str(text)):
                piece: str | Origin | None = text
            case Symbol(name=name):
                piece = Origin("variable", name)
            case _:
                piece = None
        entries.setdefault(binding.variable, Item(FrozenValue((Text((piece,), place),)), place))
    return Mapping(tuple(entries.items()), complete=False) if entries else None
