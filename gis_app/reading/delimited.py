"""CSV and TXT → rows of cells: encoding, what parts the cells, strict quotes."""

from __future__ import annotations

import csv
import io

from gis_app.reading.coordinates import Crs, Window
from gis_app.reading.found import Row
from gis_app.reading.records import Reading, Source, decoded
from gis_app.reading.table import records_of_rows
from layers.errors import Fault, InputError

LARGEST_CELL = 64 * 1024 * 1024  # characters: a detailed polygon as WKT
PARTED_BY = ",\t;，；|"


def csv_records(content: bytes, name: str, *, crs: Crs | None, window: Window) -> Reading:
    """Return the rows of a CSV; `row` counts as a spreadsheet does, the header being row 1.

    A header may state its coordinate system, a column 坐标系 (or 坐标来源) that of each row; `crs`
    is for rows without. Raises InputError where the file as a whole cannot be read.
    """
    table, notes = _table(content, name)
    columns = table[0]
    rows = [
        _row(number, columns, cells)
        for number, cells in enumerate(table[1:], start=2)
        if any(map(str.strip, cells))
    ]
    told = {note.code: note.facts for note in notes}
    source = Source("CSV", encoding=str(told.get("W-ENC-01", {}).get("enc", "UTF-8")))
    return records_of_rows(columns, rows, crs=crs, window=window, notes=notes, source=source)


def _row(number: int, columns: list[str], cells: list[str]) -> Row:
    """Return the cells in the order of the columns, under numbers: names may be blank or twice."""
    wrong = Fault("E-COL-02", {"rows": (number,)}) if len(cells) != len(columns) else None
    kept = {str(k): cell for k, cell in enumerate(cells[: len(columns)])}
    return Row(number, kept, fault=wrong)


def _table(content: bytes, name: str) -> tuple[list[list[str]], list[Fault]]:
    """Return all cells and a notice of the encoding."""
    text = decoded(content)
    if text is None:
        raise InputError(Fault("E-IO-01", {"path": name, "why": "not-text"}))
    body = text[0].replace("\x00", "")
    try:
        table = _cells(body)
    except csv.Error as error:
        raise InputError(Fault("E-IO-01", {"path": name, "why": "not-csv"})) from error
    while table and not any(map(str.strip, table[0])):
        table.pop(0)
    if not table:
        raise InputError(Fault("E-IO-03", {"path": name}))
    return table, text[1]


def _cells(body: str) -> list[list[str]]:
    """Return the cells of each line; blanks part them where the first line has nothing else."""
    first = next((line for line in body.splitlines() if line.strip()), "")
    mark = max(PARTED_BY, key=first.count)
    if mark not in first and len(first.split()) > 1:
        return [line.split() for line in body.splitlines()]
    csv.field_size_limit(LARGEST_CELL)
    return list(csv.reader(io.StringIO(body, newline=""), delimiter=mark, strict=True))
