"""A file of sites → a checked table in WGS84, with what was dropped and what was changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis_app.messages import grouped, lines, render
from gis_app.reading.coordinates import Crs, Window, inside, misplaced, named
from gis_app.reading.hint import datum_hint
from gis_app.reading.limits import MOST_FEATURES
from gis_app.reading.open import records_of
from gis_app.reading.records import RESERVED, Reading, Record, Source, roles, text_of
from gis_app.reading.shapes import ACCEPTED, exploded, mended, without_specks
from layers.crs import STORE
from layers.errors import Fault, InputError, choices
from layers.mix import Mix, parse_mix, plain
from layers.plan import Facts

Place = tuple[Record, shapely.Geometry | None]
Mixes = Callable[[str], tuple[Mix, tuple[Fault, ...]]]


@dataclass(frozen=True)
class SiteTable:
    """Sites in EPSG:4326 (id, name, sectors, function, other attributes) and the import notes.

    `dropped` holds one {"row", "code", "why"} a row that was left out; `source` says how the file
    was read, None for a layer of the plan.
    """

    sites: gpd.GeoDataFrame
    dropped: list[dict[str, object]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A row that can be scored: a point or polygons in WGS84, and what was changed in it."""

    record: Record
    geometry: shapely.Geometry
    ident: str
    name: str
    mix: Mix
    function: str | None
    notes: tuple[Fault, ...]


def read_sites(
    content: bytes,
    name: str,
    facts: Facts,
    *,
    crs: str | None = None,
    lang: str = "zh",
    mix: Mix | None = None,
    layer: str | None = None,
    most_features: int = MOST_FEATURES,
    districts: gpd.GeoDataFrame | None = None,
) -> SiteTable:
    """Return the sites a file holds.

    Parameters
    ----------
    content : the whole file.
    name : its name; the extension must fit what the content is.
    facts : the plan's facts: its sectors, and the window that sites must lie in.
    crs : how coordinates without a coordinate system are to be read (`--crs`).
    lang : language of the notes and reasons.
    mix : the sectors of every row, whatever the file says of them.
    layer : the layer to read where the file has several (`--layer`).
    most_features : a file with more rows is refused (`--max-features`).
    districts : the city's districts, to tell where degrees look shifted (W-CRS-04).

    Raises
    ------
    InputError
        The file cannot be read as a whole, or holds no usable row: every fault found.
    """
    window = facts.assumptions["window"]
    asked = named(crs) if crs else None
    told = {"layer": layer, "most_features": most_features}
    reading = records_of(content, name, crs=asked, window=window, **told)
    mixes: Mixes = (lambda _: (dict(mix), ())) if mix else sector_mixes(facts)
    sites, dropped = _once_each(judged(reading.records, facts, mixes))
    if not sites:
        named_already = any(fault.code.startswith("E-") for fault in dropped)
        nothing = [] if named_already else [Fault("E-IO-03", {"path": name})]
        raise InputError(*nothing, *grouped(dropped), *_of_drawing(reading, dropped, name))
    table, notes = _table(sites), [*reading.notes, *(n for site in sites for n in site.notes)]
    if districts is not None and all(site.record.crs.is_degrees for site in sites):
        notes += filter(None, [datum_hint(table, districts)])
    return SiteTable(table, listed(dropped, lang), lines(notes, lang), reading.source)


def _of_drawing(reading: Reading, dropped: Sequence[Fault], name: str) -> list[Fault]:
    """Return how a drawing says its sectors, where none of its shapes has any."""
    drawn = reading.source is not None and reading.source.format == "DXF"
    silent = any(fault.code == "E-ATT-02" for fault in dropped)
    return [Fault("E-DXF-02", {"file": name})] if drawn and silent else []


def sector_mixes(facts: Facts) -> Mixes:
    """Return what reads a cell of sectors; a text that many rows share is read once."""
    return cache(lambda text: parse_mix(text, facts.sectors))


def judged(records: Sequence[Record], facts: Facts, mixes: Mixes) -> list[Site | list[Fault]]:
    """Return for each record the site it describes, or every reason why it is none."""
    return [_site(place, mixes, facts) for place in _placed(exploded(records))]


def _site(place: Place, mixes: Mixes, facts: Facts) -> Site | list[Fault]:
    """Return the site a record describes, or every reason why it is none."""
    record = place[0]
    try:
        geometry, notes = _geometry(place, facts.assumptions["window"])
    except InputError as error:
        return _at(error.faults, record.row)
    told = dict(record.attributes)
    words = {role: text_of(told.pop(column)) for role, column in roles(tuple(told)).items()}
    try:
        mix, more = mixes(words.get("sectors", ""))
    except InputError as error:
        return _at(error.faults, record.row)
    function, strange = function_of(words.get("function", ""), facts)
    unnamed = [] if words.get("id") else [Fault("W-IDS-01")]
    ident = words.get("id") or f"row-{record.row}"
    return Site(
        record=record,
        geometry=geometry,
        ident=f"{ident}-{record.part}" if record.part else ident,
        name=words.get("name") or ident,
        mix=dict(mix),
        function=function,
        notes=(*record.notes, *_at([*notes, *more, *unnamed, *strange], record.row)),
    )


