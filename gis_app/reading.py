"""A file of sites → a checked table in WGS84, with what was dropped and what was changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis_app.coordinates import Crs, Window, inside, misplaced, named
from gis_app.messages import grouped, lines, render
from gis_app.reading_csv import csv_records
from gis_app.reading_geojson import geojson_records
from gis_app.records import RESERVED, Reading, Record, roles, text_of
from layers.crs import METRIC, STORE
from layers.errors import Fault, InputError
from layers.mix import Mix, parse_mix
from layers.plan import Facts

FORMATS = (".geojson", ".json", ".csv", ".txt")
FORMAT_NAMES = "GeoJSON (.geojson .json)、CSV (.csv .txt)"
ACCEPTED = frozenset({"Point", "Polygon", "MultiPolygon"})


@dataclass(frozen=True)
class SiteTable:
    """Sites in EPSG:4326 (id, name, sectors, function, other attributes) and the import notes.

    `dropped` holds one {"row", "code", "why"} a row that was left out.
    """

    sites: gpd.GeoDataFrame
    dropped: list[dict[str, object]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Site:
    record: Record
    geometry: shapely.Geometry
    ident: str
    name: str
    mix: Mix
    function: str | None
    notes: tuple[Fault, ...]


def read_sites(
    content: bytes, name: str, facts: Facts, *, crs: str | None = None, lang: str = "zh"
) -> SiteTable:
    """Return the sites a file holds.

    Parameters
    ----------
    content : the whole file.
    name : its name; only the extension matters.
    facts : the plan's facts: its sectors, and the window that sites must lie in.
    crs : how coordinates without a coordinate system are to be read (`--crs`).
    lang : language of the notes and reasons.

    Raises
    ------
    InputError
        The file cannot be read as a whole, or holds no usable row: every fault found.
    """
    window = facts.assumptions["window"]
    reading = _records(content, name, crs=named(crs) if crs else None, window=window)
    found = [_site(record, facts, window) for record in reading.records]
    sites, dropped = _once_each(found)
    if not sites:
        told = any(fault.code.startswith("E-") for fault in dropped)
        nothing = [] if told else [Fault("E-IO-03", {"path": name})]
        raise InputError(*nothing, *grouped(dropped))
    notes = [*reading.notes, *(note for site in sites for note in site.notes)]
    return SiteTable(_table(sites), _listed(dropped, lang), lines(notes, lang))


def _records(content: bytes, name: str, *, crs: Crs | None, window: Window) -> Reading:
    extension = PurePath(name).suffix.lower()
    if extension not in FORMATS:
        raise InputError(Fault("E-FMT-01", {"ext": extension or name, "known": FORMAT_NAMES}))
    if not content.strip():
        raise InputError(Fault("E-IO-03", {"path": name}))
    if extension in {".csv", ".txt"}:
        return csv_records(content, name, crs=crs, window=window)
    return geojson_records(content, name, crs=crs)


def _site(record: Record, facts: Facts, window: Window) -> _Site | list[Fault]:
    """Return the site a record describes, or every reason why it is none."""
    try:
        geometry, notes = _geometry(record, window)
    except InputError as error:
        return _at(error.faults, record.row)
    told = dict(record.attributes)
    words = {role: text_of(told.pop(column)) for role, column in roles(list(told)).items()}
    try:
        mix, more = parse_mix(words.get("sectors", ""), facts.sectors)
    except InputError as error:
        return _at(error.faults, record.row)
    unnamed = [] if words.get("id") else [Fault("W-IDS-01")]
    return _Site(
        record=record,
        geometry=geometry,
        ident=words.get("id") or f"row-{record.row}",
        name=words.get("name") or words.get("id") or f"row-{record.row}",
        mix=mix,
        function=words.get("function") or None,
        notes=(*record.notes, *_at([*notes, *more, *unnamed], record.row)),
    )


def _at(faults: Sequence[Fault], row: int) -> list[Fault]:
    return [Fault(f.code, {**f.facts, "rows": (row,)}) for f in faults]


def _geometry(record: Record, window: Window) -> tuple[shapely.Geometry, list[Fault]]:
    """Return the record's geometry in WGS84, valid and inside the window, and the notices."""
    if record.fault:
        raise InputError(record.fault)
    geometry = record.geometry
    if geometry is None or geometry.is_empty:
        raise InputError(Fault("W-GEO-01"))
    if geometry.geom_type not in ACCEPTED:
        raise InputError(Fault("E-GEO-03", {"type": geometry.geom_type}))
    notes = [Fault("W-GEO-05")] if geometry.has_z else []
    geometry = _converted(shapely.force_2d(geometry), record.crs, window)
    if geometry.is_valid:
        return geometry, notes
    mended, repair = _mended(geometry)
    return mended, [*notes, repair]


