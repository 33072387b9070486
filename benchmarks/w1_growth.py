"""W1, how it grows: with points and vertices, and over small polygons."""

from __future__ import annotations

from functools import partial

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.interleaved import Run, interleaved, timed
from benchmarks.w1_points import our_measured, our_scored, points
from layers.crs import METRIC
from layers.model import Plan
from layers.nearest import Segments
from layers.tiles_areas import AreaTiles

COUNTS = (10_000, 100_000, 1_000_000, 10_000_000)
STEPS_M = (400.0, 100.0, 25.0)  # the longest segment of a course with more and more vertices
POLYGONS = ((10, (5_000.0, 25_000.0)), (400, (300.0, 3_000.0)))  # how many, metres to a corner
CORNERS = 8
POINTS = 20_000  # measured from a course with more and more vertices


def by_points(plan: Plan, rounds: int) -> list[tuple[int, float, float]]:
    """Return (points, µs a point measured, µs a point scored): medians of wall time."""
    rows = []
    for count in COUNTS:
        given = points(plan, count)
        found = []
        for way in (our_measured, our_scored):
            way(plan, given)
            again = partial(way, plan, given)
            found.append(np.median([timed(again)[0] for _ in range(rounds)]))
        rows.append((count, *(1e6 * seconds / count for seconds in found)))
    return rows


def by_vertices(plan: Plan, rounds: int) -> list[tuple[int, Run]]:
    """Return (segments, timings of GEOS and ours) over POINTS and ever more vertices."""
    part = max((p for e in plan.elements for p in e.parts), key=lambda p: len(p.segments.start))
    given = points(plan, POINTS)
    seen = shapely.points(given.xy)
    rows = []
    for step in STEPS_M:
        lines = [shapely.segmentize(line, step) for line in part.lines]
        shape, segments = shapely.multilinestrings(lines), Segments(lines)
        exact = shapely.distance(shape, seen)
        assert np.abs(segments.distance_m(given.xy) - exact).max() <= 1e-9
        ways = {
            "GEOS": lambda s=shape: shapely.distance(s, seen),
            "ours": lambda s=segments: s.distance_m(given.xy.copy()),
        }
        rows.append((len(segments.start), interleaved(ways, rounds)))
    return rows


def small_polygons(
    plan: Plan, points_: int, count: int, reach_m: tuple[float, float], rounds: int
) -> Run:
    """Return the timings of finding, for each point, which of some polygons of few corners."""
    given = points(plan, points_)
    drawn = np.random.default_rng(1)
    middle = drawn.choice(given.xy, count)
    turn = np.linspace(0.0, 2 * np.pi, CORNERS, endpoint=False)
    reach = drawn.uniform(*reach_m, (count, CORNERS))
    corners = middle[:, None] + reach[..., None] * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    shapes = np.array([shapely.Polygon(c) for c in corners])
    layer = gpd.GeoDataFrame({"k": range(count)}, geometry=shapes, crs=METRIC)
    areas = AreaTiles(list(shapes))

    def naive() -> np.ndarray:
        joined = given.frame.sjoin(layer, how="left", predicate="intersects")
        return joined["k"].groupby(level=0).min().fillna(-1).astype(int).to_numpy()

    assert (areas.first(given.xy) == naive()).all()
    return interleaved({"naive": naive, "ours": lambda: areas.first(given.xy)}, rounds)
