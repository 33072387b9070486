"""A file of any format from small layers, made at a fixed time."""

from __future__ import annotations

from datetime import datetime

import geopandas as gpd
import pandas as pd
import shapely

from gis_app.clock import SHANGHAI
from gis_app.writing.exports import encoded
from gis_app.writing.formats import FORMATS
from gis_app.writing.made import Made, Publication
from tests.io.layer import HOLE, clusters, districts, scores, structure

POINT = shapely.Point(120.62, 31.3)
AREA = shapely.Polygon([(120.6, 31.3), (120.7, 31.3), (120.7, 31.4), (120.6, 31.4)], [HOLE])
FOOTER = "不得公开登载或出版"


def made(*, public=False, approval=""):
    return Made(
        versions={"plan": "p 1", "rules": "rules-1", "data": "data-1", "tool": "t 1"},
        time=datetime(2026, 5, 1, 8, tzinfo=SHANGHAI),
        title="示例规划",
        account=(("编码", "GB18030"),),
        publication=Publication(public=public, approval=approval),
    )


def sites(*geometries, **columns):
    """Return scored sites, one a geometry: 甲 and so on."""
    rows = [scores(shape, **columns) for shape in geometries or (POINT, AREA)]
    table = pd.concat(rows, ignore_index=True)
    table["id"] = [f"s{n}" for n in range(len(table))]
    table["relation"] = "带内"
    table["rules"], table["time"] = "rules-1", "2026-05-01T08:00:00+08:00"
    return gpd.GeoDataFrame(table, crs="EPSG:4326")


def layers(**columns):
    """Return every kind of geometry: areas with a hole, lines, points, and scored sites."""
    return {
        "districts": districts(),
        "structure": structure(),
        "clusters": clusters(POINT),
        "scores": sites(**columns),
    }


def write(kind, content=None, crs=None, **use):
    return encoded(kind, content or layers(), crs or FORMATS[kind].crs, made(**use))
