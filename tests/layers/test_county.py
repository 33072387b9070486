"""K2: whether the county's own guidance names the site's sectors."""

import pytest

from tests.layers import toy


def two_counties(raw, *_):
    """Give the north-west guidance of its own: offices, implied."""
    fact = {"clause": "2", "quote": "西北区办公"}
    office = {"sector": "S1", "value": 0.5} | fact
    raw["county"].append({"id": "103", "name": "西北区", "affinity": [office]} | fact)


def k2(shape, mix, **more):
    return toy.criterion(toy.score(shape, mix, **more), "K2")


def test_a_sector_that_the_guidance_names_counts_full():
    assert k2(toy.at(15, 15), "S1")["value"] == 1.0


def test_an_implied_sector_counts_half():
    assert k2(toy.at(15, 15), "S2")["value"] == 0.5


def test_a_mix_counts_by_its_shares():
    assert k2(toy.at(15, 15), {"S1": 0.6, "S2": 0.2, "S8": 0.2})["value"] == pytest.approx(0.7)


def test_a_sector_that_the_guidance_does_not_name_counts_nothing_but_applies():
    assert (k2(toy.at(15, 15), "S6")["state"], k2(toy.at(15, 15), "S6")["value"]) == ("scored", 0.0)


def test_an_urban_district_has_no_guidance():
    assert k2(toy.at(5, 15), "S1")["state"] == "not_applicable"


def test_a_polygon_over_two_counties_is_weighted_by_area():
    site = toy.box(8, 14, 11, 16)  # two thirds in the north-west
    assert k2(site, "S1", plan=toy.build(two_counties))["value"] == pytest.approx(2 / 3)


def test_a_polygon_mostly_in_a_county_is_judged_on_its_part_there():
    assert k2(toy.box(9, 14, 14, 16), "S1")["value"] == pytest.approx(1.0)


def test_a_polygon_mostly_in_an_urban_district_has_no_guidance():
    assert k2(toy.box(6, 14, 11, 16), "S1")["state"] == "not_applicable"


def test_the_guidance_that_names_the_sector_is_cited():
    found = k2(toy.at(15, 15), {"S1": 0.2, "S2": 0.8})
    assert (found["clause"], found["quote"]) == ("2", "东北区商贸")  # 0.8 × 0.5 beats 0.2 × 1


def test_the_reason_adds_up_the_terms():
    reason = k2(toy.at(15, 15), {"S1": 0.6, "S2": 0.4})["because"]
    assert "S1 0.60×1 + S2 0.40×0.5 = 0.800" in reason


def test_the_reason_says_when_the_guidance_is_silent():
    assert "未提及旅游" in k2(toy.at(15, 15), "S6")["because"]
