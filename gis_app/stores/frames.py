"""Records of the user's own layer → a GeoDataFrame with our columns, or every fault at once."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence

import geopandas as gpd
import numpy as np
import shapely

from gis_app.reading.coordinates import Window, inside
from gis_app.reading.records import Record, text_of
from gis_app.stores.forms import PROVENANCE, Form, Names
from layers.crs import STORE
from layers.errors import Fault, InputError
from layers.export_words import CONFIDENCE, KINDS, STATUS
from layers.mix import plain
from layers.schema import SCHEMAS
from layers.schema import STATUS as KNOWN_STATUS

NUMBERS = ("accuracy_m", "error_m", "extent_m")
CODES = {
    "kind": {title: code for code, title in KINDS.items()},
    "confidence": {title: code for code, title in CONFIDENCE.items()},
}
WORDS = {title: code for code, title in STATUS.items()}
METRES = re.compile(r"误差约(\d+(?:\.\d+)?)米")
USER = "user"


def frame(
    name: str, form: Form, records: Sequence[Record], file: str, window: Window
) -> gpd.GeoDataFrame:
    """Return the layer in EPSG:4326 with the columns of its form, status and source filled in.

    Raises
    ------
    InputError
        E-DAT-03 to E-DAT-09: fields are missing, cells or geometries are wrong, ids occur twice.
    """
    told = {"layer": name, "file": file}
    ours = [r for r in records if not _of_another_layer(r, name)]
    if not ours:
        raise InputError(Fault("E-IO-03", {"path": file}))
    roles = _roles(form, ours)
    if missing := [_called(form, c) for c in (*form.needed, *form.listed) if c not in roles]:
        raise InputError(Fault("E-DAT-03", {**told, "missing": "、".join(missing)}))
    rows = [_row(form, record, roles, file) for record in ours]
    shapes, faults = _shapes(form, ours, window)
    faults = [*faults, *_wrong_cells(form, ours, rows)]
    if faults:
        raise InputError(*(Fault(f.code, {**told, **f.facts}) for f in faults))
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=STORE)


def _of_another_layer(record: Record, name: str) -> bool:
    """Return whether a row of a file with several exported layers belongs to another one."""
    own = record.attributes.get("layer")
    return own in SCHEMAS and own != name


def _roles(form: Form, records: Sequence[Record]) -> Mapping[str, Sequence[str]]:
    """Return our column → the file's columns that say it, best name first."""
    columns = {plain(c): c for r in records for c in r.attributes}
    found = {}
    for ours, names in {**form.columns, **PROVENANCE}.items():
        known = (plain(n) for n in names)
        if named := [columns[n] for n in known if n in columns]:
            found[ours] = named
    return found


def _called(form: Form, column: str) -> str:
    names: Names = form.columns[column]
    return "/".join(dict.fromkeys(names))


def _row(
    form: Form, record: Record, roles: Mapping[str, Sequence[str]], file: str
) -> dict[str, object]:
    cells = {ours: _first(record, columns) for ours, columns in roles.items()}
    said = cells.pop("said", None)
    row: dict[str, object] = dict.fromkeys([*form.columns, *PROVENANCE])
    row.pop("said")
    row |= {k: CODES[k].get(v, v) if k in CODES and v else v for k, v in cells.items()}
    row["status"] = row["status"] or _status(said) or USER
    row["source"] = row["source"] or file
    found = METRES.search(said or "")
    row["accuracy_m"] = row["accuracy_m"] or (found[1] if found else None)
    return row | {k: _number(row[k]) for k in NUMBERS if k in row}


def _first(record: Record, columns: Sequence[str]) -> str | None:
    """Return the first of the cells that is filled."""
    texts = (text_of(record.attributes.get(column)) for column in columns)
    return next((text for text in texts if text), None)


def _status(said: str | None) -> str | None:
    return WORDS.get((said or "").partition("，")[0])


def _number(value: object) -> object:
    """Return a cell as a number, NaN where it is blank, the text where it is none."""
    try:
        return float("nan") if value is None else float(str(value))
    except ValueError:
        return value


def _shapes(
    form: Form, records: Sequence[Record], window: Window
) -> tuple[list[shapely.Geometry], list[Fault]]:
    """Return geometries in WGS84, and what is wrong with any."""
    shapes, faults = [], []
    for record in records:
        found = _shape(form, record)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            shapes.append(found)
    x, y = shapely.get_coordinates(shapes).T if shapes else (np.array([]), np.array([]))
    if not faults and not inside(x, y, window).any():
        facts = {"x": f"{x[0]:.10g}", "y": f"{y[0]:.10g}"}
        faults.append(Fault("E-DAT-09", facts))
    return shapes, faults


def _shape(form: Form, record: Record) -> shapely.Geometry | Fault:
    at = {"rows": (record.row,)}
    shape = record.geometry
    if record.fault:
        return Fault("E-DAT-04", {**at, "why": "dat-unreadable"})
    if shape is None or shape.is_empty:
        return Fault("E-DAT-04", {**at, "why": "dat-empty"})
    x, y = shapely.get_coordinates(shape).T
    moved = shapely.set_coordinates(
        shapely.force_2d(shape), np.column_stack(record.crs.to_store(x, y))
    )
    if not np.isfinite(shapely.get_coordinates(moved)).all() or not moved.is_valid:
        return Fault("E-DAT-04", {**at, "why": "dat-invalid"})
    return _single(form, moved) or Fault("E-DAT-04", {**at, "why": f"dat-{form.geometry}"})


def _single(form: Form, shape: shapely.Geometry) -> shapely.Geometry | None:
    """Return the geometry as the form wants it; lines and points whole, polygons in parts too."""
    if shape.geom_type == "MultiLineString":
        shape = shapely.line_merge(shape)
    parts = shapely.get_parts(shape)
    if form.geometry != "Polygon" and len(parts) == 1:
        shape = parts[0]
    kind = shape.geom_type if form.geometry != "Polygon" else shape.geom_type.removeprefix("Multi")
    return shape if kind == form.geometry else None


def _wrong_cells(
    form: Form, records: Sequence[Record], rows: Sequence[Mapping[str, object]]
) -> Iterator[Fault]:
    seen: set[object] = set()
    for record, row in zip(records, rows, strict=True):
        at = {"rows": (record.row,)}
        for column in form.needed:
            if row[column] is None:
                yield Fault("E-DAT-05", {**at, "field": _called(form, column)})
        if row["id"] in seen:
            yield Fault("E-DAT-06", {**at, "v": row["id"]})
        seen.add(row["id"])
        if row["status"] not in KNOWN_STATUS:
            known = "、".join(sorted(KNOWN_STATUS))
            yield Fault("E-DAT-07", {**at, "field": "status", "v": row["status"], "wanted": known})
        for column in (c for c in NUMBERS if c in row):
            if not isinstance(row[column], float) or row[column] < 0 or math.isinf(row[column]):
                facts = {"field": column, "v": row[column], "wanted": "≥ 0"}
                yield Fault("E-DAT-07", {**at, **facts})
        if form.accurate and row["accuracy_m"] != row["accuracy_m"]:
            yield Fault("E-DAT-05", {**at, "field": "accuracy_m/JD"})