def _converted(geometry: shapely.Geometry, crs: Crs, window: Window) -> shapely.Geometry:
    """Return the geometry in WGS84; the first vertex outside the window says why it is refused."""
    own = shapely.get_coordinates(geometry)
    if not np.isfinite(own).all():
        raise InputError(Fault("E-GEO-04", {"v": geometry.geom_type, "why": "not-finite"}))
    lon, lat = crs.to_store(own[:, 0], own[:, 1])
    outside = np.flatnonzero(~inside(lon, lat, window))
    if len(outside):
        x, y = own[outside[0]]
        raise InputError(misplaced(float(x), float(y), crs, window))
    return shapely.set_coordinates(geometry, np.column_stack([lon, lat]))


def _mended(geometry: shapely.Geometry) -> tuple[shapely.Geometry, Fault]:
    """Return the valid polygons of an invalid one, and the notice with its change of area."""
    reason = shapely.is_valid_reason(geometry).partition("[")[0].strip()
    parts = shapely.get_parts(shapely.make_valid(geometry))
    polygons = [part for part in parts if shapely.get_dimensions(part) == 2]
    if not polygons:
        raise InputError(Fault("E-GEO-04", {"v": reason, "why": "no-area"}))
    mended = shapely.union_all(polygons)
    before, after = _areas_m2([geometry, mended])
    change = 100 * (after - before) / max(before, after)
    return mended, Fault("W-GEO-02", {"reason": reason, "pct": f"{change:+.1f}"})


def _areas_m2(geometries: list[shapely.Geometry]) -> list[float]:
    """Return areas in square metres (EPSG:4549); that of an invalid polygon is its signed sum.

    Not `to_metric`: splitting the edges of an invalid polygon would repair it on the way.
    """
    return list(gpd.GeoSeries(geometries, crs=STORE).to_crs(METRIC).area)


def _once_each(found: Sequence[_Site | list[Fault]]) -> tuple[list[_Site], list[Fault]]:
    """Return the first site of each id, and the faults of everything else in row order."""
    sites: dict[str, _Site] = {}
    dropped: list[Fault] = []
    for item in found:
        if not isinstance(item, _Site):
            dropped.extend(item)
        elif item.ident in sites:
            dropped.extend(_at([Fault("W-DUP-01", {"v": item.ident})], item.record.row))
        else:
            sites[item.ident] = item
    return list(sites.values()), dropped


def _listed(faults: Sequence[Fault], lang: str) -> list[dict[str, object]]:
    """Return one entry a row: its first code, and all its reasons."""
    rows: dict[object, dict[str, object]] = {}
    for fault in faults:
        row = fault.facts["rows"][0]
        why = render(fault, lang).partition(": ")[2]
        entry = rows.setdefault(row, {"row": row, "code": fault.code, "why": why})
        if entry["why"] != why:
            entry["why"] = f"{entry['why']} {why}"
    return list(rows.values())


def _table(sites: Sequence[_Site]) -> gpd.GeoDataFrame:
    columns = {
        "id": [s.ident for s in sites],
        "name": [s.name for s in sites],
        "sectors": [s.mix for s in sites],
        "function": [s.function for s in sites],
    }
    kept = dict(_kept(sites))
    frame = pd.DataFrame({**columns, **kept}, dtype=object)
    return gpd.GeoDataFrame(frame, geometry=[s.geometry for s in sites], crs=STORE)


def _kept(sites: Sequence[_Site]) -> Iterator[tuple[str, list[object]]]:
    """Yield the attributes that play no role; a reserved name gets an underscore."""
    names = dict.fromkeys(name for site in sites for name in site.record.attributes)
    played = set(roles(list(names)).values())
    for name in names:
        if name and name not in played:
            kept = f"{name}_" if name in RESERVED else name
            yield kept, [site.record.attributes.get(name) for site in sites]
