"""The nearest point on a set of courses, and the distance along the course."""

import numpy as np
import pytest
import shapely

from layers.nearest import Segments

NORTHWARD = shapely.LineString([(0, 0), (0, 10), (0, 30)])
EASTWARD = shapely.LineString([(100, 0), (140, 0)])


def hits(x, y, *lines):
    return Segments(lines or (NORTHWARD, EASTWARD)).hits(np.array([[x, y]], dtype=float))


def test_distance_is_measured_at_right_angles_to_a_segment():
    assert hits(3, 20).distance_m[0] == 3.0


def test_distance_beyond_an_end_is_measured_to_the_end():
    assert hits(3, 34).distance_m[0] == 5.0


def test_chainage_counts_the_segments_before():
    assert hits(3, 20).chainage_m[0] == 20.0


def test_chainage_stops_at_the_ends_of_a_course():
    assert hits(3, 34).chainage_m[0] == 30.0
    assert hits(3, -4).chainage_m[0] == 0.0


def test_the_nearest_course_is_told():
    assert hits(120, 5).course[0] == 1


def test_the_place_on_the_course_is_told():
    hit = hits(120, 5)
    assert (hit.x[0], hit.y[0]) == (120.0, 0.0)


def test_chainage_starts_anew_on_each_course():
    assert hits(120, 5).chainage_m[0] == 20.0


def test_chainage_runs_backwards_on_a_reversed_course():
    assert hits(3, 20, NORTHWARD.reverse()).chainage_m[0] == 10.0


def test_a_repeated_vertex_changes_no_chainage():
    doubled = shapely.LineString([(0, 0), (0, 10), (0, 10), (0, 30)])
    assert hits(3, 20, doubled).chainage_m[0] == 20.0


def test_many_points_are_measured_at_once_in_their_order():
    points = np.array([[3.0, 20.0], [120.0, 5.0], [-2.0, 1.0]])
    found = Segments((NORTHWARD, EASTWARD)).distance_m(points)
    assert found.tolist() == [3.0, 5.0, 2.0]


def test_a_polygon_is_measured_at_its_nearest_side():
    polygon = np.array([shapely.box(5, 5, 9, 9)])
    assert Segments((NORTHWARD,)).shape_distance_m(polygon).tolist() == pytest.approx([5.0])


def test_no_points_give_no_distances():
    assert len(Segments((NORTHWARD,)).distance_m(np.empty((0, 2)))) == 0
