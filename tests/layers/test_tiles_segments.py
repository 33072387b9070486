"""Metres by cells are those of GEOS, wherever the point lies and whichever way they are found."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gis_app.load import default_plan
from layers import blocks, tiles
from layers.nearest import Segments
from layers.tiles_segments import SegmentTiles, metres_to

CLOSE = {"rtol": 0, "atol": 1e-9}
MANY = 3_000  # more than a tree is asked about
whole = st.integers(-40, 40).map(lambda v: v * 250.0)  # corners, edges and middles of cells
anywhere = st.floats(-30_000, 30_000).map(lambda v: round(v, 6))
coordinate = st.one_of(whole, anywhere)


@pytest.fixture(autouse=True, scope="module")
def _loaded():
    assert tiles.warm()


@pytest.fixture(scope="module")
def parts():
    return [part for element in default_plan().elements for part in element.parts]


def points_around(bounds, count=MANY, seed=1):
    """Return points over bounds and as far again around them."""
    low, high = np.array(bounds[:2]), np.array(bounds[2:])
    return np.random.default_rng(seed).uniform(2 * low - high, 2 * high - low, (count, 2))


def by_geos(lines, xy):
    return shapely.distance(shapely.union_all(lines), shapely.points(xy))


def tiles_of(line):
    xy = np.asarray(line.coords)
    return SegmentTiles(xy[:-1], xy[1:])


def polylines(vertices):
    return st.lists(vertices, min_size=2, max_size=12).map(shapely.LineString)


@given(
    line=polylines(st.tuples(coordinate, coordinate)),
    xy=arrays(np.float64, (60, 2), elements=coordinate),
)
def test_metres_to_any_polyline_are_those_of_geos(line, xy):
    xy = np.concatenate([xy, np.asarray(line.coords), xy.round(-3)])
    expected = shapely.distance(
        shapely.multipoints(line.coords) if not line.length else line, shapely.points(xy)
    )
    np.testing.assert_allclose(tiles_of(line).metres(xy), expected, **CLOSE)


@given(
    line=polylines(st.tuples(anywhere, anywhere)),
    xy=arrays(np.float64, (50, 2), elements=anywhere),
)
def test_cells_are_added_where_points_lie(line, xy):
    index, other = tiles_of(line), tiles_of(line)
    near = np.asarray(line.coords)
    alone = index.metres(near), index.metres(xy), index.metres(near)
    both = other.metres(np.concatenate([near, xy, near]))
    assert np.concatenate(alone).tolist() == both.tolist()


def test_cells_are_added_but_far_away():
    index = SegmentTiles(np.zeros((1, 2)), np.array([[900.0, 0.0]]))
    seen = []
    for away in (0.0, 5e3, 5e3, 4e4, 4.1e4, 9e6):
        index.metres(np.array([[away, 0.0]]))
        seen.append(index._known.block.columns)
    assert seen == [16, 16, 16, 80, 80, 80]


def test_points_far_away_are_measured_to_every_segment():
    line = shapely.LineString([(0, 0), (900, 0), (900, 5e4), (-4e4, 7e4), (-8e4, 0)])
    index, xy = tiles_of(line), points_around((-9e6, -9e6, 9e6, 9e6))
    np.testing.assert_allclose(index.metres(xy), by_geos([line], xy), rtol=1e-14)
    assert index._known.block.columns < 500


def test_metres_to_the_parts_of_the_plan_are_those_of_geos(parts):
    for part in parts:
        vertices = np.concatenate([np.asarray(line.coords) for line in part.lines])
        middles = (vertices[1:] + vertices[:-1]) / 2
        borders = points_around(shapely.total_bounds(part.lines), 500).round(-3)
        around = points_around(shapely.total_bounds(part.lines))
        xy = np.concatenate([vertices, middles, borders, around, vertices + 1e-7])
        np.testing.assert_allclose(part.segments.distance_m(xy), by_geos(part.lines, xy), **CLOSE)


def test_the_nearest_segment_is_at_the_distance_found(parts):
    for part in parts:
        xy = points_around(shapely.total_bounds(part.lines))
        hits = part.segments.hits(xy)
        there = np.column_stack([hits.x, hits.y])
        np.testing.assert_allclose(np.hypot(*(xy - there).T), hits.distance_m, **CLOSE)
        np.testing.assert_allclose(by_geos(part.lines, xy), hits.distance_m, **CLOSE)
        for course, line in enumerate(part.lines):
            on = hits.course == course
            at = shapely.line_interpolate_point(line, hits.chainage_m[on])
            np.testing.assert_allclose(shapely.get_coordinates(at), there[on], atol=1e-6)


def test_of_several_nearest_segments_the_first_is_named():
    xy = np.array([[0.0, 0.0], [500.0, 0.0], [500.0, 700.0]])
    found, metres = SegmentTiles(xy[:-1], xy[1:]).nearest(np.full((MANY, 2), [500.0, 0.0]))
    assert (set(found), set(metres)) == ({0}, {0.0})


def test_few_points_are_left_to_the_tree(parts, monkeypatch):
    monkeypatch.setattr(SegmentTiles, "metres", lambda *_: pytest.fail("few points"))
    xy = points_around(shapely.total_bounds(parts[0].lines), tiles.FEW)
    expected = by_geos(parts[0].lines, xy)
    np.testing.assert_allclose(parts[0].segments.distance_m(xy), expected, **CLOSE)


def test_without_numba_the_tree_finds_the_same(parts, monkeypatch):
    xy = points_around(shapely.total_bounds(parts[0].lines))
    by_tiles, hits = parts[0].segments.distance_m(xy), parts[0].segments.hits(xy)
    monkeypatch.setattr(tiles, "_engine", tiles._Engine())
    monkeypatch.setattr(tiles, "KERNELS", ("numba_that_is_missing",))
    monkeypatch.setattr(tiles, "MANY", 0)
    assert not tiles.warm()
    np.testing.assert_allclose(parts[0].segments.distance_m(xy), by_tiles, **CLOSE)
    np.testing.assert_allclose(parts[0].segments.hits(xy).x, hits.x, atol=1e-6)


def test_threads_find_the_same_as_one(parts, monkeypatch):
    xy = points_around(shapely.total_bounds(parts[0].lines), 5_000)
    indexes = [part.segments.tiles for part in parts]
    alone = metres_to(indexes, xy)
    monkeypatch.setattr(tiles, "SHARE", 1_000)
    monkeypatch.setattr(tiles, "processors", lambda: 3)
    assert metres_to(indexes, xy).tolist() == alone.tolist()
    assert alone[2].tolist() == indexes[2].metres(xy).tolist()


def test_a_raster_has_the_metres_of_its_points(parts):
    west, south, east, north = shapely.total_bounds(parts[0].lines)
    x, y = np.arange(west - 5_000, east + 40_000, 730.0), np.arange(north, south - 35_000, -510.0)
    xy = np.column_stack([a.ravel() for a in np.meshgrid(x, y)])
    for part in parts:
        over = part.segments.tiles.metres_over(x, y)
        np.testing.assert_allclose(over.ravel(), by_geos(part.lines, xy), **CLOSE)


def test_segments_without_length_are_points():
    at = np.array([[3.0, 4.0]])
    assert set(SegmentTiles(at, at).metres(np.zeros((MANY, 2)))) == {5.0}
    assert set(SegmentTiles(at, at + 1e-160).metres(np.zeros((MANY, 2)))) == {5.0}


def test_points_at_both_ends_of_the_world_are_measured():
    far = np.full((MANY, 2), 1e8)
    far[::2] = -1e8
    lone = SegmentTiles(np.zeros((1, 2)), np.array([[1.0, 0.0]]))
    expected = shapely.distance(shapely.LineString([(0, 0), (1, 0)]), shapely.points(far))
    np.testing.assert_allclose(lone.metres(far), expected, rtol=1e-15)


def test_segments_over_too_many_cells_are_all_tried():
    line = shapely.LineString([(-2e6, 0), (0, 5), (2e6, 0)])
    xy = points_around(line.bounds)
    np.testing.assert_allclose(Segments([line]).distance_m(xy), by_geos([line], xy), atol=1e-7)


def test_most_cells_have_few_candidates(parts):
    city = blocks.block_over(*default_plan().districts.city.bounds)
    for part in parts:
        lists = part.segments.tiles.lists(city)
        assert lists.block.holds(city)
        assert len(lists.listed) < 3 * len(lists.start)


@pytest.mark.parametrize("missing", [np.nan, np.inf])
def test_points_that_are_no_numbers_do_no_harm(missing):
    xy = np.zeros((MANY, 2))
    xy[7] = missing
    tile = SegmentTiles(np.array([[3.0, 4.0]]), np.array([[3.0, 9.0]]))
    assert set(np.delete(tile.metres(xy), 7)) == {5.0}


def test_threads_find_the_same_raster_as_one(parts, monkeypatch):
    west, south, east, north = shapely.total_bounds(parts[0].lines)
    x, y = np.arange(west, east, 100.0), np.arange(north, south, -100.0)
    alone = parts[0].segments.distances_over(x, y)
    monkeypatch.setattr(tiles, "threads", lambda _: 3)
    assert parts[0].segments.distances_over(x, y).tolist() == alone.tolist()
    few = parts[0].segments.distances_over(x[:3], y[:2])  # left to the tree
    np.testing.assert_allclose(few, alone[:2, :3], **CLOSE)
