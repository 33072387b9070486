"""From criteria to one score: states, contributions, coverage, interval, grade, flags."""

import json

import pytest

import layers
from layers.errors import InputError, LayerError
from layers.score import GRADES, assess, grade
from layers.scored_columns import scored_columns
from tests.layers import toy

SITE_KEYS = [
    *("id", "name", "district", "score", "low", "high", "grade", "grade_probability", "coverage"),
    *("best_element", "runner_up", "criteria", "improve", "flags", "uncertainty"),
]
CRITERION_KEYS = [
    *("id", "state", "value", "weight", "contribution", "clause", "quote", "because"),
]
W1, W2, W3, W4, W5, W6 = (sum(1 / i for i in range(k, 7)) / 6 for k in range(1, 7))
LIMITS = {"well": 70, "largely": 50, "weak": 30, "cap_below": 0.25}
PEER = toy.clusters((toy.at(5, 5), "S1"))


def states(found):
    words = {"scored": "x", "not_applicable": "-", "unknown": "?"}
    return "".join(words[c["state"]] for c in found["criteria"])


# What comes out


def test_a_site_has_the_keys_of_the_contract():
    assert list(toy.score(toy.at(5, 5), "S1")) == SITE_KEYS


def test_every_criterion_has_the_keys_of_the_contract():
    criteria = toy.score(toy.at(5, 5), "S1")["criteria"]
    assert [c["id"] for c in criteria] == ["K1", "K2", "K3", "K4", "K5", "K6"]
    assert [list(c) for c in criteria] == [CRITERION_KEYS] * 6


def test_every_criterion_cites_a_clause_and_says_why():
    for site in (toy.at(5, 5), toy.at(15, 15), toy.at(30, 30)):
        for criterion in toy.score(site, "S8")["criteria"]:
            assert all(criterion[key] for key in ("clause", "quote", "because"))


def test_sites_come_back_in_their_order_with_their_ids():
    rows = toy.clusters((toy.at(15, 15), "S1", 7, "甲"), (toy.at(5, 5), "S1", "b", "乙"))
    found = layers.score(toy.plan(), rows, peers=None)
    assert [(s["id"], s["name"], s["district"]) for s in found] == [
        ("7", "甲", "104"),
        ("b", "乙", "101"),
    ]


def test_no_sites_give_no_scores():
    assert layers.score(toy.plan(), toy.clusters((toy.at(5, 5), "S1")).iloc[:0], peers=None) == []


def test_sites_without_a_crs_are_refused():
    naked = PEER.set_crs(None, allow_override=True)
    with pytest.raises(LayerError, match="no CRS"):
        layers.score(toy.plan(), naked, peers=None)


def test_the_language_changes_the_sentences_alone():
    zh, en = (json.dumps(toy.score(toy.at(5, 5), "S1", lang=lang)) for lang in ("zh", "en"))
    assert zh != en
    both = [
        json.loads(text, object_hook=lambda d: d | {"because": "", "flags": []})
        for text in (zh, en)
    ]
    assert both[0] == both[1]


# States


@pytest.mark.parametrize(
    ("where", "mix", "function", "expected"),
    [
        ((5, 5), "S1", None, "x-xx?-"),  # urban, producer
        ((15, 15), "S1", None, "xxxx?-"),  # a county
        ((5, 1), "S6", None, "x-xx--"),  # consumer
        ((5, 15), "S3", None, "x-xx??"),  # always needs a gateway
        ((5, 1), "S5", None, "x-xx?-"),  # needs one with a function only
        ((5, 1), "S5", "港口", "x-xx??"),
        ((5, 1), {"S1": 0.5, "S6": 0.5}, None, "x-xx?-"),
        ((5, 1), {"S1": 0.4, "S6": 0.6}, None, "x-xx--"),
        ((15, 15), "S8", None, "-xxx--"),  # the county speaks, though not of this
        ((5, 5), "S8", None, "--xx--"),
        ((30, 30), "S1", "港口", "------"),  # outside
    ],
)
def test_silence_and_missing_data_are_told_apart(where, mix, function, expected):
    found = toy.score(toy.at(*where), mix, function=function, peers=PEER)
    assert states(found) == expected


def test_what_does_not_apply_or_is_unknown_has_no_value_and_no_contribution():
    for criterion in toy.score(toy.at(5, 5), "S1")["criteria"]:
        if criterion["state"] != "scored":
            assert (criterion["value"], criterion["contribution"]) == (None, None)


# Total, contributions, coverage, interval


def test_the_total_is_the_weighted_mean_of_the_scored_criteria():
    found = toy.score(toy.at(5, 5), "S2", peers=PEER)  # K1 0.5, K3 0, K4 1
    assert found["score"] == pytest.approx(100 * (0.5 * W1 + W4) / (W1 + W3 + W4))


def test_a_contribution_is_the_criterions_part_of_the_total():
    found = toy.score(toy.at(5, 5), "S2", peers=PEER)
    assert toy.criterion(found, "K4")["contribution"] == pytest.approx(100 * W4 / (W1 + W3 + W4))


def test_the_weight_told_is_the_raw_one():
    found = toy.score(toy.at(5, 5), "S2")
    weights = [c["weight"] for c in found["criteria"]]
    assert weights == pytest.approx([W1, W2, W3, W4, W5, W6])


