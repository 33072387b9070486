"""The facts are the whole of the plan's layout, sectors, indicators and duties, not a sample."""

from collections import Counter

import pytest

ELEMENTS = [
    "ring",
    "axis-huning",
    "axis-tongsujia",
    "belt-hongqiao",
    "belt-changjiang",
    "belt-taihu",
    "belt-canal",
]
KEYS = ("part", "industry", "link", "affinity", "name_en", "role")
COUNTIES = {"320581": "常熟市", "320582": "张家港市", "320583": "昆山市", "320585": "太仓市"}


def test_the_layout_has_one_ring_two_axes_and_four_belts_in_the_plans_order(facts):
    assert [s["id"] for s in facts["structure"]] == ELEMENTS
    assert Counter(s["kind"] for s in facts["structure"]) == {"ring": 1, "axis": 2, "belt": 4}


def test_guidance_names_the_four_county_cities(facts):
    assert {c["id"]: c["name"] for c in facts["county"]} == COUNTIES


def test_there_are_nine_producer_and_seven_consumer_sectors(facts):
    assert Counter(s["group"] for s in facts["sector"]) == {"producer": 9, "consumer": 7}


@pytest.mark.parametrize(
    ("key", "count"),
    [
        ("indicator", 12),
        ("ambiguity", 13),
        ("criterion", 6),
        ("carrier", 38),
        ("function", 6),
        ("zone", 47),
        ("count_target", 4),
        ("heading", 49),
    ],
)
def test_each_list_is_as_long_as_in_the_plan(facts, key, count):
    assert len(facts[key]) == count


@pytest.mark.parametrize(
    ("element", "count"), [("axis-huning", 6), ("axis-tongsujia", 6), ("belt-hongqiao", 4)]
)
def test_each_element_has_as_many_members_as_its_clause_lists(facts, element, count):
    members = {s["id"]: s["members"] for s in facts["structure"] if "members" in s}
    assert len(members[element]["districts"]) == count


def test_the_ring_alone_lists_no_district(facts):
    assert [s["id"] for s in facts["structure"] if "members" not in s] == ["ring"]


def test_open_lists_are_those_that_end_in_and_others(facts):
    listed = {s["id"]: s["members"]["open"] for s in facts["structure"] if "members" in s}
    assert [key for key, is_open in listed.items() if is_open] == [
        "axis-huning",
        "belt-taihu",
        "belt-canal",
    ]


def test_an_inferred_list_serves_peers_alone(facts):
    inferred = [s for s in facts["structure"] if s.get("members", {}).get("inferred")]
    assert [(s["id"], s["members"]["use"]) for s in inferred] == [("belt-taihu", "peers")]


def test_every_element_names_industries_links_and_sectors(facts):
    lacking = [s["id"] for s in facts["structure"] if not all(map(s.get, KEYS))]
    assert lacking == []


def test_every_belt_has_the_two_theme_words_of_its_heading(facts):
    themes = {s["id"]: len(s["theme"]) for s in facts["structure"] if s["kind"] == "belt"}
    assert set(themes.values()) == {2}


def test_every_sector_has_a_target_for_2025(facts):
    assert [s["id"] for s in facts["sector"] if not s["target"]] == []
    assert {t["year"] for s in facts["sector"] for t in s["target"]} == {2025}


def test_all_five_kinds_of_indicator_values_occur(facts):
    kinds = {i[side]["kind"] for i in facts["indicator"] for side in ("base", "target")}
    assert kinds == {"number", "at_least", "about", "relative", "missing"}


def test_only_relative_and_missing_values_have_no_number(facts):
    values = [i[side] for i in facts["indicator"] for side in ("base", "target")]
    without = {v["kind"] for v in values if "value" not in v}
    assert without == {"relative", "missing"}
    assert all("value" not in v for v in values if v["kind"] in without)


def test_indicators_are_numbered_one_to_twelve(facts):
    numbered = [(i["number"], i["id"]) for i in facts["indicator"]]
    assert numbered == [(n, f"indicator-{n:02d}") for n in range(1, 13)]


def test_indicator_ten_aims_at_forty_zones_without_a_base(facts):
    tenth = facts["indicator"][9]
    assert (tenth["base"]["kind"], tenth["target"]["value"], tenth["unit"]) == ("missing", 40, "家")


def test_the_plan_orders_an_annual_a_midterm_and_a_final_report(facts):
    reports = [d["report"] for d in facts["duty"] if "report" in d]
    assert sorted(reports) == ["annual", "final", "midterm"]


def test_criteria_come_in_the_plans_order(facts):
    assert [c["id"] for c in facts["criterion"]] == ["K1", "K2", "K3", "K4", "K5", "K6"]


def test_the_upgrade_list_has_its_five_zones(facts):
    upgrade = [z["id"] for z in facts["zone"] if z["named_as"] == "upgrade"]
    assert upgrade == [f"place-c{n:02d}" for n in range(1, 6)]
