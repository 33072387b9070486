"""Roads and railways: the OpenStreetMap graphs of scgraph_data, clipped to the window."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

from geodata import catalog
from geodata.build.form import WINDOW, layer, parts
from geodata.build.sources import find, main

MARGIN_DEG = 0.05  # about 5 km of context outside the city
COMMON = {"status": "osm", "accuracy_m": 150}


def roads(roots: list[Path]) -> gpd.GeoDataFrame:
    """Return the roads in and around the city: id, name (null), km along the road."""
    return _lines(find(roots, "scgraph_data/world_highways.py"), "road")


def railways(roots: list[Path]) -> gpd.GeoDataFrame:
    """Return the railways in and around the city: id, name (null), km along the track."""
    return _lines(find(roots, "scgraph_data/world_railways.py"), "rail")


def _lines(path: Path, kind: str) -> gpd.GeoDataFrame:
    """Return the edges of one graph file, joined between junctions, numbered west to east."""
    near = city_and_around()
    shapely.prepare(near)
    edges = {frozenset(ends): km for *ends, km in _window_edges(path)}
    kept = {ends: km for ends, km in edges.items() if near.intersects(LineString(sorted(ends)))}
    merged = linemerge([LineString(sorted(ends)) for ends in kept])
    courses = sorted((oriented(line) for line in parts(merged)), key=lambda line: line.coords[:])
    source = f"OpenStreetMap（scgraph_data 2.0.0 {path.stem}）"
    return layer(
        [
            {
                "id": f"{kind}-{number:04d}",
                "name": None,
                "km": round(sum(kept[frozenset(pair)] for pair in pairwise(line.coords)), 2),
                **COMMON,
                "source": source,
                "geometry": line,
            }
            for number, line in enumerate(courses, start=1)
        ]
    )


def city_and_around() -> BaseGeometry:
    """Return the city with MARGIN_DEG around it, in degrees."""
    return catalog.read("tianditu/units").union_all().buffer(MARGIN_DEG)


def oriented(line: LineString) -> LineString:
    """Return `line` from its lesser end (west, then south) to the other: the same at every run."""
    return line if line.coords[0] <= line.coords[-1] else line.reverse()


def _window_edges(path: Path) -> Iterator[tuple[Any, Any, float]]:
    """Yield (end, end, km) of every edge with an end in the window; ends are (lon, lat)."""
    values = dict(_assignments(path))
    nodes = [(lon, lat) for lat, lon in values["nodes"]]
    inside = [_in_window(*node) for node in nodes]
    for start, links in enumerate(values["graph"]):
        for end, km in links.items():
            if (inside[start] or inside[end]) and nodes[start] != nodes[end]:
                yield nodes[start], nodes[end], km


def _assignments(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield the literals a graph file assigns (`graph=`, `nodes=`); its code is not run."""
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        if name.strip() in {"graph", "nodes"}:
            yield name.strip(), ast.literal_eval(value.strip())


def _in_window(lon: float, lat: float) -> bool:
    """Return whether a point in degrees lies in WINDOW."""
    west, south, east, north = WINDOW
    return west <= lon <= east and south <= lat <= north


if __name__ == "__main__":
    main({"osm/roads": roads, "osm/railways": railways}, downloads=True)
