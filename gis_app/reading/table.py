"""Rows of cells, from a CSV or a workbook → records: coordinates as numbers, DMS or WKT."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Literal

import numpy as np
import shapely

from gis_app.reading.columns import clean_text, refuse_twice, refuse_unplaced, unguarded
from gis_app.reading.coordinates import WGS84, Crs, Window, inside, looks
from gis_app.reading.found import Found, Row
from gis_app.reading.placing import METRIC, WKT, Pair, Place, Placing
from gis_app.reading.records import Reading, Record, Source
from gis_app.reading.wkt import from_wkt
from layers.errors import Fault, InputError

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
DMS = re.compile(
    r"[东北EN]?[经纬]?\s*(\d{1,3})\s*[°度]\s*(\d{1,2}(?:\.\d+)?)\s*[′'分]\s*"
    r"(?:(\d+\.?\d*)\s*(?:″|\"|′′|''|秒)?)?\s*[EN]?",
    re.IGNORECASE,
)
NO_NUMBER = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
BETWEEN = re.compile(r"[,，;；\s]+")
LONGEST_NUMBER = 100  # characters; what is longer is no coordinate, and slow to be told from one
METRES_PER_DEGREE = 111_320.0
SAME_M, SAME_SHIFTED_M = 1.0, 10.0  # two pairs of coordinates that differ by less are one place
Cells = Mapping[str, str]
Why = Literal["stated", "asked", "format", "rows"]


def records_of_rows(
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    crs: Crs | None,
    window: Window,
    notes: Sequence[Fault] = (),
    source: Source,
) -> Reading:
    """Return the records of a table.

    Parameters
    ----------
    columns : the header; blank names mark columns that are passed over.
    rows : the cells below it by column, as text; a row's own fault and notes are kept.
    crs : how to read rows whose system neither header nor column 坐标来源 states.
    window : where sites must lie; tells X north from X east.
    notes : notices about the file.
    source : its format, layer and encoding.

    Raises
    ------
    InputError
        E-COL-01, 03, 04, 06: the header; E-CRS-01, 07: no system, or two.
    """
    names = [unguarded(clean_text(name)) for name in columns]
    refuse_twice(names)
    refuse_unplaced(names)
    table = [dict(zip(names, map(_cell, row.attributes.values()), strict=False)) for row in rows]
    placing = Placing.of(names, crs)
    _refuse_unknown(placing, table)
    used = placing.used()
    records = [
        _record(row, cells, used, placing, window) for row, cells in zip(rows, table, strict=True)
    ]
    told = [*notes, *_told(placing, records, table)]
    return Reading(records, told, _source(source, placing, records))


def table_records(found: Found, name: str, *, crs: Crs | None, window: Window) -> Reading:
    """Return the records of what a format that has only cells (XLSX) was found to hold.

    Raises
    ------
    InputError
        E-IO-03: no rows; else as `records_of_rows`.
    """
    if not found.rows:
        raise InputError(Fault("E-IO-03", {"path": name}))
    return records_of_rows(
        list(found.rows[0].attributes),
        found.rows,
        crs=crs,
        window=window,
        notes=found.notes,
        source=Source(found.format, found.layer, found.encoding),
    )


def number(text: str) -> float | None:
    """Return a plain number or degrees, minutes, seconds as a float; None for anything else.

    >>> number("120.5"), number("东经120度30分0秒"), number("1,5")
    (120.5, 120.5, None)
    """
    if len(text) > LONGEST_NUMBER:
        return None
    word = unicodedata.normalize("NFKC", text).strip()
    if NUMBER.fullmatch(word):
        value = float(word)
        return value if np.isfinite(value) else None
    found = DMS.fullmatch(word)
    if not found or float(found[2]) >= 60 or float(found[3] or 0) >= 60:
        return None
    if "." in found[2] and found[3]:
        return None
    return int(found[1]) + float(found[2]) / 60 + float(found[3] or 0) / 3600


def _source(source: Source, placing: Placing, records: Sequence[Record]) -> Source:
    """Return how the table was read: in which systems, and who says so."""
    systems = "、".join(dict.fromkeys(r.crs.name for r in records if not r.fault)) or None
    chosen = placing.best(placing.asked)
    stated = chosen is not None and chosen.system
    why: Why = "rows" if placing.source else "stated" if stated else "asked"
    return replace(source, crs=systems, crs_from=why, rows=len(records))


def _cell(value: object) -> str:
    return "" if value is None else unguarded(clean_text(str(value)))


def _refuse_unknown(placing: Placing, table: Sequence[Cells]) -> None:
    """Raise what makes the file as a whole unreadable, where no row can say otherwise."""
    if placing.source or not table:
        return
    for as_wkt in (False, True):
        if placing.wkt if as_wkt else placing.pairs:
            try:
                placing.place("", as_wkt=as_wkt)
            except InputError as error:
                told = {"looks": _seems(placing, table)}
                faults = (Fault(f.code, {**told, **f.facts}) for f in error.faults)
                raise InputError(*faults) from error


def _seems(placing: Placing, table: Sequence[Cells]) -> str:
    """Return the word for what the first readable coordinates look like."""
    pair = placing.best(None)
    for cells in table if pair else ():
        x, y = (number(word) for word in _words(cells, pair))
        if x is not None and y is not None:
            return looks(x, y)
    for cells in table if placing.wkt and not pair else ():
        with suppress(InputError):
            at = shapely.get_coordinates(from_wkt(cells.get(placing.wkt.columns[0], "")))
            if len(at):
                return looks(*map(float, at[0]))
    return ""


def _record(row: Row, cells: Cells, used: set[str], placing: Placing, window: Window) -> Record:
    attributes = {c: v for c, v in cells.items() if c and c not in used}
    if row.fault:
        return Record(row.number, attributes, placing.asked or WGS84, fault=row.fault)
    wkt = cells.get(placing.wkt.columns[0], "") if placing.wkt else ""
    try:
        place = placing.place(
            cells.get(placing.source or "", ""), as_wkt=bool(wkt or not placing.pairs)
        )
        geometry, codes = (from_wkt(wkt), []) if wkt else _point(cells, place, window)
    except InputError as error:
        fault = Fault(error.faults[0].code, {**error.faults[0].facts, "rows": (row.number,)})
        return Record(row.number, attributes, placing.asked or WGS84, fault=fault)
    told = [*(place.notes if placing.source else ()), *(Fault(code) for code in codes)]
    notes = [Fault(n.code, {**n.facts, "rows": (row.number,)}) for n in told]
    return Record(row.number, attributes, place.crs, geometry, notes=(*row.notes, *notes))


def _words(cells: Cells, pair: Pair) -> list[str]:
    """Return the two cells of a pair; a single cell holds both, x or longitude first."""
    one, other = pair.columns
    if one != other:
        return [cells.get(one, ""), cells.get(other, "")]
    parts = [part for part in BETWEEN.split(cells.get(one, "").strip("()（）[]")) if part]
    return parts if len(parts) == 2 else [cells.get(one, ""), ""]


def _point(cells: Cells, place: Place, window: Window) -> tuple[shapely.Geometry | None, list[str]]:
    """Return the point a row gives, as written, and the codes of notices."""
    words = _words(cells, place.pair)
    if place.pair.roles == WKT or not any(words):
        return None, []
    x, y = _numbers(words)
    unsure = place.pair.roles == METRIC[1] and place.crs.metric
    if unsure and _surveyors(x, y, place.crs, window):
        return shapely.Point(y, x), ["W-CRS-12"]
    return shapely.Point(x, y), []


def _numbers(words: list[str]) -> Iterator[float]:
    for word in words:
        value = number(word)
        if value is None:
            why = "not-finite" if NO_NUMBER.fullmatch(word) else "not-a-number"
            facts = {"v": word[:LONGEST_NUMBER] or "—", "why": why if word else "one-of-two"}
            raise InputError(Fault("E-GEO-04", facts))
        yield value


def _surveyors(x: float, y: float, crs: Crs, window: Window) -> bool:
    """Return whether only (y, x) lies in the window: X north, Y east, as surveyors write."""
    east, north = np.array([x, y]), np.array([y, x])
    as_is, turned = inside(*crs.to_store(east, north), window)
    return bool(turned and not as_is)


def _told(placing: Placing, records: Sequence[Record], table: Sequence[Cells]) -> Iterator[Fault]:
    """Yield the notices about the columns: what the header states, and what was not read."""
    chosen = placing.best(placing.asked)
    if chosen is None:
        return
    if not placing.source and table:
        yield from placing.place("", as_wkt=False).notes
    cols = "、".join(dict.fromkeys(chosen.columns))
    for pair in placing.pairs:
        if pair is chosen or (placing.source and not pair.system):
            continue
        if not pair.system or pair.only_datum:
            yield Fault("W-COL-05", {"cols": "、".join(dict.fromkeys(pair.columns)), "read": cols})
        elif off := _apart(pair, records, table):
            facts = {"rows": tuple(off), "read": cols, "m": f"{max(off.values()):.0f}"}
            yield Fault("W-CRS-16", {**facts, "cols": "、".join(pair.columns)})


def _apart(pair: Pair, records: Sequence[Record], table: Sequence[Cells]) -> dict[int, float]:
    """Return row → metres where a point lies elsewhere by a pair of columns that was not read."""
    own = pair.own
    assert own is not None
    rows = [
        (record, xy)
        for record, cells in zip(records, table, strict=True)
        if record.geometry is not None and record.geometry.geom_type == "Point"
        if None not in (xy := tuple(number(word) for word in _words(cells, pair)))
    ]
    there = np.array([xy for _, xy in rows], dtype=np.float64).reshape(-1, 2)
    there = np.column_stack(own.to_store(*there.T))
    here = np.array([r.crs.to_store(r.geometry.x, r.geometry.y) for r, _ in rows]).reshape(-1, 2)
    east = (there[:, 0] - here[:, 0]) * np.cos(np.radians(here[:, 1]))
    metres = METRES_PER_DEGREE * np.hypot(east, there[:, 1] - here[:, 1])
    most = SAME_SHIFTED_M if own.shift else SAME_M
    return {r.row: m for (r, _), m in zip(rows, metres, strict=True) if not m <= most}
