"""Weights: three methods from an order, and the check of the user's own."""

import pytest

from layers.errors import InputError
from layers.weights import by_method, checked

SIX = ("K1", "K2", "K3", "K4", "K5", "K6")


def rounded(method):
    return [round(w, 3) for w in by_method(method, SIX).values()]


def refused(weights, criteria=SIX):
    with pytest.raises(InputError) as error:
        checked(weights, criteria)
    return [fault.code for fault in error.value.faults]


def test_the_rank_order_centroid_is_what_the_method_prints():
    assert rounded("roc") == [0.408, 0.242, 0.158, 0.103, 0.061, 0.028]


def test_rank_sum_falls_by_equal_steps():
    assert rounded("ranksum") == [0.286, 0.238, 0.19, 0.143, 0.095, 0.048]


def test_equal_weights_are_equal():
    assert rounded("equal") == [0.167] * 6


@pytest.mark.parametrize("method", ["roc", "ranksum", "equal"])
def test_every_method_sums_to_one(method):
    assert sum(by_method(method, SIX).values()) == pytest.approx(1.0)


def test_an_unknown_method_is_refused():
    with pytest.raises(InputError, match="E-WGT-01"):
        by_method("entropy", SIX)


def test_the_users_weights_come_back_in_the_order_of_the_criteria():
    assert list(checked(dict(zip(reversed(SIX), range(6), strict=True)), SIX).items()) == [
        ("K1", 5.0),
        ("K2", 4.0),
        ("K3", 3.0),
        ("K4", 2.0),
        ("K5", 1.0),
        ("K6", 0.0),
    ]


GOOD = dict.fromkeys(SIX, 1.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"K1": 1.0},
        {**GOOD, "K7": 1.0},
        {**GOOD, "K2": -0.1},
        {**GOOD, "K2": float("nan")},
        {**GOOD, "K2": float("inf")},
        {**GOOD, "K2": "much"},
        {**GOOD, "K2": None},
        {**GOOD, "K2": True},
        dict.fromkeys(SIX, 0.0),
        dict.fromkeys(SIX, 1e308),
        dict.fromkeys(SIX, 1e-320),
        {**GOOD, "K2": 10**400},
    ],
    ids=[
        *("missing", "unknown", "negative", "nan", "infinite", "text", "blank", "true"),
        *("all zero", "huge", "tiny", "no float"),
    ],
)
def test_weights_that_do_not_fit_are_refused(wrong):
    assert refused(wrong) == ["E-WGT-02"]
