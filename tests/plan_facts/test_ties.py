"""A tie makes a place element only where sections 三 to 五 name the place for the sector."""

import re
from collections import Counter

USES = {"element", "no_site", "whole_district", "implied", "baseline", "outside"}
PAST = re.compile(r"1(\..*)?|box\.[123]")


def elements(facts):
    return [t for t in facts["tie"] if t["use"] == "element"]


def of(facts, key, value):
    return [t for t in facts["tie"] if t.get(key) == value]


def test_every_use_is_one_of_six(facts):
    assert {t["use"] for t in facts["tie"]} == USES


def test_every_tie_belongs_to_a_place_or_a_district(facts):
    assert [t for t in facts["tie"] if not t.get("place") and not t.get("district")] == []


def test_past_achievements_make_no_element(facts):
    assert [t["quote"] for t in elements(facts) if PAST.fullmatch(t["clause"])] == []


def test_a_district_of_its_own_counts_one_and_a_carrier_without_a_site_a_half(facts):
    values = {("place" in t, t["value"]) for t in elements(facts) if t["geometry"] == "district"}
    assert values == {(False, 1.0), (True, 0.5)}


def test_a_district_makes_an_element_only_where_the_text_itself_ties_it(facts):
    bases = {t["basis"] for t in elements(facts) if "place" not in t}
    assert bases == {"text", "identity"}


def test_an_element_over_a_district_says_which(facts):
    over = [t for t in elements(facts) if t["geometry"] == "district"]
    assert [t for t in over if not re.fullmatch(r"3205\d\d", t.get("district", ""))] == []


def test_the_lake_shore_and_the_canal_park_follow_their_courses(facts):
    along = {t["place"]: t["courses"] for t in elements(facts) if t["geometry"] == "course"}
    assert along == {
        "place-r04": ["taihu-shore", "taihu-xishan"],
        "place-r05": ["canal-main", "canal-moat"],
    }


def test_places_outside_the_city_make_no_element(facts):
    assert {t["use"] for p in ("place-t13", "place-o12") for t in of(facts, "place", p)} == {
        "outside"
    }


def test_the_finance_town_is_an_element_for_finance(facts):
    (tie,) = of(facts, "place", "place-c07")
    assert (tie["sectors"], tie["use"], tie["geometry"]) == (["P3"], "element", "point")


def test_the_supercomputing_centre_counts_a_half_in_both_its_districts(facts):
    ties = of(facts, "place", "place-c23")
    assert {(t["district"], t["value"]) for t in ties} == {("320583", 0.5), ("320576", 0.5)}


def test_two_carriers_of_the_second_list_make_elements(facts):
    made = {t["place"]: t for t in elements(facts) if t.get("place", "").startswith("place-m")}
    assert {p: (t["geometry"], t["value"]) for p, t in made.items()} == {
        "place-m01": ("point", 1.0),
        "place-m02": ("district", 0.5),
    }


def test_every_carrier_of_the_second_list_says_why_it_makes_an_element_or_not(facts):
    silent = [c["id"] for c in facts["carrier"] if "作要素" not in c["note"]]
    assert silent == ["place-m02"]  # it says that it counts half over its district
    assert [c["id"] for c in facts["carrier"]] == [f"place-m{n:02d}" for n in range(1, 39)]


def test_ties_name_known_sectors(facts):
    known = {s["id"] for s in facts["sector"]}
    assert {s for t in facts["tie"] + facts["carrier"] for s in t["sectors"]} <= known
    assert [t for t in facts["tie"] if not t["sectors"]] == []


def test_no_tie_is_listed_twice(facts):
    keys = ("place", "district", "clause", "quote", "use")
    seen = Counter((*(t.get(k) for k in keys), *t["sectors"]) for t in facts["tie"])
    assert [k for k, n in seen.items() if n > 1] == []
