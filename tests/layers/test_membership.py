"""From metres to 0–1: plateau, half-distance, reach and relation."""

import numpy as np
import pytest

from layers.membership import membership, reach_m, relation


def mu(*distance_m, w_m=1000.0, h_m=1500.0):
    return membership(np.array(distance_m, dtype=float), w_m=w_m, h_m=h_m).tolist()


def test_membership_is_full_on_the_plateau():
    assert mu(0, 500, 1000) == [1.0, 1.0, 1.0]


def test_membership_is_exactly_half_at_the_half_distance():
    assert mu(2500) == [0.5]


def test_membership_is_a_sixteenth_two_half_distances_beyond_the_plateau():
    assert mu(4000) == [2.0**-4]


def test_membership_without_a_plateau_falls_at_once():
    assert mu(0, 2000, w_m=0.0, h_m=2000.0) == [1.0, 0.5]


def test_membership_far_away_is_zero_and_not_an_error():
    assert mu(1e7) == [0.0]


@pytest.mark.parametrize("floor", [0.05, 0.5, 0.9])
def test_membership_at_its_reach_is_the_floor(floor):
    reach = reach_m(w_m=1000.0, h_m=1500.0, floor=floor)
    assert mu(reach) == pytest.approx([floor])


def test_the_reach_of_a_twentieth_is_about_2_08_half_distances():
    assert reach_m(w_m=0.0, h_m=1.0, floor=0.05) == pytest.approx(2.08, abs=0.005)


@pytest.mark.parametrize(
    ("distance_m", "value", "expected"),
    [
        (0.0, 1.0, "core"),
        (1000.0, 1.0, "core"),
        (1000.1, 1.0, "influence"),
        (4000.0, 0.05, "influence"),
        (4200.0, 0.049, "outside"),
    ],
)
def test_relation_follows_distance_and_membership(distance_m, value, expected):
    assert relation(distance_m, value, w_m=1000.0, floor=0.05) == expected
