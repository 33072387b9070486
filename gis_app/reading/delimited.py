"""Cells of a CSV → records: the header is row 1, as in a spreadsheet."""

from __future__ import annotations

from gis_app.reading.coordinates import Crs, Window
from gis_app.reading.found import Found
from gis_app.reading.records import Reading, Source
from gis_app.reading.table import records_of_rows


def csv_records(found: Found, *, crs: Crs | None, window: Window) -> Reading:
    """Return the rows of a CSV that `cells` took apart.

    A header may state its coordinate system, a column 坐标系 (or 坐标来源) that of each row; `crs`
    is for rows without. Raises InputError where the file as a whole cannot be read.
    """
    head, *rows = found.rows
    columns = list(map(str, head.attributes.values()))
    source = Source(found.format, encoding=found.encoding)
    return records_of_rows(columns, rows, crs=crs, window=window, notes=found.notes, source=source)
