"""Where the statutory 吴中区 is cut to give 苏州工业园区: two lines between border corners."""

from __future__ import annotations

import geopandas as gpd
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata import catalog
from geodata.build.form import layer, plane
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
    pairs = [(p, q) for p in corners(a) for q in corners(b)]
    flat = {point: plane(Point(point)) for pair in pairs for point in pair}
    return LineString(min(pairs, key=lambda pair: flat[pair[0]].distance(flat[pair[1]])))


def corners(shape: BaseGeometry) -> list[tuple[float, float]]:
    """Return the corners of a polygon as (lon, lat)."""
    return [tuple(xy) for xy in shapely.get_coordinates(shape).tolist()]


if __name__ == "__main__":
    main({"derived/cuts": cuts})
