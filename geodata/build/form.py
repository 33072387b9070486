"""The one form of a layer on disk (canonical GeoJSON) and the one metric plane of the build."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

STORE = "EPSG:4326"
PLANE = "EPSG:4549"  # CGCS2000 3-degree Gauss-Kruger, CM 120°E; metres
STEP_DEG = 0.01  # longer edges bend by metres when they are projected; split them first
DECIMALS = 6  # 0.1 m
VECTOR = Path(__file__).resolve().parents[1] / "vector"
WINDOW = (119.9, 30.7, 121.4, 32.1)  # west, south, east, north of every extract, degrees


def rounded(geometry: BaseGeometry) -> BaseGeometry:
    """Return `geometry` with every coordinate at DECIMALS, ring starts and directions kept."""
    return shapely.transform(geometry, lambda xy: np.round(xy, DECIMALS))


def parts(geometry: BaseGeometry) -> list[Any]:
    """Return the single geometries of `geometry`, itself if it is one."""
    return list(getattr(geometry, "geoms", [geometry]))


def plane(geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry of STORE in metres of PLANE; long edges are split first."""
    split = shapely.segmentize(geometry, STEP_DEG)
    return gpd.GeoSeries([split], crs=STORE).to_crs(PLANE).iloc[0]


def degrees(geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry of PLANE in degrees of STORE."""
    return gpd.GeoSeries([geometry], crs=PLANE).to_crs(STORE).iloc[0]


def length_km(geometry: BaseGeometry) -> float:
    """Return the length in km of a geometry of STORE, to 10 m."""
    return round(float(plane(geometry).length) / 1000, 2)


def area_km2(geometry: BaseGeometry) -> float:
    """Return the area in km² of a geometry of STORE, to 0.01 km²."""
    return round(float(plane(geometry).area) / 1e6, 2)


def layer(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Return rows (with `id` and `geometry`) as a canonical layer: STORE, rounded, by id."""
    ordered = sorted(rows, key=lambda row: str(row["id"]))
    shapes = [row["geometry"] and rounded(row["geometry"]) for row in ordered]
    plain = [{k: v for k, v in row.items() if k != "geometry"} for row in ordered]
    return gpd.GeoDataFrame(plain, geometry=shapes, crs=STORE)


def text(frame: gpd.GeoDataFrame) -> str:
    """Return `frame` as GeoJSON text: one feature a line, sorted by id, 6 decimals."""
    frame = frame.sort_values("id", key=lambda ids: ids.astype(str))
    lines = [_feature(row) for row in frame.to_dict("records")]
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def save(frame: gpd.GeoDataFrame, name: str) -> Path:
    """Write `frame` as vector/<name>.geojson and return its path."""
    path = VECTOR / f"{name}.geojson"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(frame), encoding="utf-8", newline="\n")
    return path


def _feature(row: dict[str, Any]) -> str:
    """Return one GeoJSON feature as one line of text."""
    shape = row.pop("geometry")
    properties = {key: _plain(value) for key, value in row.items()}
    geometry = None if shape is None else shapely.geometry.mapping(rounded(shape))
    feature = {
        "type": "Feature",
        "id": properties["id"],
        "properties": properties,
        "geometry": geometry,
    }
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _plain(value: Any) -> Any:
    """Return a JSON value: no numpy scalar, no NaN, whole floats as integers."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return int(value) if value.is_integer() else value
    return value
