"""Where the statutory 吴中区 is cut to give 苏州工业园区: two lines between border corners."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geodata import catalog
from geodata.build.form import PLANE, STORE, layer
from geodata.build.sources import main

HUQIU, KUNSHAN = "320505", "320583"
EAST_OF_TOWN = 120.63  # the exclave of 320505 lies east of it, 虎丘 itself west
COMMON = {
    "status": "derived",
    "accuracy_m": 500,
    "source": "由天地图区划推得：320505 东部飞地与吴中区北部之间的窄颈",
}


def cuts() -> gpd.GeoDataFrame:
    """Return the two cuts: id, name. Both end at corners of the units, so no border moves."""
    by_id = catalog.read("tianditu/units").set_index("id").geometry
    west, east = lobes(by_id[HUQIU])
    rows = {
        ("cut-loufeng", "娄葑窄颈（推得）"): nearest_corners(west, east),
        ("cut-luzhi", "甪直北侧窄颈（推得）"): nearest_corners(east, by_id[KUNSHAN]),
    }
    return layer([{"id": i, "name": n, **COMMON, "geometry": g} for (i, n), g in rows.items()])


def lobes(huqiu: MultiPolygon) -> tuple[Polygon, Polygon]:
    """Return the two parts of unit 320505 that belong to 苏州工业园区, west one first."""
    parts = [part for part in huqiu.geoms if part.centroid.x > EAST_OF_TOWN]
    west, east = sorted(parts, key=lambda part: float(part.centroid.x))
    return west, east


def nearest_corners(a: BaseGeometry, b: BaseGeometry) -> LineString:
    """Return the straight line between the closest two corners of `a` and `b` (degrees)."""
    corners = [gpd.GeoSeries(shapely.points(shapely.get_coordinates(s)), crs=STORE) for s in (a, b)]
    ours, theirs = (shapely.get_coordinates(c.to_crs(PLANE)) for c in corners)
    metres = np.linalg.norm(ours[:, None] - theirs[None], axis=2)
    i, j = np.unravel_index(metres.argmin(), metres.shape)
    return LineString([corners[0].iloc[i], corners[1].iloc[j]])


if __name__ == "__main__":
    main({"derived/cuts": cuts})
