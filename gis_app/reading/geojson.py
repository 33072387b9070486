"""GeoJSON → records: parsed as JSON, never opened as a path or an address by another library."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import shapely
from shapely.geometry import shape

from gis_app.reading.coordinates import WGS84, Crs, agreed, looks, member
from gis_app.reading.records import Reading, Record, clean, clean_text, decoded
from layers.errors import Fault, InputError

GEOMETRIES = frozenset(
    {
        *("Point", "MultiPoint", "LineString", "MultiLineString"),
        *("Polygon", "MultiPolygon", "GeometryCollection"),
    }
)
LARGEST = 1e300
# What shapely raises for a mapping that is no geometry, or one nested without end.
UNFIT = (
    *(shapely.errors.ShapelyError, ValueError, TypeError, LookupError, AttributeError),
    RecursionError,
)
Json = Mapping[str, object]


def geojson_records(content: bytes, name: str, *, crs: Crs | None) -> Reading:
    """Return the features of a GeoJSON file; `row` counts features from 1.

    Without a `crs` member the file is WGS84 (RFC 7946); `crs` says otherwise. Raises InputError
    where the file as a whole cannot be read.
    """
    document, notes = _document(content, name)
    features = _features(document, name)
    own = member(document["crs"]) if document.get("crs") is not None else None
    read_as, more = agreed(own, crs)
    if own is None:
        _refuse_metres(features, read_as)
        read_as = read_as or WGS84
        more = [Fault("W-CRS-10", {"name": read_as.name})]
    records = [_record(i, feature, read_as) for i, feature in enumerate(features, start=1)]
    return Reading(records, [*notes, *more])


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
    kind, features = document.get("type"), document.get("features")
    if kind == "FeatureCollection" and isinstance(features, list):
        return features
    if kind == "Feature":
        return [document]
    if kind in GEOMETRIES:
        return [{"type": "Feature", "properties": {}, "geometry": document}]
    raise InputError(Fault("E-IO-01", {"path": name, "why": "not-geojson"}))


def _refuse_metres(features: list[object], crs: Crs | None) -> None:
    """Raise E-CRS-01 when nothing states a system and no coordinates can be degrees."""
    positions = (p for f in features for p in _positions(_member(f, "geometry")))
    pairs = [p[:2] for p in positions if _wrong(p) is None] if crs is None else []
    if pairs and not any(abs(x) <= 180 and abs(y) <= 180 for x, y in pairs):
        raise InputError(Fault("E-CRS-01", {"looks": looks(*pairs[0])}))


def _member(feature: object, key: str) -> object:
    return feature.get(key) if isinstance(feature, dict) else None


def _record(row: int, feature: object, crs: Crs) -> Record:
    properties = _member(feature, "properties")
    attributes = dict(properties) if isinstance(properties, dict) else {}
    attributes = {clean_text(str(key)): clean(value) for key, value in attributes.items()}
    ident = _member(feature, "id")
    if "id" not in attributes and isinstance(ident, (str, int, float)):
        attributes["id"] = clean(ident)
    geometry = _member(feature, "geometry")
    if geometry is None:
        return Record(row, attributes, crs)
    try:
        return Record(row, attributes, crs, _shape(geometry))
    except InputError as error:
        fault = Fault(error.faults[0].code, {**error.faults[0].facts, "rows": (row,)})
        return Record(row, attributes, crs, fault=fault)


def _shape(geometry: object) -> shapely.Geometry:
    """Return the geometry; E-GEO-04 names the first number or ring that is wrong."""
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
    kind, coordinates = _member(geometry, "type"), _member(geometry, "coordinates")
    nested = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(str(kind))
    for polygon in nested if isinstance(nested, list) else ():
        for ring in polygon if isinstance(polygon, list) else ():
            if isinstance(ring, list):
                yield ring
