"""Excel workbooks (.xlsx) → the rows of one sheet as text, the header found in its first rows.

Runs in the worker process. What the columns mean is told later, in `table.py`, as for a CSV.
"""

from __future__ import annotations

import io
import mimetypes
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

from gis_app.reading.columns import (
    clean_text,
    code_of,
    locates,
    place_role,
    refuse_twice,
    refuse_unplaced,
    roles,
)
from gis_app.reading.found import Found, Request, Row
from gis_app.reading.limits import MOST_COLUMNS, refuse_many
from gis_app.reading.sheet_marks import Marks, marks
from layers.errors import Fault, InputError

TOP_ROWS = 25  # looked at before a sheet is chosen
HEADER_ROWS = 5  # of those that are not blank
LAST_ROW = 1_048_576
SHOWN = 5  # cells named in a notice
DAMAGED = (
    # Whichever library parses the XML, what it says of bad XML is a kind of SyntaxError.
    *(zipfile.BadZipFile, SyntaxError, EOFError, OSError),
    *(KeyError, ValueError, TypeError, IndexError, AttributeError),
)
MATTERS = ("id", "name", "sectors", "function", "crs")
Cells = list[str]


@dataclass(slots=True)
class Sheet:
    """One sheet: its name, and the number and names of its header row; 0 where it has none."""

    page: Any
    name: str
    marks: Marks
    header: int = 0
    columns: Cells = field(default_factory=list)
    widest: Cells = field(default_factory=list)  # the fullest of the first rows
    filled: bool = False  # whether a row with something in it follows the header


def read(files: Mapping[str, Path], request: Request) -> Found:
    """Return the rows of the sheet asked for, or of the one sheet that has coordinates.

    Cells are text: 7.0 is 7, dates are ISO, truth values 是 and 否; what a merged cell holds counts
    for all its rows; hidden rows are read, hidden sheets only when asked for or alone.

    Raises
    ------
    InputError
        E-COL-01, 03, 04: no header, or a name twice; E-FMT-04: several sheets; E-LYR-01: none of
        that name; E-IO-01, 03: no workbook, or an empty one; E-LIM-07, 10: too much.
    """
    (path,) = files.values()
    content = path.read_bytes()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts of a workbook that are not read
            book = _opened(content)
            sheet = _chosen(_sheets(book, content, request), request)
            rows = list(_rows(sheet, request))
            notes = _notes(sheet)
    except InputError:
        raise
    except DAMAGED as error:
        raise InputError(Fault("E-IO-01", {"path": request.name, "why": "not-xlsx"})) from error
    if not rows:
        raise InputError(Fault("E-IO-03", {"path": request.name}))
    return Found(rows=rows, format="XLSX", layer=sheet.name, notes=notes)


def _opened(content: bytes) -> Any:
    """Return the workbook, its sheets not read yet."""
    mimetypes.knownfiles.clear()  # openpyxl wants them, and a confined process may not read them
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)


def _sheets(book: Any, content: bytes, request: Request) -> list[Sheet]:
    """Return the sheets to choose from: the one asked for, else the visible ones."""
    pages = [page for page in book.worksheets if hasattr(page, "reset_dimensions")]
    names = [page.title for page in pages]
    if request.layer is not None and request.layer not in names:
        facts = {"name": request.layer, "known": "、".join(names) or "—"}
        raise InputError(Fault("E-LYR-01", facts))
    visible = [page for page in pages if page.sheet_state == "visible"] or pages
    wanted = [p for p in pages if p.title == request.layer] if request.layer else visible
    return [_sheet(page, content) for page in wanted]


def _sheet(page: Any, content: bytes) -> Sheet:
    """Return a sheet with its header: the first of its first rows that has coordinates.

    Where the row below says the same, by cells merged downwards, the header ends there.
    """
    page.reset_dimensions()  # what the file says of its size need not be true
    sheet = Sheet(page, page.title, marks(content, page._worksheet_path))
    top = list(islice(_lines(sheet), TOP_ROWS))
    for number, cells in top[:HEADER_ROWS]:
        names = [_title(cell) for cell in cells]
        if sum(map(bool, names)) > sum(map(bool, sheet.widest)):
            sheet.widest = names
        if locates(names) and (not sheet.header or sheet.header + 1 == number):
            sheet.header, sheet.columns = number, names
    sheet.filled = any(number > sheet.header for number, _ in top)
    return sheet


def _chosen(sheets: Sequence[Sheet], request: Request) -> Sheet:
    """Return the sheet to read."""
    found = [s for s in sheets if s.header]
    found = [s for s in found if s.filled] or found[:1]
    if len(found) > 1:
        names = tuple(s.name for s in found)
        facts = {"n": len(names), "names": "、".join(names), "layers": names}
        raise InputError(Fault("E-FMT-04", facts))
    if found:
        refuse_many(request.name, columns=len(found[0].columns))
        refuse_twice(found[0].columns)
        return found[0]
    for sheet in sheets:
        if sheet.widest:
            refuse_unplaced(sheet.widest)
    raise InputError(Fault("E-IO-03", {"path": request.name}))


def _rows(sheet: Sheet, request: Request) -> Iterator[Row]:
    names = {k: name for k, name in enumerate(sheet.columns) if name}
    decide = {*roles(tuple(names.values()), MATTERS).values()}
    decide |= {name for name in names.values() if place_role(name)}
    read = 0
    for number, cells in _lines(sheet):
        if number <= sheet.header:
            continue
        read += 1
        refuse_many(request.name, features=read, most_features=request.most_features)
        values = {name: cells[k] if k < len(cells) else "" for k, name in names.items()}
        open_ = [names[k] for k in sheet.marks.uncomputed.get(number, ()) if k in names]
        told = {"cols": "、".join(open_), "rows": (number,)}
        fault = Fault("E-COL-07", told) if decide & set(open_) else None
        notes = (Fault("W-COL-09", told),) if open_ and not fault else ()
        yield Row(number, values, fault=fault, notes=notes)


def _lines(sheet: Sheet) -> Iterator[tuple[int, Cells]]:
    """Yield number and text of the rows that are not blank, merged cells filled downwards."""
    below: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(islice(sheet.page.iter_rows(), LAST_ROW), start=1):
        cells = [_text(cell) for cell in row[: MOST_COLUMNS + 1]]
        while cells and not cells[-1]:
            cells.pop()
        for k, (last, value) in list(below.items()):
            if number > last:
                del below[k]
            else:
                cells += [""] * (k + 1 - len(cells))  # the row may be shorter
                cells[k] = cells[k] or value
        for k, last in sheet.marks.merged.get(number, ()):
            if k < len(cells) and cells[k]:
                below[k] = last, cells[k]
        if any(cells):
            yield number, cells


def _notes(sheet: Sheet) -> list[Fault]:
    """Return the notice of merged cells below the header."""
    cells = [name for row, name in sheet.marks.names if row > sheet.header]
    if not cells:
        return []
    named = "、".join(cells[:SHOWN]) + ("…" if len(cells) > SHOWN else "")
    return [Fault("W-COL-08", {"n": len(cells), "cells": named})]


def _title(text: str) -> str:
    return code_of(text) or clean_text(text)


def _text(cell: Any) -> str:
    """Return a cell as people see it: codes with their zeros, no .0, dates in ISO form."""
    value = cell.value
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.15g}"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        shown = cell.number_format or ""
        width = len(shown) if shown.strip("0") == "" else 0
        return f"{int(value):0{width}d}"
    if isinstance(value, datetime):
        whole = value.time() == time()
        return value.date().isoformat() if whole else value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)
