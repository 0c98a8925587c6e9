# Jupyter notebooks: JSON in, the Python of all code cells out, one after another, with a map of lines.
# A notebook is data: nothing in it is trusted to have the shape that the format promises.
"""Reading Jupyter notebooks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from scopelint.source.magic import Cell, read_cell
from scopelint.source.text import UndecodableError
from scopelint.source.unit import Magic, Unit, UnitKind
from scopelint.source.written import WrittenCell, written_units


def read_jupyter(data: bytes, path: str, file: Path) -> tuple[Unit, ...]:
    """Return the notebook's own unit, then the files that it writes."""
    texts: list[str] = []
    places: list[tuple[int, int]] = []
    magics: list[Magic] = []
    cells: list[WrittenCell] = []
    for number, source in _code_cells(_parsed(data)):
        lines = source.split("\n")
        cell = read_cell(lines)
        magics += [replace(magic, line=len(texts) + magic.line + 1) for magic in cell.magics]
        if cell.writes is not None:
            cells.append(_written(cell, lines, number))
        texts += [*cell.lines, ""]
        places += [(number, at + 1) for at in range(len(lines))]
        places.append((number, len(lines)))
    unit = Unit(path, file, file, UnitKind.JUPYTER, "\n".join(texts), tuple(places), magics=tuple(magics))
    return (unit, *written_units(cells, path, file, unit.text))


def _parsed(data: bytes) -> dict[object, object]:
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UndecodableError("not valid utf-8 text") from error
    except ValueError as error:
        raise UndecodableError("not a Jupyter notebook, its JSON is broken") from error
    except RecursionError as error:
        raise UndecodableError("not a Jupyter notebook, its JSON is nested too deeply") from error
    if not isinstance(notebook, dict):
        raise UndecodableError("not a Jupyter notebook, its JSON is no object")
    return notebook


def _code_cells(notebook: dict[object, object]) -> Iterator[tuple[int, str]]:
    """Yield the number and text of each code cell that may hold Python; numbers count all cells."""
    foreign = _language(notebook.get("metadata")) not in ("", "python", "python3", "ipython", "py")
    for number, cell in enumerate(_cells(notebook), start=1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        source = _text(cell.get("source", cell.get("input")))
        language = _cell_language(cell)
        if language not in ("", "python") or (foreign and language != "python" and not _asks_python(source)):
            continue
        yield number, source


def _asks_python(source: str) -> bool:
    return source.lstrip().startswith(("%python", "%%python", "%%writefile"))


def _cells(notebook: dict[object, object]) -> list[object]:
    cells = notebook.get("cells")
    if isinstance(cells, list):
        return cells
    found: list[object] = []
    worksheets = notebook.get("worksheets")  # nbformat 3
    for sheet in worksheets if isinstance(worksheets, list) else ():
        inner = sheet.get("cells") if isinstance(sheet, dict) else None
        found += inner if isinstance(inner, list) else []
    return found


def _language(metadata: object) -> str:
    """Return the notebook's language in lower case, or "" if it does not say."""
    if not isinstance(metadata, dict):
        return ""
    for section, key in (("language_info", "name"), ("kernelspec", "language")):
        inner = metadata.get(section)
        name = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(name, str):
            return name.lower()
    return ""


def _cell_language(cell: dict[object, object]) -> str:
    metadata = cell.get("metadata")
    inner = metadata.get("vscode") if isinstance(metadata, dict) else None
    name = inner.get("languageId") if isinstance(inner, dict) else cell.get("language")
    return name.lower() if isinstance(name, str) else ""


def _text(source: object) -> str:
    if isinstance(source, list):
        source = "".join([part for part in source if isinstance(part, str)])
    text = source if isinstance(source, str) else ""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _written(cell: Cell, lines: list[str], number: int) -> WrittenCell:
    first = cell.writes_at + 1
    body = lines[first:]
    return WrittenCell(
        argument=cell.writes or "",
        filled=cell.filled,
        body=tuple(body),
        lines=tuple([(number, first + at + 1) for at in range(len(body))]),
    )
