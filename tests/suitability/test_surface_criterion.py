"""Criteria of the user's own on a tile: their weight, missing data, and the curve."""

import numpy as np
import pytest

from layers.grid import Window
from layers.suitability import MASKED, OUTSIDE, SCORED, SILENT, Curve, Tile, counted, masked
from tests.suitability.surfaces import NAN


def tile_of(*, total, state, weight):
    return Tile(
        window=Window(0, 0, 1, len(total)),
        values={"K1": np.array([total], dtype=np.float32) / 100},
        total=np.array([total], dtype=np.float32),
        state=np.array([state], dtype=np.uint8),
        weight=np.array([weight], dtype=float),
    )


def test_a_criterion_counts_beside_the_others_by_its_weight():
    tile = tile_of(total=[40.0, 80.0], state=[SCORED, MASKED], weight=[0.5, 1.0])
    found = counted(tile, "own", np.array([[1.0, 0.0]]), 0.5)
    assert found.total.tolist() == [[70.0, pytest.approx(80 / 1.5)]]
    assert found.weight.tolist() == [[1.0, 1.5]]
    assert found.values["own"].tolist() == [[1.0, 0.0]]
    assert found.state.tolist() == [[SCORED, MASKED]]


def test_missing_data_are_no_penalty():
    tile = tile_of(total=[40.0], state=[SCORED], weight=[0.5])
    found = counted(tile, "own", np.array([[NAN]]), 0.5)
    assert (found.total.tolist(), found.weight.tolist()) == ([[40.0]], [[0.5]])
    assert np.isnan(found.values["own"]).all()


def test_a_criterion_cannot_speak_for_a_silent_plan_nor_outside():
    tile = tile_of(total=[NAN, NAN], state=[SILENT, OUTSIDE], weight=[0.2, 0.0])
    found = counted(tile, "own", np.array([[1.0, 1.0]]), 0.5)
    assert np.isnan(found.total).all()
    assert found.values["own"][0, 0] == 1.0
    assert np.isnan(found.values["own"][0, 1])


def test_a_criterion_without_weight_is_shown_and_not_counted():
    tile = tile_of(total=[40.0], state=[SCORED], weight=[0.5])
    found = counted(tile, "own", np.array([[1.0]]), 0.0)
    assert (found.total.tolist(), found.values["own"].tolist()) == ([[40.0]], [[1.0]])


def test_the_order_of_criteria_does_not_matter():
    tile = tile_of(total=[40.0], state=[SCORED], weight=[0.5])
    a, b = ("a", np.array([[0.2]]), 0.3), ("b", np.array([[0.9]]), 0.7)
    one = counted(counted(tile, *a), *b)
    other = counted(counted(tile, *b), *a)
    np.testing.assert_allclose(one.total, other.total, rtol=1e-6)
    assert one.total[0, 0] == pytest.approx((40 * 0.5 + 20 * 0.3 + 90 * 0.7) / 1.5)


def test_a_curve_is_straight_between_its_points_and_level_beyond():
    curve = Curve((0.0, 10.0, 20.0), (1.0, 0.0, 0.5))
    assert curve(np.array([-9.0, 5.0, 15.0, 99.0])).tolist() == [1.0, 0.5, 0.25, 0.5]


# A mask


def test_cells_outside_cannot_be_masked():
    tile = tile_of(total=[NAN, 50.0], state=[OUTSIDE, SCORED], weight=[0, 1])
    assert masked(tile, np.array([[True, True]])).state.tolist() == [[OUTSIDE, MASKED]]
