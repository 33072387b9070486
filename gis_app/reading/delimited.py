"""CSV → records: strict cells, columns by alias, coordinates as numbers, DMS or WKT."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np
import shapely

from gis_app.reading.coordinates import WGS84, Crs, Window, inside, looks, named
from gis_app.reading.records import ALIASES, Reading, Record, clean_text, decoded, roles
from layers.errors import Fault, InputError

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
DMS = re.compile(
    r"[东北EN]?[经纬]?\s*(\d{1,3})\s*[°度]\s*(\d{1,2})\s*[′'分]\s*(\d+\.?\d*)\s*"
    r"(?:″|\"|′′|''|秒)?\s*[EN]?",
    re.IGNORECASE,
)
NO_NUMBER = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
LARGEST_CELL = 64 * 1024 * 1024  # characters: a detailed polygon as WKT
PAIRS = (("lon", "lat"), ("east", "north"), ("x", "y"))
Row = Mapping[str, str]


def csv_records(content: bytes, name: str, *, crs: Crs | None, window: Window) -> Reading:
    """Return the rows of a CSV; `row` counts as a spreadsheet does, the header being row 1.

    A column 坐标系 (or 坐标来源) names the coordinate system of each row; `crs` is for rows
    without. Raises InputError where the file as a whole cannot be read.
    """
    table, notes = _table(content, name)
    header, rows = table[0], table[1:]
    columns = [clean_text(cell) for cell in header]
    if twice := [c for c, n in Counter(filter(None, columns)).items() if n > 1]:
        raise InputError(Fault("E-COL-03", {"cols": "、".join(twice)}))
    played = roles(tuple(filter(None, columns)), tuple(ALIASES))
    if not _pair(played) and "wkt" not in played:
        raise InputError(Fault("E-COL-01", {"cols": "、".join(filter(None, columns))}))
    numbered = [(n, cells) for n, cells in enumerate(rows, start=2) if any(map(str.strip, cells))]
    whole = [dict(zip(columns, map(clean_text, cells), strict=False)) for _, cells in numbered]
    if crs is None and "crs" not in played and whole:
        raise InputError(Fault("E-CRS-01", {"looks": _seems(whole, played)}))
    records = []
    for (number, cells), row in zip(numbered, whole, strict=True):
        if len(cells) != len(columns):
            fault = Fault("E-COL-02", {"rows": (number,)})
            records.append(Record(number, {}, crs or WGS84, fault=fault))
        else:
            records.append(_record(number, row, played, crs, window))
    return Reading(records, notes)


def number(text: str) -> float | None:
    """Return a plain number or degrees, minutes, seconds as a float; None for anything else.

    >>> number("120.5"), number("东经120度30分0秒"), number("1,5")
    (120.5, 120.5, None)
    """
    word = unicodedata.normalize("NFKC", text).strip()
    if NUMBER.fullmatch(word):
        value = float(word)
        return value if np.isfinite(value) else None
    found = DMS.fullmatch(word)
    if not found or int(found[2]) >= 60 or float(found[3]) >= 60:
        return None
    return int(found[1]) + int(found[2]) / 60 + float(found[3]) / 3600


def _table(content: bytes, name: str) -> tuple[list[list[str]], list[Fault]]:
    """Return all cells and a notice of the encoding."""
    text = decoded(content)
    if text is None:
        raise InputError(Fault("E-IO-01", {"path": name, "why": "not-text"}))
    body = text[0].replace("\x00", "")
    first = body.lstrip("\r\n").partition("\n")[0]
    csv.field_size_limit(LARGEST_CELL)
    comma = max(",\t;", key=first.count)
    try:
        table = list(csv.reader(io.StringIO(body, newline=""), delimiter=comma, strict=True))
    except csv.Error as error:
        raise InputError(Fault("E-IO-01", {"path": name, "why": "not-csv"})) from error
    while table and not any(map(str.strip, table[0])):
        table.pop(0)
    if not table:
        raise InputError(Fault("E-IO-03", {"path": name}))
    return table, text[1]


def _pair(played: Mapping[str, str]) -> tuple[str, str] | None:
    return next((pair for pair in PAIRS if set(pair) <= set(played)), None)


def _seems(rows: list[dict[str, str]], played: Mapping[str, str]) -> str:
    """Return the word for what the first readable coordinates look like."""
    pair = _pair(played)
    for row in rows if pair else ():
        x, y = (number(row.get(played[role], "")) for role in pair)
        if x is not None and y is not None:
            return looks(x, y)
    return ""


def _record(
    row: int, cells: Row, played: Mapping[str, str], crs: Crs | None, window: Window
) -> Record:
    used = {played[role] for role in (*sum(PAIRS, ()), "wkt", "crs") if role in played}
    attributes = {c: v for c, v in cells.items() if c and c not in used}
    try:
        own = named(said) if (said := cells.get(played.get("crs", ""), "")) else crs
        if own is None:
            raise InputError(Fault("E-CRS-01"))
        geometry, notes = _geometry(cells, played, own, window)
    except InputError as error:
        fault = Fault(error.faults[0].code, {**error.faults[0].facts, "rows": (row,)})
        return Record(row, attributes, crs or WGS84, fault=fault)
    at = [Fault(note, {"rows": (row,)}) for note in notes]
    if crs and not (own == crs or (own.is_degrees and crs.is_degrees)):
        at.append(Fault("W-CRS-13", {"name": own.name, "crs": crs.name, "rows": (row,)}))
    return Record(row, attributes, own, geometry, notes=tuple(at))


def _geometry(
    cells: Row, played: Mapping[str, str], crs: Crs, window: Window
) -> tuple[shapely.Geometry | None, list[str]]:
    """Return the geometry a row gives, as written, and the codes of notices."""
    if wkt := cells.get(played.get("wkt", ""), ""):
        return _from_wkt(wkt), []
    pair = _pair(played)
    words = [cells.get(played[role], "") for role in pair or ()]
    if not any(words):
        return None, []
    x, y = _numbers(words)
    if pair == ("x", "y") and crs.metric and _surveyors(x, y, crs, window):
        return shapely.Point(y, x), ["W-CRS-12"]
    return shapely.Point(x, y), []


def _numbers(words: list[str]) -> Iterator[float]:
    for word in words:
        value = number(word)
        if value is None:
            why = "not-finite" if NO_NUMBER.fullmatch(word) else "not-a-number"
            facts = {"v": word or "—", "why": why if word else "one-of-two"}
            raise InputError(Fault("E-GEO-04", facts))
        yield value


def _surveyors(x: float, y: float, crs: Crs, window: Window) -> bool:
    """Return whether only (y, x) lies in the window: X north, Y east, as surveyors write."""
    east, north = np.array([x, y]), np.array([y, x])
    as_is, turned = inside(*crs.to_store(east, north), window)
    return bool(turned and not as_is)


def _from_wkt(wkt: str) -> shapely.Geometry:
    try:
        return shapely.from_wkt(wkt)
    except (shapely.errors.ShapelyError, ValueError) as error:
        raise InputError(Fault("E-GEO-04", {"v": wkt[:40], "why": "no-geometry"})) from error
