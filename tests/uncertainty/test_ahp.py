"""Weights from pairwise judgements, by a textbook example and by hand."""

import numpy as np
import pytest

from layers.ahp import RANDOM_INDEX, ahp, consistency_ratio
from layers.errors import InputError

THREE = ["K1", "K2", "K3"]


def code(matrix, criteria=THREE, **more):
    with pytest.raises(InputError) as caught:
        ahp(matrix, criteria, **more)
    return caught.value.faults[0].code


def test_consistent_judgements_give_back_the_weights_they_were_made_of():
    wanted = np.array([0.5, 0.3, 0.2])
    weights, ratio = ahp((wanted[:, None] / wanted[None, :]).tolist(), THREE)
    np.testing.assert_allclose(list(weights.values()), wanted, atol=1e-9)
    assert ratio == pytest.approx(0.0, abs=1e-9)


def test_three_judgements_worked_out_by_hand():
    """λ = 3.018, so that CI = .0092 and CR = .0158."""
    weights, ratio = ahp([[1, 2, 4], ["1/2", 1, 3], [0.25, "1/3", 1]], THREE)
    assert [round(w, 3) for w in weights.values()] == [0.558, 0.320, 0.122]
    assert ratio == pytest.approx(0.0158, abs=5e-4)


def test_contradicting_judgements_are_refused_unless_accepted():
    circle = [[1, 5, "1/5"], ["1/5", 1, 5], [5, "1/5", 1]]
    assert code(circle) == "E-WGT-04"
    weights, ratio = ahp(circle, THREE, accept=True)
    assert ratio > 1
    np.testing.assert_allclose(list(weights.values()), 1 / 3)


@pytest.mark.parametrize(
    "matrix",
    [
        None,
        3,
        "1",
        [],
        [[1, 2], ["1/2", 1]],
        [[1, 2, 3]] * 3,
        [[1, 2, 4], [0.5, 1, 3], [0.25, 0.25, 1]],  # 3 and 1/4
        [[2, 2, 4], [0.5, 1, 3], [0.25, "1/3", 1]],
        [[1, -2, 4], [-0.5, 1, 3], [0.25, "1/3", 1]],
        [[1, 0, 4], [0, 1, 3], [0.25, "1/3", 1]],
        [[1, "a", 4], [0.5, 1, 3], [0.25, "1/3", 1]],
        [[1, "1/0", 4], [0.5, 1, 3], [0.25, "1/3", 1]],
        [[1, float("nan"), 4], [0.5, 1, 3], [0.25, "1/3", 1]],
        [[1, float("inf"), 4], [0.0, 1, 3], [0.25, "1/3", 1]],
        [[1, True, 4], [0.5, 1, 3], [0.25, "1/3", 1]],
        [[1, 2, 4], [0.5, 1], [0.25, "1/3", 1]],
    ],
    ids=str,
)
def test_what_is_no_reciprocal_matrix_is_refused(matrix):
    assert code(matrix) == "E-WGT-03"


def test_a_number_that_would_take_hours_to_write_out_is_refused_at_once():
    assert code([[1, "1e999999999", 1], [1, 1, 1], [1, 1, 1]]) == "E-WGT-03"


def test_two_judgements_are_always_consistent():
    assert ahp([[1, 9], ["1/9", 1]], THREE[:2])[1] == 0.0


def test_random_judgements_have_a_consistency_ratio_of_about_one():
    """Saaty's random index is the mean over random reciprocal matrices on his scale of 1 to 9."""
    random = np.random.default_rng(0)
    scale = [1 / k for k in range(9, 1, -1)] + list(range(1, 10))
    ratios = []
    for _ in range(400):
        upper = np.triu(random.choice(scale, (6, 6)), 1)
        matrix = upper + np.eye(6) + np.tril(1 / np.where(upper > 0, upper, 1).T, -1)
        ratios.append(consistency_ratio(np.linalg.eigvals(matrix).real.max(), 6))
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.08)
    assert len(RANDOM_INDEX) == 10
