"""Codes in the facts point at districts, sectors, places and courses that exist."""

import re

DISTRICTS = {
    "320505",
    "320506",
    "320507",
    "320508",
    "320509",
    "320576",
    "320581",
    "320582",
    "320583",
    "320585",
}
COURSES = {
    "ring-inner",
    "ring-middle",
    "huning-main",
    "huning-taicang",
    "huning-xiangcheng",
    "tongsujia-main",
    "hongqiao-kunshan",
    "hongqiao-taicang",
    "changjiang-bank",
    "taihu-shore",
    "taihu-xishan",
    "wusong-river",
    "canal-main",
    "canal-moat",
}
PLACE = re.compile(r"place-(m\d\d|[a-z]\d\d[a-z]?)")


def affinities(facts):
    return [(o["id"], a) for o in facts["structure"] + facts["county"] for a in o["affinity"]]


def sectors(facts):
    return {s["id"]: s for s in facts["sector"]}


def test_every_affinity_names_a_sector_that_exists(facts):
    assert [
        (o, a["sector"]) for o, a in affinities(facts) if a["sector"] not in sectors(facts)
    ] == []


def test_every_affinity_is_one_or_a_half(facts):
    assert {a["value"] for _, a in affinities(facts)} == {0.5, 1.0}


def test_no_element_or_county_names_a_sector_twice(facts):
    named = [(owner, a["sector"]) for owner, a in affinities(facts)]
    assert len(named) == len(set(named))


def test_member_districts_are_among_the_ten(facts):
    listed = {d for s in facts["structure"] for d in s.get("members", {}).get("districts", [])}
    assert listed <= DISTRICTS
    assert len(listed) == 10  # the lists together name every district


def test_a_clause_that_limits_an_affinity_limits_it_to_members(facts):
    limited = [
        (s["id"], a["sector"], set(a["districts"]) <= set(s["members"]["districts"]))
        for s in facts["structure"]
        for a in s["affinity"]
        if "districts" in a
    ]
    assert limited == [("belt-hongqiao", "P4", True)]


def test_the_text_names_no_space_for_intellectual_property_staff_or_health(facts):
    named = {a["sector"] for s in facts["structure"] for a in s["affinity"]}
    assert set(sectors(facts)) - named == {"P5", "P8", "C4"}


def test_kunshan_names_producer_services_as_a_class(facts):
    kunshan = next(c for c in facts["county"] if c["id"] == "320583")
    assert {a["basis"] for a in kunshan["affinity"]} == {"class"}
    assert [a["sector"] for a in kunshan["affinity"]] == [f"P{n}" for n in range(1, 10)]


def test_every_county_affinity_of_a_half_is_implied(facts):
    rows = [a for c in facts["county"] for a in c["affinity"]]
    assert all((a["basis"] == "implied") == (a["value"] == 0.5) for a in rows)


def test_an_alias_means_one_sector(facts):
    words = [w for s in facts["sector"] for w in [s["id"], s["name"], *s["aliases"]]]
    assert sorted({w for w in words if words.count(w) > 1}) == []


def test_the_plans_own_variant_names_are_aliases(facts):
    missing = [
        v["name"] for s in facts["sector"] for v in s["variant"] if v["name"] not in s["aliases"]
    ]
    assert missing == []


def test_a_classification_code_means_one_sector(facts):
    codes = [code for s in facts["sector"] for code in s["gbt4754"]]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[A-T]\d{2,4}", code) for code in codes)


def test_parts_follow_known_courses_and_narrow_known_sectors(facts):
    parts = [p for s in facts["structure"] for p in s["part"]]
    assert {c for p in parts for c in p["courses"]} == COURSES
    assert {s for p in parts for s in p["sectors"]} <= set(sectors(facts))


def test_fifteen_kilometres_speak_of_research_alone(facts):
    taihu = next(s for s in facts["structure"] if s["id"] == "belt-taihu")
    narrowed = {p["part"]: p["sectors"] for p in taihu["part"]}
    assert narrowed == {"waterfront": ["P2", "C1", "C2", "P9"], "innovation": ["P2"]}


def test_every_place_is_named_by_a_place_id(every_table):
    named = [t["place"] for _, t in every_table if "place" in t]
    assert named
    assert [p for p in named if not PLACE.fullmatch(p)] == []


def test_a_place_of_the_second_list_is_one_of_the_carriers(every_table, facts):
    carriers = {c["id"] for c in facts["carrier"]}
    named = {t["place"] for _, t in every_table if t.get("place", "").startswith("place-m")}
    assert named
    assert named <= carriers


def test_a_gateway_of_first_rank_counts_one_and_of_second_rank_a_half(facts):
    ranks = {f["id"]: {g["place"]: g["value"] for g in f["gateways"]} for f in facts["function"]}
    assert ranks["集装箱"] == {"place-l03": 1.0, "place-l04": 0.5, "place-l05": 0.5}
    assert ranks["大宗散货"] == {"place-l04": 1.0, "place-l03": 0.5, "place-l05": 0.5}


def test_functions_are_those_a_site_may_state(facts):
    assert [f["id"] for f in facts["function"]] == [
        "集装箱",
        "大宗散货",
        "临港",
        "铁路",
        "会展",
        "跨境",
    ]
