"""Layers → bytes: GeoJSON by RFC 7946 and CSV; GeoPackage is in `export_gpkg.py`. No I/O."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from layers.crs import to_store
from layers.export_fields import coded, missing

DECIMALS = 7  # of a degree: 1 cm

FORMULA_STARTS = frozenset("=+-@\t\r＝＋－＠")

Layers = Mapping[str, gpd.GeoDataFrame]


def geojson(layers: Layers) -> bytes:
    """Return one FeatureCollection (RFC 7946) with every layer, field codes as properties.

    WGS84 with 7 decimals, exterior rings counter-clockwise, `bbox` on the collection and on each
    feature, no `crs`, UTF-8; one feature a line. A feature's `id` is its BSM, or `layer/BSM` where
    two layers of the file share one.
    """
    features = [f for name, layer in layers.items() for f in _features(coded(name, layer))]
    _part_ids(features)
    boxes = np.array([f["bbox"] for f in features if "bbox" in f]).reshape(-1, 4)
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if len(boxes):
        head["bbox"] = [*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist()]
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    lines = (json.dumps(f, ensure_ascii=False, allow_nan=False) for f in features)
    return (opening + ', "features": [\n' + ",\n".join(lines) + "\n]}\n").encode()


def score_csv(scores: gpd.GeoDataFrame) -> bytes:
    """Return scored sites (`scored.py`) as CSV for Excel: field codes, UTF-8 with a mark, CRLF.

    Text that a spreadsheet would run as a formula gets an apostrophe; numbers stay numbers.
    Polygons keep their shape in a column WKT (WGS84).
    """
    fields = coded("scores", scores)
    table = fields.drop(columns=[fields.geometry.name, "layer"])
    shapes = to_store(scores).geometry
    if (shapes.geom_type != "Point").any():
        table = table.assign(WKT=shapely.to_wkt(shapes.to_numpy(), rounding_precision=DECIMALS))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_text(column) for column in table.columns])
    writer.writerows([_cell(v) for v in row] for row in table.itertuples(index=False, name=None))
    return out.getvalue().encode("utf-8-sig")


def safe_text(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula.

    >>> safe_text("=1+1"), safe_text("平江路")
    ("'=1+1", '平江路')
    """
    return f"'{text}" if text[:1] in FORMULA_STARTS else text


def _cell(value: object) -> object:
    if missing(value):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return safe_text(value) if isinstance(value, str) else value


def _features(layer: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    """Yield GeoJSON features, the id still the plain BSM."""
    stored = to_store(layer)
    shapes = shapely.orient_polygons(stored.geometry.to_numpy(), exterior_cw=False)
    shapes = shapely.transform(shapes, lambda xy: np.round(xy, DECIMALS))
    names = [c for c in layer.columns if c != layer.geometry.name]
    values = layer[names].itertuples(index=False, name=None)
    for shape, row in zip(shapes, values, strict=True):
        properties = {name: _json(value) for name, value in zip(names, row, strict=True)}
        feature: dict[str, Any] = {"type": "Feature", "id": properties["BSM"]}
        if shape is not None and not shape.is_empty:
            feature["bbox"] = list(shape.bounds)
        feature["properties"] = properties
        feature["geometry"] = None if shape is None else shapely.geometry.mapping(shape)
        yield feature


def _json(value: object) -> object:
    """Return a cell as JSON knows it; NaN and NA are null."""
    if missing(value):
        return None
    if isinstance(value, np.generic):
        return value.item()
    return value


def _part_ids(features: list[dict[str, Any]]) -> None:
    """Make ids unique in the file: those that two layers share get their layer in front."""
    count = Counter(f["id"] for f in features)
    for feature in features:
        if count[feature["id"]] > 1:
            feature["id"] = f"{feature['properties']['layer']}/{feature['id']}"
