"""Distances of many points: the same as with the tree."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.nearby import BLOCK, FEW, Nearby, Together
from layers.nearest import Segments

ROUGH = Segments(
    [
        shapely.LineString([(0, 0), (1000, 200), (1000, 200), (3000, -500)]),
        shapely.LineString([(5000, 5000), (5000, 5001)]),
    ]
)


def same(xy):
    points = np.asarray(xy, dtype=float)
    np.testing.assert_allclose(
        Nearby(ROUGH, Together()).distance_m(points), ROUGH.distance_m(points), rtol=1e-9, atol=1e-6
    )


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.floats(-2e4, 2e4), st.floats(-2e4, 2e4)),
        min_size=FEW + 1,
        max_size=FEW + 20,
    )
)
def test_any_points_get_the_distance_of_the_tree(xy):
    same(xy)


def test_a_long_row_is_measured_in_blocks():
    same([(x, 50.0) for x in np.linspace(-1e4, 1e4, BLOCK + 7)])


def test_a_far_tight_block_finds_its_nearest_segment():
    same([(4990 + dx, 4900 + dy) for dx in range(5) for dy in range(5)])


def test_no_points_have_no_distances():
    assert Nearby(ROUGH, Together()).distance_m(np.empty((0, 2))).shape == (0,)


def test_other_geometries_are_left_to_the_tree():
    boxes = np.array([shapely.box(900, 0, 1100, 300), shapely.box(0, 1000, 10, 1010)])
    found = Nearby(ROUGH, Together()).shape_distance_m(boxes)
    assert found[0] == 0.0
    assert found[1] == pytest.approx(ROUGH.shape_distance_m(boxes)[1])
