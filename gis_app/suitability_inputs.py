"""What the user adds to a surface: criteria as TOML with a raster, and polygons to leave out."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from gis_app.files import read_bytes
from gis_app.rasters import RESAMPLINGS
from gis_app.reading.coordinates import misplaced, named
from gis_app.reading.open import records_of
from gis_app.reading.records import Record, Source
from gis_app.reading.shapes import exploded
from gis_app.site_source import file_on_disk, layer_in
from layers.crs import STORE
from layers.errors import Fault, InputError, refuse
from layers.suitability import Curve

CELLS = ("CSV", "XLSX")  # formats whose rows are cells
POLYGONS = ("Polygon", "MultiPolygon")
KEYS = frozenset({"name", "path", "band", "curve", "weight", "resampling"})
NAME = re.compile(r"\w[\w.-]{0,39}")
MOST_WEIGHT = 1e6


@dataclass(frozen=True, slots=True)
class RasterCriterion:
    """A criterion of the user's own: a raster, how its numbers become 0–1, and its weight."""

    name: str
    path: Path
    band: int
    curve: Curve
    weight: float
    resampling: str


def raster_criterion(path: Path, taken: Collection[str]) -> RasterCriterion:
    """Return the criterion that a TOML file describes; its raster lies relative to the file.

    Keys: `path`, `curve` ([[raw, 0–1], …], raw increasing, level beyond its ends), `weight` (beside
    the six of the plan, which add up to 1 by default), `resampling` (default nearest), `band`
    (default 1), `name` (default: the raster's).

    Raises
    ------
    InputError
        E-IO-01: no such file, or no TOML. E-CRT-01: a key is missing, unknown or wrong.
    """
    try:
        tree = tomllib.loads(read_bytes(path).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(Fault("E-IO-01", {"path": path, "why": "not-toml"})) from error
    table = tree.get("criterion", tree)
    table = table if isinstance(table, dict) else {}
    given = {"name": Path(str(table.get("path"))).stem, "band": 1, "resampling": "nearest"} | table
    facts = {"path": path, "known": "、".join(RESAMPLINGS)}
    refuse(Fault("E-CRT-01", {**facts, "why": why}) for why in _wrong(given, taken))
    raw, value = zip(*given["curve"], strict=True)
    return RasterCriterion(
        name=given["name"],
        path=path.parent / given["path"],
        band=given["band"],
        curve=Curve(tuple(map(float, raw)), tuple(map(float, value))),
        weight=float(given["weight"]),
        resampling=given["resampling"],
    )


def _wrong(given: Mapping[str, object], taken: Collection[str]) -> list[str]:
    """Return the word for everything that is wrong with a criterion."""
    name, path, band, weight = (given.get(k) for k in ("name", "path", "band", "weight"))
    checks = {
        "unknown-key": not given.keys() - KEYS,
        "bad-path": isinstance(path, str) and path != "" and "\0" not in path,
        "bad-curve": _is_curve(given.get("curve")),
        "bad-weight": _number(weight) and 0 <= weight <= MOST_WEIGHT,
        "bad-resampling": given.get("resampling") in RESAMPLINGS,
        "bad-band": isinstance(band, int) and not isinstance(band, bool) and band >= 1,
        "bad-name": isinstance(name, str) and bool(NAME.fullmatch(name)) and name not in taken,
    }
    return [word for word, right in checks.items() if not right]


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_curve(curve: object) -> bool:
    """Return whether a value is [[raw, 0–1], …] with at least two points, raw increasing."""
    if not isinstance(curve, list) or len(curve) < 2:
        return False
    if not all(isinstance(p, list) and len(p) == 2 and all(map(_number, p)) for p in curve):
        return False
    rising = all(a[0] < b[0] for a, b in pairwise(curve))
    return rising and all(0 <= value <= 1 for _, value in curve)


def polygons(
    path: Path, *, option: str, crs: str | None, window: Mapping[str, float]
) -> tuple[gpd.GeoDataFrame, Sequence[Fault]]:
    """Return the polygons of FILE or FILE#LAYER (EPSG:4326), attributes left out, and the notices.

    `option` is what the file was given for, such as `--parks`.

    Raises
    ------
    InputError
        The file cannot be read, a feature is no polygon (E-GEO-10), or one lies wholly outside
        the window around the city, as in the wrong coordinate system (E-CRS-02 and its like).
    """
    file, layer = layer_in(path)
    content, name = file_on_disk(file)
    reading = records_of(content, name, crs=named(crs) if crs else None, window=window, layer=layer)
    found: list[shapely.Geometry] = []
    faults: list[Fault] = []
    records = exploded(reading.records)
    for record in records:
        shape = _polygon(record, window, option)
        (faults if isinstance(shape, Fault) else found).append(shape)
    refuse(_told(fault, reading.source) for fault in faults)
    if not found:
        raise InputError(Fault("E-IO-03", {"path": name}))
    notes = [*reading.notes, *(note for record in records for note in record.notes)]
    return gpd.GeoDataFrame(geometry=found, crs=STORE), notes


def why_no_areas(source: Source | None) -> dict[str, object]:
    """Return the fact that says why a table holds points only; nothing for other formats."""
    return {"more": "points-of-table"} if source is not None and source.format in CELLS else {}


def _told(fault: Fault, source: Source | None) -> Fault:
    """Return a fault with its rows, and why a table has no polygons."""
    more = why_no_areas(source) if fault.code == "E-GEO-10" else {}
    return Fault(fault.code, {**fault.facts, "rows": fault.facts.get("rows", ()), **more})


def _polygon(record: Record, window: Mapping[str, float], option: str) -> shapely.Geometry | Fault:
    """Return the valid polygons of a record in WGS84, or why there are none."""
    at = {"rows": (record.row,)}
    shape = record.geometry
    if record.fault:
        return Fault(record.fault.code, {**record.fault.facts, **at})
    if shape is None or shape.is_empty or shape.geom_type not in POLYGONS:
        kind = "no-shape" if shape is None or shape.is_empty else shape.geom_type
        return Fault("E-GEO-10", {"type": kind, "option": option, **at})
    shape = shapely.force_2d(shape)
    x, y = shapely.get_coordinates(shape).T
    lon, lat = record.crs.to_store(x, y)
    stored = shapely.set_coordinates(shape, np.column_stack([lon, lat]))
    box = shapely.box(*(window[k] for k in ("west", "south", "east", "north")))
    if not (np.isfinite(lon) & np.isfinite(lat)).all() or not shapely.intersects(
        box, shapely.box(lon.min(), lat.min(), lon.max(), lat.max())
    ):
        wrong = misplaced(float(x[0]), float(y[0]), record.crs, window)
        return Fault(wrong.code, {**wrong.facts, **at})
    parts = shapely.get_parts(shapely.make_valid(stored))
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
