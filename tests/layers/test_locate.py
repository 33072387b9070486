"""Where a point lies: the contract's keys, and every number worked out by hand."""

import json

import pytest

import layers
from layers.errors import LayerError
from tests.layers import toy

ELEMENT_KEYS = [
    *("id", "kind", "name", "part", "relation", "distance_m", "core_m", "half_m", "member"),
    *("membership", "fit", "bearing_deg", "chainage_m", "length_m", "accuracy_m", "status"),
    *("clause", "quote"),
]


def at(ident, x, y):
    return toy.find(toy.locate(x, y)["elements"], ident)


def places(x, y):
    return {p["id"]: p for p in toy.locate(x, y)["places"]}


def test_the_keys_are_those_of_the_contract_in_its_order():
    assert list(toy.locate(5, 5)) == [
        *("position", "in_city", "district", "elements", "places", "county"),
        *("nearest_places", "caveats"),
    ]


@pytest.mark.parametrize(
    ("part", "keys"),
    [
        ("position", ["lon", "lat", "x", "y"]),
        ("district", ["code", "name", "border_distance_m", "ambiguous"]),
        ("county", ["name", "clause", "quote", "sectors"]),
    ],
)
def test_a_part_has_the_keys_of_the_contract(part, keys):
    assert list(toy.locate(15, 15)[part]) == keys


def test_every_element_has_the_keys_of_the_contract():
    found = toy.locate(5, 5)["elements"]
    assert [e["id"] for e in found] == ["loop", "axis", "belt", "shore"]
    assert [list(e) for e in found] == [ELEMENT_KEYS] * 4


def test_every_place_has_the_keys_of_the_contract():
    found = toy.locate(15, 12)
    keys = ["id", "name", "distance_m", "membership", "sectors", "clause", "quote", "confidence"]
    assert [list(p) for p in found["places"]] == [keys]
    nearest = [["id", "name", "distance_m", "confidence"]] * 5
    assert [list(p) for p in found["nearest_places"]] == nearest


@pytest.mark.parametrize("xy", [(5, 5), (15, 15), (30, 30), (5, 0.5)])
def test_every_answer_is_plain_json(xy):
    assert json.loads(json.dumps(toy.locate(*xy), allow_nan=False)) == toy.locate(*xy)


def test_the_position_is_told_in_degrees_and_metres():
    position = toy.locate(5, 5)["position"]
    assert (position["x"], position["y"]) == (toy.EAST + 5000, toy.NORTH + 5000)
    assert (position["lon"], position["lat"]) == pytest.approx((120.055, 35.274), abs=0.001)


def test_the_district_is_told_with_its_border_distance():
    district = toy.locate(15, 7)["district"]
    assert (district["code"], district["name"]) == ("102", "东南区")
    assert district["border_distance_m"] == pytest.approx(3000, abs=1)


@pytest.mark.parametrize(
    ("x", "relation", "distance_m", "membership"),
    [
        (5, "core", 0, 1.0),
        (8.9, "core", 900, 1.0),
        (10.5, "influence", 2500, 0.5),
        (12.05, "influence", 4050, 0.0569),
        (12.2, "outside", 4200, 0.0427),
    ],
)
def test_the_relation_to_the_ring_fades_with_distance(x, relation, distance_m, membership):
    loop = at("loop", x, 5)
    assert loop["relation"] == relation
    assert loop["distance_m"] == pytest.approx(distance_m, abs=1)
    assert loop["membership"] == pytest.approx(membership, abs=1e-3)


def test_widths_are_those_of_the_part():
    loop = at("loop", 5, 5)
    assert (loop["core_m"], loop["half_m"]) == (1000, 1500)


def test_the_part_with_the_highest_membership_is_told():
    assert at("shore", 5, 3.5)["part"] == "lab"
    assert at("shore", 5, 3.5)["core_m"] == 3000


def test_a_part_farther_away_is_told_where_its_membership_is_higher():
    def change(raw, *_):
        lab = raw["structure"][3]["part"][0]
        assert lab["part"] == "lab"
        lab["courses"] = ["belt-bank"]

    found = toy.find(toy.locate(15.2, 3.3, toy.build(change))["elements"], "shore")
    assert (found["part"], found["membership"]) == ("lab", 1.0)
    assert found["distance_m"] == pytest.approx(2800, abs=1)  # the walk is 2,300 m off


def test_membership_in_a_list_is_true_false_or_null_without_one():
    members = [e["member"] for e in toy.locate(5, 15)["elements"]]
    assert members == [None, True, False, None]


def test_a_listed_district_is_half_the_fit_of_an_axis():
    assert at("axis", 5, 20 - 0.01)["fit"] == pytest.approx(0.75, abs=2e-3)


def test_a_district_outside_a_closed_list_has_no_fit():
    assert at("axis", 5, 9.9)["membership"] > 0.4
    assert at("axis", 5, 9.9)["fit"] == 0.0


