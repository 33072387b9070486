"""CSV and TXT → rows of cells: encoding, what parts the cells, strict quotes.

Small files are taken apart where they are asked for, large ones in the reading process.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from gis_app.reading.found import Found, Request, Row
from gis_app.reading.limits import MOST_COLUMNS, refuse_many
from gis_app.reading.plain_text import decoded
from layers.errors import Fault, InputError

LARGEST_CELL = 64 * 1024 * 1024  # characters: a detailed polygon as WKT
PARTED_BY = ",\t;，；|"
FIRST_LINE = re.compile(r"[^\r\n]*\S[^\r\n]*")


def read(files: Mapping[str, Path], request: Request) -> Found:
    """Return the rows of the one file."""
    (path,) = files.values()
    return found(path.read_bytes(), request)


def found(content: bytes, request: Request) -> Found:
    """Return the header as row 1, and the rows below it that are not blank, numbered from 2.

    Cells stand in the order of the columns, under numbers: names may be blank or twice.

    Raises
    ------
    InputError
        E-IO-01: no text, or quotes that do not close; E-IO-03: nothing in it; E-LIM-07, 10.
    """
    text = decoded(content)
    if text is None:
        raise InputError(Fault("E-IO-01", {"path": request.name, "why": "not-text"}))
    try:
        rows = list(_rows(text[0].replace("\x00", ""), request))
    except csv.Error as error:
        raise InputError(Fault("E-IO-01", {"path": request.name, "why": "not-csv"})) from error
    told = {note.code: note.facts for note in text[1]}
    encoding = str(told.get("W-ENC-01", {}).get("enc", "UTF-8"))
    return Found(rows=rows, format="CSV", encoding=encoding, notes=text[1])


def _rows(body: str, request: Request) -> Iterator[Row]:
    filled = False
    width = number = read = 0
    for cells in _lines(body):
        blank = not any(map(str.strip, cells))
        if blank and not filled:
            continue
        number += 1
        if blank:
            continue
        if not filled:
            filled, width = True, len(cells)
            if width > 2 * MOST_COLUMNS:  # some say where a row is, and are no attributes
                refuse_many(request.name, columns=width)
        else:
            read += 1
            refuse_many(request.name, features=read, most_features=request.most_features)
        yield _row(number, width, cells)
    if not filled:
        raise InputError(Fault("E-IO-03", {"path": request.name}))


def _row(number: int, width: int, cells: list[str]) -> Row:
    wrong = Fault("E-COL-02", {"rows": (number,)}) if len(cells) != width else None
    return Row(number, {str(k): cell for k, cell in enumerate(cells[:width])}, fault=wrong)


def _lines(body: str) -> Iterator[list[str]]:
    """Yield the cells of each line; blanks part them where the first line has nothing else."""
    line = FIRST_LINE.search(body)
    first = line[0] if line else ""
    mark = max(PARTED_BY, key=first.count)
    if mark not in first and len(first.split()) > 1:
        yield from (line.split() for line in body.splitlines())
        return
    csv.field_size_limit(LARGEST_CELL)
    yield from csv.reader(io.StringIO(body, newline=""), delimiter=mark, strict=True)
