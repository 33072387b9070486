"""The facts and the shipped layers speak of the same places and courses."""

import pytest

from geodata.catalog import read


@pytest.fixture(scope="module")
def places():
    return read("gazetteer/places").set_index("id")


def test_every_place_of_the_facts_is_in_the_gazetteer(every_table, places):
    named = {t["place"] for _, t in every_table if "place" in t}
    named |= {t["id"] for _, t in every_table if t.get("id", "").startswith("place-")}
    assert sorted(named - set(places.index)) == []


def test_every_zone_is_a_place_with_that_zone_kind(facts, places):
    kinds = places["zone_kind"].dropna().to_dict()
    zones = {z["id"]: z["zone_kind"] for z in facts["zone"]}
    assert {i: k for i, k in kinds.items() if not i.startswith("place-m")} == zones


def test_every_zone_and_carrier_has_the_gazetteers_name(facts, places):
    names = {row["id"]: row["name"] for row in facts["zone"] + facts["carrier"]}
    assert {i: n for i, n in names.items() if places.loc[i, "name"] != n} == {}


def test_a_place_that_is_an_element_by_its_point_has_a_site(facts, places):
    points = {
        t["place"] for t in facts["tie"] if t["use"] == "element" and t["geometry"] == "point"
    }
    assert [p for p in sorted(points) if places.geometry[p] is None] == []


def test_every_course_of_the_facts_is_drawn(facts):
    drawn = set(read("derived/courses")["id"])
    used = {c for s in facts["structure"] for p in s["part"] for c in p["courses"]}
    used |= {c for t in facts["tie"] for c in t.get("courses", [])}
    used |= {
        course
        for ambiguity in facts["ambiguity"]
        for reading in ambiguity["reading"]
        for path, courses in reading.get("set", {}).items()
        if path.endswith(".courses")
        for course in courses
    }
    assert sorted(used - drawn) == []


def test_every_part_that_counts_inside_has_an_extent_to_be_inside_of(facts):
    extents = set(read("derived/extents")["id"])
    inside = [p for s in facts["structure"] for p in s["part"] if p.get("area") == "inside"]
    assert inside
    assert [p["part"] for p in inside if not extents & set(p["courses"])] == []