def test_coverage_is_the_scored_weight_over_all():
    assert toy.score(toy.at(5, 5), "S1")["coverage"] == pytest.approx(W1)
    assert toy.score(toy.at(15, 15), "S1", peers=PEER)["coverage"] == pytest.approx(
        W1 + W2 + W3 + W4
    )


def test_the_interval_takes_every_unknown_at_nought_and_at_one():
    found = toy.score(toy.at(5, 5), "S2")  # K1 0.5; K3, K4, K5 unknown
    unknown, whole = W3 + W4 + W5, W1 + W3 + W4 + W5
    assert found["low"] == pytest.approx(100 * 0.5 * W1 / whole)
    assert found["high"] == pytest.approx(100 * (0.5 * W1 + unknown) / whole)


def test_with_nothing_unknown_the_interval_is_the_score():
    found = toy.score(toy.at(5, 2), "S6", peers=PEER)
    assert found["low"] == found["score"] == found["high"]


def test_the_users_weights_are_used():
    weights = {"K1": 1, "K2": 0, "K3": 0, "K4": 1, "K5": 0, "K6": 0}
    found = toy.score(toy.at(5, 5), "S2", peers=PEER, weights=weights)
    assert found["score"] == pytest.approx(75.0)


def test_a_site_all_of_whose_criteria_are_switched_off_has_no_score():
    weights = {"K1": 0, "K2": 1, "K3": 0, "K4": 0, "K5": 0, "K6": 0}
    found = toy.score(toy.at(5, 5), "S1", weights=weights)
    assert (found["score"], found["grade"], found["coverage"]) == (None, None, 0.0)


def test_weights_that_do_not_fit_are_refused():
    with pytest.raises(InputError, match="E-WGT-02"):
        toy.score(toy.at(5, 5), "S1", weights={"K1": 1})


# Grades


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        *((100.0, "支持充分"), (70.0, "支持充分"), (69.9, "基本支持"), (50.0, "基本支持")),
        *((49.9, "支持较弱"), (30.0, "支持较弱"), (29.9, "依据不足"), (0.0, "依据不足")),
    ],
)
def test_a_grade_follows_the_total(total, expected):
    assert grade(total, 1.0, LIMITS) == expected


@pytest.mark.parametrize(
    ("total", "first", "expected"),
    [
        (90.0, 0.24, "支持较弱"),
        (60.0, 0.24, "支持较弱"),
        (20.0, 0.24, "依据不足"),
        (90.0, 0.25, "支持充分"),
        (90.0, None, "支持充分"),
    ],
)
def test_a_weak_layout_fit_caps_the_grade(total, first, expected):
    assert grade(total, first, LIMITS) == expected


def test_a_wrong_place_cannot_be_bought_back():
    near = toy.clusters(*[(toy.at(11, 19), "S1", f"c{i}", f"点{i}") for i in range(9)])
    found = toy.score(toy.at(11, 19), "S1", peers=near)
    assert found["score"] > 50
    assert found["grade"] == "支持较弱"


def test_a_wrong_place_cannot_be_bought_back_in_whatever_order_the_criteria_stand():
    plan = toy.build(lambda raw, *_: raw["criterion"].reverse())
    near = toy.clusters(*[(toy.at(11, 19), "S1", f"c{i}", f"点{i}") for i in range(9)])
    weights = dict(zip(("K1", "K2", "K3", "K4", "K5", "K6"), (W1, W2, W3, W4, W5, W6), strict=True))
    site = toy.clusters((toy.at(11, 19), "S1"))
    found = assess(plan, site, peers=near, weights=weights)
    assert found.total[0] > 50
    assert scored_columns(found, "zh")["grade"].to_pylist() == ["支持较弱"]
    (row,) = layers.score(plan, site, peers=near, weights=weights)
    assert row["grade"] == "支持较弱"


def test_the_grade_limits_are_those_of_the_assumptions():
    plan = toy.build(lambda _, numbers, __: numbers["grades"].update(well=101, largely=99))
    assert toy.score(toy.at(5, 5), "S1", plan=plan)["grade"] == "基本支持"


def test_there_is_no_probability_without_draws():
    assert toy.score(toy.at(5, 5), "S1")["grade_probability"] is None


# Silence


def test_a_sector_that_nobody_names_is_not_covered_and_not_graded():
    found = toy.score(toy.at(5, 5), "S8", peers=PEER)
    assert (found["score"], found["low"], found["high"]) == (None, None, None)
    assert found["grade"] == "规划未涉及"
    assert found["grade"] not in GRADES


def test_the_other_criteria_are_shown_for_information_where_the_plan_is_silent():
    found = toy.score(toy.at(5, 5), "S8", peers=PEER)
    assert (toy.value(found, "K3"), toy.value(found, "K4")) == (0.0, 1.0)
    assert {c["contribution"] for c in found["criteria"]} == {None}


def test_county_guidance_without_the_sector_is_silence_too():
    assert toy.score(toy.at(15, 19), "S8", peers=PEER)["grade"] == "规划未涉及"


def test_county_guidance_with_the_sector_is_not_silence():
    found = toy.score(toy.at(11, 19), "S9")
    assert (found["score"], found["grade"]) == (100.0, "支持充分")
