"""The courses of ring, axes and belts, each from control points and committed extracts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from geodata import catalog
from geodata.build.curves import clockwise, eastward, longest, smooth, southward
from geodata.build.form import layer, length_km, parts
from geodata.build.paths import through, without_spurs
from geodata.build.sources import main

SIMPLE_DEG = 0.0003  # about 30 m, far below the error of the sources
CREEK_DEG = 0.002  # water narrower than twice this (about 400 m) is a creek, not the river
INSIDE_DEG = 0.001  # a shore nearer than this to the border of the city is the border itself
RIVERSIDE = ("张家港市", "常熟市", "太仓市")


def courses() -> gpd.GeoDataFrame:
    """Return the courses in order of chainage: id, name, method, length_km.

    Order: west to east, north to south, the belt of 虹桥 from 花桥, rings clockwise from north.
    """
    drawn = [_drawn(row) for row in catalog.read("authored/control").itertuples()]
    return layer([*drawn, _bank(), *_taihu()])


def _drawn(row: Any) -> dict[str, Any]:
    """Return the course of one row of authored/control by its method."""
    shape, status, method, source = RECIPES[row.method]
    return _course(
        row.id,
        row.name,
        shape(row.geometry),
        status=status,
        accuracy_m=row.accuracy_m,
        source=source,
        method=method,
    )


def _course(key: str, name: str, line: LineString, **facts: Any) -> dict[str, Any]:
    """Return the row of one course."""
    return {"id": key, "name": name, **facts, "length_km": length_km(line), "geometry": line}


def _road_ring(control: LineString) -> LineString:
    """Return the closed shortest path on the road lines through the control points."""
    path = through(catalog.read("osm/roads"), control)
    return clockwise(LineString(without_spurs(path.coords)).simplify(SIMPLE_DEG))


def _railway(control: LineString) -> LineString:
    """Return the shortest path on the railway lines, within the city, west to east."""
    path = through(catalog.read("osm/railways"), control)
    line = LineString(without_spurs(path.coords)).simplify(SIMPLE_DEG)
    return eastward(longest(line.intersection(_city())))


def _river(control: LineString) -> LineString:
    """Return the Wusong of WDBII from the first control point to the border, west to east."""
    rivers = catalog.read("gshhg/rivers")
    line = eastward(longest(rivers[rivers["id"].str.contains("wusong")].union_all()))
    start = line.project(control.interpolate(0))
    part = substring(line, start, line.length)
    return eastward(longest(part.intersection(_city())))


def _in_city(control: LineString) -> LineString:
    """Return the drawn line within the city, north to south."""
    return southward(longest(control.intersection(_city())))


def _bank() -> dict[str, Any]:
    """Return the south bank of the Yangtze in the three riverside cities, west to east."""
    river = catalog.read("gshhg/water").set_index("id").geometry["changjiang"]
    districts = catalog.read("derived/districts")
    land = districts[districts["name"].isin(RIVERSIDE)].union_all()
    wide = river.buffer(-CREEK_DEG).buffer(CREEK_DEG).simplify(SIMPLE_DEG * 2)
    edges = [part.exterior for part in parts(wide)]
    line = max((longest(e.intersection(land)) for e in edges), key=lambda e: float(e.length))
    facts = {"status": "gshhg", "accuracy_m": 1000, "source": "GSHHG 水边线"}
    return _course("changjiang-bank", "长江南岸", eastward(line), **facts, method="水边线")


def _taihu() -> list[dict[str, Any]]:
    """Return Taihu's shore within the city (north to south) and the ring of 西山."""
    lake = catalog.read("gshhg/water").set_index("id").geometry["taihu"]
    shore = longest(lake.exterior.intersection(_city().buffer(-INSIDE_DEG)))
    island = max(lake.interiors, key=lambda ring: float(ring.length))
    facts = {"status": "gshhg", "accuracy_m": 1000, "source": "GSHHG 水边线", "method": "水边线"}
    return [
        _course("taihu-shore", "太湖岸线", southward(shore), **facts),
        _course("taihu-xishan", "太湖西山岸线", clockwise(LineString(island)), **facts),
    ]


def _city() -> BaseGeometry:
    """Return the whole city in degrees."""
    return catalog.read("derived/districts").union_all()


Recipe = tuple[Callable[[LineString], LineString], str, str, str]
RECIPES: dict[str, Recipe] = {  # method of the control row: shape, status, method, source
    "roads": (_road_ring, "derived", "路网最短路径", "OpenStreetMap 路网与作者控制点"),
    "railways": (_railway, "derived", "铁路网最短路径", "OpenStreetMap 铁路与作者控制点"),
    "river": (_river, "gshhg", "WDBII 河线", "GSHHG/WDBII"),
    "ring": (clockwise, "authored", "手绘闭合线", "作者绘制"),
    "drawn": (_in_city, "authored", "手绘线", "作者绘制"),
    "smooth": (smooth, "schematic", "过节点平滑曲线", "规划文字与节点（示意）"),
}


if __name__ == "__main__":
    main({"derived/courses": courses})
