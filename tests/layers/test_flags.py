"""Remarks on a site: outside the city, partly outside, near a border, no sector, no weight."""

import pytest

import layers
from tests.layers import toy

PEER = toy.clusters((toy.at(5, 5), "S1"))


def test_outside_the_city_there_is_neither_score_nor_grade():
    found = toy.score(toy.at(20.5, 15), "S2", peers=PEER)
    assert (found["district"], found["score"], found["grade"]) == (None, None, None)
    assert found["flags"] == ["市域外"]
    assert found["coverage"] == 0.0


def test_a_polygon_partly_outside_is_judged_on_its_part_inside():
    part, inner = toy.box(17, 12, 24, 13), toy.box(17, 12, 20, 13)
    found = toy.score(part, "S4")
    assert found["flags"][0].startswith("部分在市域外")
    assert found["score"] == pytest.approx(toy.score(inner, "S4")["score"], abs=1e-4)


def test_a_polygon_inside_has_no_such_flag():
    assert toy.score(toy.box(17, 12, 19, 13), "S4")["flags"] == []


def test_the_district_of_a_polygon_has_its_largest_share():
    assert toy.score(toy.box(6, 14, 11, 16), "S2")["district"] == "103"
    assert toy.score(toy.box(9, 14, 14, 16), "S2")["district"] == "104"


@pytest.mark.parametrize(
    ("x", "y", "near"), [(15, 0.2, True), (15, 0.4, False), (10.4, 5, True), (10.6, 5, False)]
)
def test_a_site_near_a_border_is_flagged(x, y, near):
    flags = toy.score(toy.at(x, y), "S1")["flags"]
    assert any("界线附近" in flag for flag in flags) is near


def test_a_site_without_a_sector_is_flagged():
    assert "没有填写重点领域" in toy.score(toy.at(5, 5), {})["flags"]


@pytest.mark.parametrize(
    ("where", "county"),
    [((5, 5), "市区板块没有县域指引，不适用"), ((15, 15), "没有填写重点领域，无从对照条款")],
    ids=["urban", "county"],
)
def test_a_site_without_a_sector_is_not_compared_in_words(where, county):
    for peers in (None, toy.plan().peers()):
        found = toy.score(toy.at(*where), {}, peers=peers)
        blank = "没有填写重点领域，无从对照条款"
        crowd = [blank if peers else "没有同业载体图层，数据不足，按 0 和 1 两种情形给出区间"] * 2
        said = [c["because"] for c in found["criteria"]]
        assert said[:5] == [blank, county, *crowd, blank]
        assert found["score"] is None


def test_weight_only_on_what_is_not_scored_is_flagged():
    only_k5 = {k: float(k == "K5") for k in ("K1", "K2", "K3", "K4", "K5", "K6")}
    site = toy.clusters((toy.at(5, 5), "S1"))
    (found,) = layers.score(toy.plan(), site, peers=PEER, weights=only_k5)
    assert (found["score"], found["grade"]) == (None, None)
    assert any("不给总分" in flag for flag in found["flags"])
    (usual,) = layers.score(toy.plan(), site, peers=PEER)
    assert not any("不给总分" in flag for flag in usual["flags"])


def test_a_silent_plan_is_no_matter_of_weights():
    (found,) = layers.score(toy.plan(), toy.clusters((toy.at(5, 5), "S8")), peers=PEER)
    assert found["grade"] == "规划未涉及"
    assert not any("不给总分" in flag for flag in found["flags"])
