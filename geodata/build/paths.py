"""Shortest paths on the committed road and railway lines."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import LineString

from geodata.build.form import PLANE, STORE

Node = tuple[float, float]
Graph = dict[Node, dict[Node, float]]


def through(lines: gpd.GeoDataFrame, waypoints: LineString) -> LineString:
    """Return the shortest path on `lines` by way of the nodes nearest to `waypoints` (degrees)."""
    graph = metric_graph(lines)
    stops = nearest(graph, waypoints)
    legs = [shortest(graph, start, end) for start, end in pairwise(stops)]
    nodes = [legs[0][0], *(node for leg in legs for node in leg[1:])]
    path: LineString = gpd.GeoSeries([LineString(nodes)], crs=PLANE).to_crs(STORE).iloc[0]
    return path


def metric_graph(lines: gpd.GeoDataFrame) -> Graph:
    """Return every straight piece of `lines` as an edge of a graph; nodes and lengths in metres."""
    graph: Graph = defaultdict(dict)
    for line in lines.to_crs(PLANE).geometry:
        for a, b in pairwise(np.round(shapely.get_coordinates(line), 1).tolist()):
            start, end = (a[0], a[1]), (b[0], b[1])
            graph[start][end] = graph[end][start] = float(np.hypot(b[0] - a[0], b[1] - a[1]))
    return graph


def nearest(graph: Graph, waypoints: LineString) -> list[Node]:
    """Return the node of `graph` nearest to each waypoint."""
    flat = gpd.GeoSeries(gpd.points_from_xy(*waypoints.xy), crs=STORE).to_crs(PLANE)
    nodes = sorted(graph)
    xy = np.array(nodes)
    return [nodes[int(np.argmin(np.hypot(*(xy - [p.x, p.y]).T)))] for p in flat]


def shortest(graph: Graph, start: Node, end: Node) -> list[Node]:
    """Return the nodes of the shortest path from `start` to `end` (Dijkstra).

    Raises
    ------
    ValueError
        If no path joins them.
    """
    queue: list[tuple[float, Node, Node]] = [(0.0, start, start)]
    before: dict[Node, Node] = {}
    while queue:
        metres, node, came_from = heapq.heappop(queue)
        if node in before:
            continue
        before[node] = came_from
        if node == end:
            return _walked(before, end)
        for other, step in graph[node].items():
            if other not in before:
                heapq.heappush(queue, (metres + step, other, node))
    raise ValueError(f"No path joins {start} and {end}")


def _walked(before: dict[Node, Node], end: Node) -> list[Node]:
    """Return the nodes from the start of a search to `end`."""
    nodes = [end]
    while before[nodes[-1]] != nodes[-1]:
        nodes.append(before[nodes[-1]])
    return nodes[::-1]


def without_spurs(coords: Iterable[Any]) -> list[Any]:
    """Return `coords` without out-and-back spurs (a, b, a gives a)."""
    kept: list[Any] = []
    for point in coords:
        if len(kept) > 1 and kept[-2] == point:
            kept.pop()
        elif not kept or kept[-1] != point:
            kept.append(point)
    return kept
