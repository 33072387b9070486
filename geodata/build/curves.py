"""Shapes of courses: smooth curves through control points, rings in order, cuts at a border."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient
from shapely.ops import linemerge

from geodata.build.form import parts

STEPS = 24  # points a smooth curve has between two control points
Array = np.ndarray


def smooth(control: LineString) -> LineString:
    """Return a centripetal Catmull-Rom curve through every point of `control`.

    Source: Barry and Goldman 1988; centripetal knots give no loops between two points.
    """
    points = shapely.get_coordinates(control)
    first, last = 2 * points[0] - points[1], 2 * points[-1] - points[-2]
    padded = np.vstack([first, points, last])
    pieces = [_catmull_rom(padded[i : i + 4]) for i in range(len(points) - 1)]
    return LineString([*np.vstack(pieces), points[-1]])


def _catmull_rom(four: Array) -> Array:
    """Return STEPS points of the curve from the second to before the third of `four`, (n, 2)."""
    knots = np.concatenate([[0], np.sqrt(np.linalg.norm(np.diff(four, axis=0), axis=1)).cumsum()])
    t = np.linspace(knots[1], knots[2], STEPS, endpoint=False)[:, None]
    level, span = list(four), 1
    while len(level) > 1:
        level = [
            ((knots[i + span] - t) * a + (t - knots[i]) * b) / (knots[i + span] - knots[i])
            for i, (a, b) in enumerate(pairwise(level))
        ]
        span += 1
    curve: Array = level[0]
    return curve


def clockwise(ring: LineString) -> LineString:
    """Return a closed ring clockwise from its northernmost point."""
    coords = orient(Polygon(ring), sign=-1).exterior.coords[:-1]
    north = max(range(len(coords)), key=lambda i: coords[i][1])
    turned = [*coords[north:], *coords[:north]]
    return LineString([*turned, turned[0]])


def longest(shape: BaseGeometry) -> LineString:
    """Return the longest line of `shape`, its parts joined first."""
    if shape.geom_type == "LineString":
        return shape
    lines: list[LineString] = parts(linemerge(shape))
    return max(lines, key=lambda line: float(line.length))


def eastward(line: LineString) -> LineString:
    """Return `line` from its western to its eastern end."""
    return line if line.coords[0][0] <= line.coords[-1][0] else line.reverse()


def southward(line: LineString) -> LineString:
    """Return `line` from its northern to its southern end."""
    return line if line.coords[0][1] >= line.coords[-1][1] else line.reverse()
