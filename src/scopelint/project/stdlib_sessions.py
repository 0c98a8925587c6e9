# Sessions of Streamlit and Chainlit: what one function sets is there for the others. Pages of Streamlit are
# scripts of their own, which run in the session.
"""Models of sessions."""

from __future__ import annotations

import posixpath

from scopelint.project.joining import join
from scopelint.project.machine import Machine
from scopelint.project.modelling import Args, Handler, find, models
from scopelint.project.records import Reference
from scopelint.project.values import NONE, Val
from scopelint.project.web import keep, kept


def _setter(session: str, *, gives: bool) -> Handler:
    def handle(machine: Machine, args: Args) -> Val | None:
        name, value = args.get(0, "key"), args.get(1, "value")
        if name is None or value is None or name.literal is None:
            return None
        keep(machine, Reference(session), name.literal, value)
        return value if gives else NONE

    return handle


def _getter(session: str) -> Handler:
    def handle(machine: Machine, args: Args) -> Val | None:
        name, default = args.get(0, "key"), args.get(1, "default")
        held = kept(machine, Reference(session), name.literal) if name is not None and name.literal else None
        if held is None:
            return None
        return join((held, default)) if default is not None else held

    return handle


models("chainlit.user_session.set")(_setter("chainlit.user_session", gives=False))
models("streamlit.session_state.setdefault")(_setter("streamlit.session_state", gives=True))
for _name in ("chainlit.user_session", "streamlit.session_state"):
    models(f"{_name}.get")(_getter(_name))


@models("chainlit.User")
def _user(machine: Machine, args: Args) -> Val | None:
    """Who was let in is the user of the session; what it was made of is looked up there."""
    made = find("types.SimpleNamespace")
    user = made(machine, args) if made is not None else None
    if user is not None:
        keep(machine, Reference("chainlit.user_session"), "user", user)
    return user


@models("streamlit.Page", "streamlit.switch_page")
def _page(machine: Machine, args: Args) -> Val | None:
    """A page that is named by its file is run like the script that names it; the path starts beside that."""
    script, path = machine.script, args.get(0, "page")
    if script is not None and path is not None and path.literal is not None:
        run_page(machine, posixpath.join(script.unit.file.parent.as_posix(), path.literal))
    return None


def run_page(machine: Machine, path: str) -> None:
    """Run a file as a page of the script, once."""
    page = machine.modules.open(posixpath.normpath(path), posixpath.basename(path).removesuffix(".py"))
    if page is None or page is machine.script:
        return
    before, machine.script = machine.script, page
    try:
        machine.load(page)
    finally:
        machine.script = before
