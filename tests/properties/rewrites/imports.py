# Aliasing imports: `import a` as `import a as b`, `from x import y` as `from x import y as z`, and as
# `import x` with `x.y` wherever `y` stood.
"""Aliasing imports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

import libcst as cst
from libcst.metadata import GlobalScope, ImportAssignment, ScopeProvider

from properties.rewrites.project import Files, Rewritten, analysed, changed, fresh, nodes, python_files


def aliased(files: Files) -> Iterator[Callable[[], Rewritten]]:
    """Yield the project with one name that a module imports under another one."""
    for path, module in python_files(files):
        wrapper = analysed(module)
        every = dict.fromkeys(wrapper.resolve(ScopeProvider).values())
        scopes = [scope for scope in every if isinstance(scope, GlobalScope)]
        imported = [one for scope in scopes for one in scope.assignments if isinstance(one, ImportAssignment)]
        for one in sorted(imported, key=lambda one: one.name):
            twice = sum(other.name == one.name for scope in scopes for other in scope.assignments) > 1
            if twice or "." in one.name or _is_wanted_elsewhere(files, path, one.name):
                continue
            yield partial(_under_another_name, files, path, wrapper.module, one)
            if isinstance(one.node, cst.ImportFrom) and not one.node.relative and _alone(one) is not None:
                yield partial(_through_the_module, files, path, wrapper.module, one)


def _is_wanted_elsewhere(files: Files, path: str, name: str) -> bool:
    """Tell whether another module may take the name from this one, or a text or decorator speaks of it."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    stem = path.rpartition("/")[2].removesuffix(".py")
    if stem == "__init__":
        return True
    others = (text for other, text in files.items() if other != path and stem in text)
    texts = (
        node.value for node in nodes(cst.parse_module(files[path])) if isinstance(node, cst.SimpleString)
    )
    return any(word.search(text) for text in others) or any(word.search(text) for text in texts)


def _alias(one: ImportAssignment) -> cst.ImportAlias | None:
    """Return the alias of the import statement that binds the name."""
    names = one.node.names if isinstance(one.node, (cst.Import, cst.ImportFrom)) else ()
    for alias in names if not isinstance(names, cst.ImportStar) else ():
        if (alias.evaluated_alias or alias.evaluated_name) == one.name:
            return alias
    return None


def _alone(one: ImportAssignment) -> cst.ImportAlias | None:
    """Return the alias if it is all that the statement imports, under its own name."""
    alias = _alias(one)
    names = one.node.names if isinstance(one.node, cst.ImportFrom) else ()
    alone = alias is not None and not isinstance(names, cst.ImportStar) and len(names) == 1
    return alias if alone and alias is not None and alias.asname is None else None


def _uses(one: ImportAssignment) -> Iterator[cst.CSTNode]:
    for access in one.references:
        node: cst.CSTNode = access.node
        while isinstance(node, cst.Attribute):
            node = node.value
        yield node


def _under_another_name(files: Files, path: str, module: cst.Module, one: ImportAssignment) -> Rewritten:
    new = fresh(files, f"Aliased{one.name}" if one.name[:1].isupper() else f"aliased_{one.name}")
    alias = _alias(one)
    assert alias is not None
    asname = cst.AsName(cst.Name(new), cst.SimpleWhitespace(" "), cst.SimpleWhitespace(" "))
    changes: dict[int, Callable[[cst.CSTNode], object]] = {
        id(node): lambda node: node.with_changes(value=new) for node in _uses(one)
    }
    changes[id(alias)] = lambda node: node.with_changes(asname=asname)
    return Rewritten({**files, path: changed(module, changes)}, {new: one.name})


def _through_the_module(files: Files, path: str, module: cst.Module, one: ImportAssignment) -> Rewritten:
    assert isinstance(one.node, cst.ImportFrom)
    assert one.node.module is not None
    new = fresh(files, "held_module")
    asname = cst.AsName(cst.Name(new), cst.SimpleWhitespace(" "), cst.SimpleWhitespace(" "))
    statement = cst.Import([cst.ImportAlias(one.node.module, asname)])
    alias = _alias(one)
    assert alias is not None
    name = alias.evaluated_name
    changes: dict[int, Callable[[cst.CSTNode], object]] = {
        id(node): lambda _: cst.Attribute(cst.Name(new), cst.Name(name)) for node in _uses(one)
    }
    changes[id(one.node)] = lambda _: statement
    text = changed(module, changes)
    return Rewritten({**files, path: text}, {})