def test_a_district_outside_an_open_list_has_half_the_fit():
    assert at("belt", 18, 5)["fit"] == 0.5


def test_nothing_fits_outside_the_city():
    assert {e["fit"] for e in toy.locate(20.5, 15)["elements"]} == {0.0}


@pytest.mark.parametrize(
    ("x", "y", "bearing"), [(5, 17, 180), (5, 13, 0.03), (4, 9, 180), (1, 5, 90), (9, 5, 270)]
)
def test_the_bearing_points_to_the_nearest_course(x, y, bearing):
    ident = "axis" if y > 10 else "loop"
    assert at(ident, x, y)["bearing_deg"] == pytest.approx(bearing, abs=0.15)


def test_the_bearing_is_null_where_the_distance_is_zero():
    assert at("loop", 5, 5)["bearing_deg"] is None
    assert at("shore", 5, 0.5)["bearing_deg"] is None


@pytest.mark.parametrize(
    ("ident", "x", "y", "km"),
    [
        ("loop", 6, 9, 1),
        ("loop", 9, 5, 6),
        ("loop", 5, 1.5, 12),
        ("loop", 1, 5, 18),
        ("loop", 4, 9, 23),
        ("axis", 7, 17, 7),
        ("belt", 19, 15, 5),
        ("shore", 3, 2, 3),
    ],
)
def test_chainage_runs_clockwise_eastward_and_southward(ident, x, y, km):
    assert at(ident, x, y)["chainage_m"] == pytest.approx(1000 * km, abs=1)


def test_the_length_is_that_of_the_course():
    assert at("loop", 5, 5)["length_m"] == pytest.approx(24_000, abs=2)


def test_places_in_reach_are_told_the_best_first():
    assert list(places(15, 8.4)) == ["spa", "inn"]
    assert list(places(15, 8.6)) == ["inn", "spa"]


def test_places_out_of_reach_are_not_told():
    assert list(places(15, 15.9)) == ["inn"]
    assert list(places(15, 16.3)) == []


def test_a_place_tells_its_distance_sectors_and_clause():
    inn = places(15, 9.5)["inn"]
    assert inn["distance_m"] == pytest.approx(2500, abs=1)
    assert inn["membership"] == pytest.approx(0.5, abs=1e-3)
    assert (inn["sectors"], inn["clause"], inn["quote"]) == (["S7", "S9"], "3.9", "驿站会展")


def test_a_district_named_as_a_whole_is_among_its_places():
    assert places(5, 5)["place-101-s4"]["membership"] == 1.0


def test_the_five_nearest_places_are_told_the_nearest_first():
    nearest = toy.locate(15, 6)["nearest_places"]
    assert [p["id"] for p in nearest] == ["spa", "tower", "inn", "far", "mill"]
    assert nearest[0]["distance_m"] == pytest.approx(1000, abs=1)


def test_a_county_is_told_with_the_sectors_it_names():
    assert toy.locate(15, 15)["county"] == {
        **{"name": "东北区", "clause": "2", "quote": "东北区的方向"},
        **{"sectors": ["S1", "S2", "S7", "S9"]},
    }


def test_an_urban_district_has_no_county():
    assert toy.locate(5, 5)["county"] is None


def test_a_point_outside_has_no_district_but_keeps_its_distances():
    found = toy.locate(20.5, 15)
    assert (found["in_city"], found["district"], found["county"]) == (False, None, None)
    assert toy.find(found["elements"], "belt")["distance_m"] == pytest.approx(2500, abs=1)


def test_caveats_name_what_is_uncertain():
    inside, border, outside = (toy.locate(x, 15)["caveats"] for x in (5, 10.1, 25))
    assert (len(inside), len(border), len(outside)) == (2, 3, 3)
    assert "界线附近" in border[0]
    assert "市域外" in outside[0]


def test_the_language_changes_the_caveats_alone():
    point = toy.metric([{"id": "p"}], [toy.at(5, 5)])
    zh, en = (layers.locate(toy.plan(), point, lang=lang)[0] for lang in ("zh", "en"))
    assert zh.pop("caveats") != en.pop("caveats")
    assert zh == en


def test_points_come_back_in_their_order():
    points = toy.metric([{"id": "a"}, {"id": "b"}], [toy.at(15, 15), toy.at(5, 5)])
    found = [p["district"]["code"] for p in layers.locate(toy.plan(), points)]
    assert found == ["104", "101"]


def test_points_without_a_crs_are_refused():
    naked = toy.metric([{"id": "p"}], [toy.at(5, 5)]).set_crs(None, allow_override=True)
    with pytest.raises(LayerError, match="no CRS"):
        layers.locate(toy.plan(), naked)


def test_the_inside_of_a_ring_counts_only_where_the_reading_says_so():
    road = toy.build(readings={"loop-area": "road"})
    inside = toy.find(toy.locate(5, 5, road)["elements"], "loop")
    assert inside["distance_m"] == pytest.approx(3000, abs=1)
