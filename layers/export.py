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
import pandas as pd
import shapely

from layers.crs import to_store
from layers.export_fields import DECIMALS, coded, positioned
from layers.export_words import missing

FORMULA_STARTS = frozenset("=+-@\t\r＝＋－＠")

Layers = Mapping[str, gpd.GeoDataFrame]


def geojson(layers: Layers, members: Mapping[str, Any] | None = None) -> bytes:
    """Return one FeatureCollection (RFC 7946) with every layer, field codes as properties.

    WGS84 with 7 decimals, exterior rings counter-clockwise, `bbox` on the collection and on each
    feature, no `crs`, UTF-8; one feature a line. A feature's `id` is its BSM, or `layer/BSM` where
    two layers of the file share one. `members` stand beside the features, which programs that
    do not know them pass over.
    """
    features = [f for name, layer in layers.items() for f in _features(coded(name, layer))]
    _part_ids(features)
    boxes = np.array([f["bbox"] for f in features if "bbox" in f]).reshape(-1, 4)
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if len(boxes):
        head["bbox"] = [*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist()]
    opening = json.dumps(head | dict(members or {}), ensure_ascii=False)[:-1]
    lines = (json.dumps(f, ensure_ascii=False, allow_nan=False) for f in features)
    return (opening + ', "features": [\n' + ",\n".join(lines) + "\n]}\n").encode()


def table_csv(layers: Layers, record: Mapping[str, str] | None = None) -> bytes:
    """Return layers as one table for Excel: field codes as columns, UTF-8 with a mark, CRLF.

    Text that a spreadsheet would run as a formula gets an apostrophe; numbers stay numbers.
    JD_ and WD_ hold a position of each row (degrees); lines and polygons keep their shape in a
    column WKT (WGS84). Several layers have a column `layer`. `record` holds what every row says
    in columns where it has nothing of its own.
    """
    tables = [_table(name, layer) for name, layer in layers.items()]
    columns = dict.fromkeys(column for table in tables for column in table)
    if len(tables) > 1:
        columns = {"layer": None, **columns}
    else:
        columns.pop("layer", None)
    told = dict(record or {})
    columns |= dict.fromkeys(told)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_text(column) for column in columns])
    for table in tables:
        for row in table.to_dict("records"):
            cells = (row.get(column) for column in columns)
            pairs = zip(columns, cells, strict=True)
            writer.writerow([_cell(told.get(c) if missing(v) else v) for c, v in pairs])
    return out.getvalue().encode("utf-8-sig")


def _table(name: str, layer: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the fields of a layer, a position where it has none of its own, and its shapes."""
    fields = coded(name, layer)
    shapes = to_store(layer).geometry
    table = pd.DataFrame(fields.drop(columns=fields.geometry.name))
    if "JD_" not in table:
        at = positioned(layer)
        table = table.assign(JD_=at["lon"], WD_=at["lat"], ZBLY="CGCS2000")
    if (shapes.geom_type != "Point").any():
        table = table.assign(WKT=shapely.to_wkt(shapes.to_numpy(), rounding_precision=DECIMALS))
    return table


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