def function_of(text: str, facts: Facts) -> tuple[str | None, list[Fault]]:
    """Return the id of the function a cell names, and a notice where the plan has no such one."""
    known = {plain(name): f.id for f in facts.functions for name in (f.id, f.name_en)}
    if not text or plain(text) in known:
        return known.get(plain(text)), []
    known = choices("known", ((f.id, f.name_en or f.id) for f in facts.functions))
    return None, [Fault("W-ATT-08", {"v": text, **known})]


def _at(faults: Sequence[Fault], row: int) -> list[Fault]:
    return [Fault(f.code, {**f.facts, "rows": (row,)}) for f in faults]


def _geometry(place: Place, window: Window) -> tuple[shapely.Geometry, list[Fault]]:
    """Return a record's geometry in WGS84, valid and inside the window, and the notices."""
    record, stored = place
    if record.fault:
        raise InputError(record.fault)
    if record.geometry is None or record.geometry.is_empty:
        raise InputError(Fault("W-GEO-01"))
    if stored is None:
        raise InputError(Fault("E-GEO-03", {"type": record.geometry.geom_type}))
    if not _inside(stored, window):
        raise InputError(_outside(record, window))
    notes = [Fault("W-GEO-05")] if record.geometry.has_z else []
    if not stored.is_valid:
        stored, repair = mended(stored)
        notes.append(repair)
    stored, more = without_specks(stored)
    return stored, [*notes, *more]


def _placed(records: Sequence[Record]) -> list[Place]:
    """Return each record with its geometry in WGS84, None where it is no point or polygon."""
    stored: list[shapely.Geometry | None] = [None] * len(records)
    groups: dict[Crs, list[int]] = {}
    for i, record in enumerate(records):
        if record.geometry is not None and record.geometry.geom_type in ACCEPTED:
            groups.setdefault(record.crs, []).append(i)
    for crs, rows in groups.items():
        shapes = shapely.force_2d(np.array([records[i].geometry for i in rows], dtype=object))
        x, y = shapely.get_coordinates(shapes).T
        moved = shapely.set_coordinates(shapes, np.column_stack(crs.to_store(x, y)))
        for i, shape in zip(rows, moved, strict=True):
            stored[i] = shape
    return list(zip(records, stored, strict=True))


def _inside(shape: shapely.Geometry, window: Window) -> bool:
    """Return whether every vertex lies in the window; NaN and infinity never do."""
    if shape.geom_type == "Point":
        return bool(inside(shape.x, shape.y, window))
    return bool(inside(*shapely.get_coordinates(shape).T, window).all())


def _outside(record: Record, window: Window) -> Fault:
    """Return why the first vertex outside the window is refused."""
    x, y = shapely.get_coordinates(record.geometry).T
    lon, lat = record.crs.to_store(x, y)
    first = int(np.argmin(np.isfinite(x) & np.isfinite(y) & inside(lon, lat, window)))
    at = float(x[first]), float(y[first])
    if not np.isfinite(at).all():
        return Fault("E-GEO-04", {"v": f"{at[0]}, {at[1]}", "why": "not-finite"})
    return misplaced(*at, record.crs, window)


def _once_each(found: Sequence[Site | list[Fault]]) -> tuple[list[Site], list[Fault]]:
    """Return the first site of each id, and the faults of everything else in row order."""
    sites: dict[str, Site] = {}
    dropped: list[Fault] = []
    for item in found:
        if not isinstance(item, Site):
            dropped.extend(item)
        elif item.ident in sites:
            dropped.extend(_at([Fault("W-DUP-01", {"v": item.ident})], item.record.row))
        else:
            sites[item.ident] = item
    return list(sites.values()), dropped


def listed(faults: Sequence[Fault], lang: str) -> list[dict[str, object]]:
    """Return one entry a row: its first code, and all its reasons."""
    rows: dict[object, dict[str, object]] = {}
    for fault in faults:
        row = fault.facts["rows"][0]
        why = render(fault, lang).partition(": ")[2]
        entry = rows.setdefault(row, {"row": row, "code": fault.code, "why": why})
        if entry["why"] != why:
            entry["why"] = f"{entry['why']} {why}"
    return list(rows.values())


def _table(sites: Sequence[Site]) -> gpd.GeoDataFrame:
    columns = {
        "id": [s.ident for s in sites],
        "name": [s.name for s in sites],
        "sectors": [s.mix for s in sites],
        "function": [s.function for s in sites],
    }
    kept = dict(_kept(sites))
    frame = pd.DataFrame({**columns, **kept}, dtype=object)
    return gpd.GeoDataFrame(frame, geometry=[s.geometry for s in sites], crs=STORE)


def _kept(sites: Sequence[Site]) -> Iterator[tuple[str, list[object]]]:
    """Yield the attributes that play no role; a reserved name gets an underscore."""
    names = dict.fromkeys(name for site in sites for name in site.record.attributes)
    played = set(roles(tuple(names)).values())
    for name in names:
        if name and name not in played:
            kept = f"{name}_" if name in RESERVED else name
            yield kept, [site.record.attributes.get(name) for site in sites]
