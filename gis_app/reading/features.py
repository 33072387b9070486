"""GeoJSON → features: parsed as JSON, never opened as a path or an address by another library.

Small files are parsed where they are asked for, large ones in the reading process.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from gis_app.reading.columns import clean
from gis_app.reading.found import Found, Request, Row
from gis_app.reading.limits import refuse_many
from gis_app.reading.plain_text import decoded
from layers.errors import Fault, InputError

GEOMETRIES = frozenset(
    {
        *("Point", "MultiPoint", "LineString", "MultiLineString"),
        *("Polygon", "MultiPolygon", "GeometryCollection"),
    }
)
LARGEST = 1e300
AS_THEY_ARE = frozenset({str, bool, type(None)})
PLAIN = frozenset({int, float})
MOST_OPEN = 3  # with as few positions a ring cannot be closed around anything
# What shapely raises for a mapping that is no geometry, or one nested without end.
UNFIT = (
    *(shapely.errors.ShapelyError, ValueError, TypeError, LookupError, AttributeError),
    RecursionError,
)
Json = Mapping[str, object]


def read(files: Mapping[str, Path], request: Request) -> Found:
    """Return the features of the one file."""
    (path,) = files.values()
    return found(path.read_bytes(), request)


def found(content: bytes, request: Request) -> Found:
    """Return the features, counted from 1; `crs` is the member of that name as JSON.

    Raises
    ------
    InputError
        E-IO-01: no text, no JSON, no GeoJSON; E-IO-03: nothing in it; E-LIM-07, 10.
    """
    document, notes = _document(content, request.name)
    features = _features(document, request.name)
    refuse_many(request.name, features=len(features), most_features=request.most_features)
    columns = {key for feature in features for key in _properties(feature)}
    refuse_many(request.name, columns=len(columns))
    told = {note.code: note.facts for note in notes}
    crs = document.get("crs")
    return Found(
        rows=_rows(features),
        format="GeoJSON",
        encoding=str(told.get("W-ENC-01", {}).get("enc", "UTF-8")),
        crs=None if crs is None else json.dumps(crs, ensure_ascii=False),
        notes=notes,
    )


def _document(content: bytes, name: str) -> tuple[Json, list[Fault]]:
    text = decoded(content)
    if text is None:
        raise InputError(Fault("E-IO-01", {"path": name, "why": "not-text"}))
    if not text[0].strip():
        raise InputError(Fault("E-IO-03", {"path": name}))
    try:
        document = json.loads(text[0])
    except (ValueError, RecursionError) as error:
        raise InputError(Fault("E-IO-01", {"path": name, "why": "not-json"})) from error
    if not isinstance(document, dict):
        raise InputError(Fault("E-IO-01", {"path": name, "why": "not-geojson"}))
    return document, text[1]


def _features(document: Json, name: str) -> list[object]:
    """Return the features of a collection, of a single feature or of a bare geometry."""
    kind, features = _kind(document), document.get("features")
    if kind == "FeatureCollection" and isinstance(features, list):
        return features
    if kind == "Feature":
        return [document]
    if kind in GEOMETRIES:
        return [{"type": "Feature", "properties": {}, "geometry": document}]
    raise InputError(Fault("E-IO-01", {"path": name, "why": "not-geojson"}))


def _member(feature: object, key: str) -> object:
    return feature.get(key) if isinstance(feature, dict) else None


def _kind(node: object) -> str:
    """Return the member `type`; nothing where it is no text, which may not even be compared."""
    kind = _member(node, "type")
    return kind if isinstance(kind, str) else ""


def _properties(feature: object) -> Json:
    properties = _member(feature, "properties")
    return properties if isinstance(properties, dict) else {}


def _rows(features: Sequence[object]) -> list[Row]:
    shapes: list[shapely.Geometry | None] = []
    faults: dict[int, Fault] = {}
    for number, feature in enumerate(features, start=1):
        geometry = _member(feature, "geometry")
        try:
            shapes.append(None if geometry is None else _shape(geometry))
        except InputError as error:
            fault = error.faults[0]
            faults[number] = Fault(fault.code, {**fault.facts, "rows": (number,)})
            shapes.append(None)
    packed = shapely.to_wkb(np.array(shapes, dtype=object), flavor="iso").tolist()
    return [
        Row(number, _attributes(feature), wkb, faults.get(number))
        for number, (feature, wkb) in enumerate(zip(features, packed, strict=True), start=1)
    ]


def _attributes(feature: object) -> dict[str, object]:
    """Return the properties as plain values; texts stay as they are until they become records."""
    told = {
        key: value if type(value) in AS_THEY_ARE else clean(value)
        for key, value in _properties(feature).items()
    }
    ident = _member(feature, "id")
    if "id" not in told and isinstance(ident, (str, int, float)):
        told["id"] = clean(ident)
    return told


def _shape(geometry: object) -> shapely.Geometry:
    """Return the geometry; E-GEO-04 names the first number or ring that is wrong."""
    kind, coordinates = _kind(geometry), _member(geometry, "coordinates")
    if kind in QUICK:
        with suppress(*UNFIT, OverflowError):  # the closer look below says what is wrong
            return QUICK[kind](coordinates)
    for position in _positions(geometry):
        del position[3:]  # a measure beside the height; both go, with the notice of the height
        if why := _wrong(position):
            raise InputError(Fault("E-GEO-04", {"v": str(position)[1:-1], "why": why}))
    for ring in _rings(geometry):
        if ring and ring[0] != ring[-1]:
            raise InputError(Fault("E-GEO-04", {"v": str(ring[0])[1:-1], "why": "ring-open"}))
    try:
        return shape(geometry)
    except UNFIT as e:
        word = str(_member(geometry, "type"))
        raise InputError(Fault("E-GEO-04", {"v": word, "why": "no-geometry"})) from e


def _point(coordinates: Any) -> shapely.Geometry:
    return shapely.points(_array([coordinates])[0])


def _polygon(coordinates: Any) -> shapely.Geometry:
    arrays = [_array(ring) for ring in coordinates]
    if not all(len(ring) > MOST_OPEN and (ring[0] == ring[-1]).all() for ring in arrays):
        raise ValueError("a ring that is not closed")
    outer, *holes = map(shapely.linearrings, arrays)
    return shapely.polygons(outer, holes=holes or None)


def _polygons(coordinates: Any) -> shapely.Geometry:
    return shapely.multipolygons([_polygon(polygon) for polygon in coordinates])


def _array(positions: Any) -> np.ndarray:
    """Return positions of two or three finite numbers; ValueError where they are anything else."""
    if not set(map(type, chain.from_iterable(positions))) <= PLAIN:
        raise ValueError("not only numbers")
    found = np.array(positions, dtype=np.float64)
    if found.ndim != 2 or found.shape[1] not in (2, 3) or not np.abs(found).max() < LARGEST:
        raise ValueError("not all of them positions")
    return found


QUICK = {"Point": _point, "Polygon": _polygon, "MultiPolygon": _polygons}


def _positions(geometry: object) -> Iterator[list[object]]:
    """Yield every list without a list inside, in order: a position, right or wrong."""
    stack = [geometry]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            parts = node.get("geometries")
            stack.extend(reversed(parts) if isinstance(parts, list) else ())
            stack.append(node.get("coordinates"))
        elif isinstance(node, list) and any(isinstance(child, list) for child in node):
            stack.extend(reversed(node))
        elif isinstance(node, list) and node:
            yield node


def _wrong(position: list[object]) -> str | None:
    """Return the word for what is wrong with a position's numbers, or None."""
    numbers = [v for v in position if isinstance(v, (int, float)) and not isinstance(v, bool)]
    if len(numbers) < len(position):
        return "not-a-number"
    if not all(abs(v) < LARGEST for v in numbers):
        return "not-finite"
    return "one-of-two" if len(numbers) < 2 else None


def _rings(geometry: object) -> Iterator[list[object]]:
    """Yield the rings of a Polygon or MultiPolygon."""
    coordinates = _member(geometry, "coordinates")
    nested = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(_kind(geometry))
    for polygon in nested if isinstance(nested, list) else ():
        for ring in polygon if isinstance(polygon, list) else ():
            if isinstance(ring, list):
                yield ring
