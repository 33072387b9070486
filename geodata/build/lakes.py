"""Lakes for drawing, from @geo-maps/earth-lakes-1m (OpenStreetMap).

What gshhg/water or authored/lakes draws is left out: this source cuts lakes into blocks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata import catalog
from geodata.build.form import area_km2, layer
from geodata.build.sources import find, main

MARGIN_DEG = 0.05
LEAST_KM2 = 0.5  # smaller ones are crumbs of the source's tiles
NAMES = {  # a point in or near each lake
    "澄湖": (120.83, 31.21),
    "尚湖": (120.685, 31.647),
    "昆承湖": (120.75, 31.597),
    "元荡": (120.863, 31.066),
}
BETTER = ("gshhg/water", "authored/lakes")
NEAR_DEG = 0.012
COMMON = {
    "kind": "lake",
    "status": "osm",
    "accuracy_m": 500,
    "source": "OpenStreetMap（@geo-maps/earth-lakes-1m 0.6.0）",
}


def lakes(roots: list[Path]) -> gpd.GeoDataFrame:
    """Return the lakes in and around the city: id, name (null if unknown), kind."""
    near = catalog.read("tianditu/units").union_all().buffer(MARGIN_DEG)
    whole = shapely.union_all(list(_polygons(find(roots, "map.geo.json"), near.bounds)))
    better = [catalog.read(name).union_all() for name in BETTER]
    elsewhere = shapely.union_all(better)
    parts = [p for p in whole.geoms if p.intersects(near) and not p.intersects(elsewhere)]
    parts = [p for p in parts if area_km2(p) >= LEAST_KM2]
    parts.sort(key=lambda part: part.bounds)
    return layer(
        [
            {"id": f"lake-{number:03d}", "name": _name(part), **COMMON, "geometry": part}
            for number, part in enumerate(parts, start=1)
        ]
    )


def _polygons(path: Path, bounds: tuple[float, ...]) -> Iterator[BaseGeometry]:
    """Yield the valid polygons of the collection that meet `bounds` (degrees)."""
    west, south, east, north = bounds
    for member in json.loads(path.read_text(encoding="utf-8"))["geometries"]:
        for rings in member["coordinates"]:
            shape = Polygon(rings[0], rings[1:])
            left, low, right, high = shape.bounds
            if left < east and right > west and low < north and high > south:
                yield shapely.make_valid(shape)


def _name(shape: BaseGeometry) -> str | None:
    """Return the name of the lake whose point lies nearest, within NEAR_DEG; else None."""
    distances = {name: shape.distance(Point(point)) for name, point in NAMES.items()}
    name = min(distances, key=lambda key: distances[key])
    return name if distances[name] < NEAR_DEG else None


if __name__ == "__main__":
    main({"osm/lakes": lakes}, downloads=True)
