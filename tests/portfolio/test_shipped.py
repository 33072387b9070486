"""The shipped clusters against the shipped plan: the whole assessment, once."""

import json

import pytest

from gis_app.assessment import assessment, rows_of, to_json
from gis_app.load import default_plan
from gis_app.site_source import layer_sites

JSON = {
    *("clusters", "coverage", "sectors", "gaps", "stretches", "strips", "profiles"),
    *("specialisation", "standing", "indicator", "change"),
}


@pytest.fixture(scope="module")
def plan():
    return default_plan()


@pytest.fixture(scope="module")
def found(plan):
    sites = layer_sites(plan, "clusters", lang="zh").sites
    earlier = sites.iloc[1:].copy()
    return assessment(plan, sites, earlier)


@pytest.fixture(scope="module")
def told(found):
    return json.loads(json.dumps(to_json(found), allow_nan=False))


def cell(found, row, district):
    return found.coverage.set_index(["row", "district"]).loc[(row, district)]


def test_seven_elements_and_four_counties_by_ten_districts(plan, found):
    assert len(rows_of(plan)) == 11
    assert len(found.coverage) == 110


def test_the_ports_carry_the_river_belt_in_its_three_districts(found):
    best = {d: cell(found, "belt-changjiang", d)["best"] for d in ("320581", "320582", "320585")}
    assert set(best.values()) <= {"place-l03", "place-l04", "place-l05", "place-l06", "place-l07"}
    assert all(cell(found, "belt-changjiang", d)["state"] == "carried" for d in best)


def test_a_clause_asks_nothing_of_a_district_it_does_not_concern(found):
    assert cell(found, "belt-changjiang", "320509")["state"] == "apart"
    assert cell(found, "320582", "320581")["state"] == "apart"
    assert not (
        (found.gaps["row"] == "belt-changjiang") & (found.gaps["district"] == "320509")
    ).any()


def test_every_gap_is_a_cell_or_sectors_without_a_carrier(found):
    lacking = found.sectors[found.sectors["state"] == "none"]
    assert len(found.gaps) > 20
    assert sum(len(g.split(";")) for g in found.gaps["sectors"]) == len(lacking)


def test_supported_clusters_never_lie_in_an_empty_stretch(found):
    keys = ["element", "part", "course", "stretch"]
    empty = found.stretches[found.stretches["clusters"] == 0][keys]
    near = found.strips[(found.strips["support"] > 0) & (found.strips["membership"] >= 0.5)]
    assert len(empty) > 20
    assert near.merge(empty, on=keys).empty


def test_stretches_add_up_to_no_more_than_their_course(found):
    assert (found.stretches["from_m"] < found.stretches["to_m"]).all()
    assert ((found.stretches["to_m"] - found.stretches["from_m"]) <= 5001).all()


def test_the_flying_sites_are_outside_and_not_silent(found):
    outside = found.standing[found.standing["district"].isna()]
    assert set(outside["id"]) >= {"place-o09", "place-o10", "place-o11"}
    assert not outside["silent"].any()


def test_the_json_has_its_documented_keys_and_no_nan(told):
    assert set(told) == JSON
    assert [r["row"] for r in told["coverage"]][:2] == ["ring", "axis-huning"]
    assert all(len(r["cells"]) == 10 and r["clause"] and r["quote"] for r in told["coverage"])
    assert len(told["specialisation"]) == 45
    assert all(0 <= p["value"] <= 1 for p in told["specialisation"] if p["value"] is not None)


def test_the_target_is_the_plans_and_without_levels_the_count_is_unknown(told):
    assert (told["indicator"]["target"], told["indicator"]["count"]) == (40, None)


def test_the_one_cluster_that_was_not_there_before_is_new(told):
    added = [c for c in told["change"] if c["change"] == "added"]
    assert [c["id"] for c in added] == [told["standing"][0]["id"]]
    assert added[0]["moved_m"] is None
