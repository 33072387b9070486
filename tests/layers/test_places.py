"""Named places: which ties make an element, with what geometry and widths, and what is listed."""

import pytest
import shapely

from layers.errors import FactError
from layers.peers import as_mix
from tests.layers import toy


def element(ident, plan=None):
    return next(p for p in (plan or toy.plan()).places if p.id == ident)


def fit(ident, x, y):
    place = element(ident)
    xy = shapely.get_coordinates(toy.at(x, y))
    return float(place.fit(place.distance_m(xy))[0])


def row(ident):
    return toy.plan().layers["places"].set_index("id").loc[ident]


def with_tie(**tie):
    """Return a change that adds one tie."""

    def change(raw, *_):
        base = {"sectors": ["S1"], "value": 1.0, "use": "element", "clause": "3", "quote": "例"}
        raw["tie"].append(base | tie)

    return change


def test_only_ties_used_as_an_element_make_one():
    made = [p.id for p in toy.plan().places]
    assert made == ["spa", "inn", "mill", "quay", "yard", "place-101-s4"]


def test_a_point_without_a_known_extent_has_the_default_plateau():
    assert (element("spa").w_m, element("spa").h_m) == (1000, 1500)


def test_a_point_with_a_known_extent_has_it_as_its_plateau():
    assert element("mill").w_m == 500


def test_the_error_of_a_position_widens_no_plateau():
    def change(_, __, vectors):
        vectors["places"]["error_m"] = 9000.0

    blurred = element("spa", toy.build(change))
    assert (blurred.error_m, blurred.w_m) == (9000, 1000)


def test_a_place_supports_by_distance():
    assert fit("spa", 15, 5.9) == 1.0
    assert fit("spa", 15, 7.5) == pytest.approx(0.5, abs=1e-3)


def test_a_whole_district_supports_inside_alone():
    assert (fit("place-101-s4", 9.9, 5), fit("place-101-s4", 10.1, 5)) == (1.0, 0.0)


def test_a_carrier_without_a_site_supports_its_district_by_half():
    assert (fit("yard", 5, 15), fit("yard", 5, 9.9)) == (0.5, 0.0)


def test_a_place_on_a_course_supports_along_it_and_on_its_water():
    assert (fit("quay", 5, 0.5), fit("quay", 5, 1.9)) == (1.0, 1.0)
    assert fit("quay", 5, 3.5) == pytest.approx(0.5, abs=1e-3)


def test_a_place_element_cites_its_tie():
    spa = element("spa")
    assert (spa.name, spa.tie.clause, spa.tie.quote) == ("温泉", "3.7", "温泉小镇")


def test_a_whole_district_is_named_after_the_district():
    assert element("place-101-s4").name == "西南区（整板块）"


def test_a_tie_to_a_place_that_is_not_there_is_refused():
    with pytest.raises(FactError, match="nowhere"):
        toy.build(with_tie(place="nowhere"))


def test_a_point_tie_to_a_place_without_a_site_is_refused():
    with pytest.raises(FactError, match=r"ghost.*no geometry"):
        toy.build(with_tie(place="ghost"))


def test_places_without_a_site_are_listed_and_not_drawn():
    assert [p["id"] for p in toy.plan().unlocated] == ["ghost", "quay", "yard"]
    drawn = toy.plan().layers["places"]["id"].tolist()
    assert drawn == ["far", "gate", "inn", "mill", "spa", "tower"]


def test_an_unlocated_place_says_its_clause_and_why():
    yard = toy.find(toy.plan().unlocated, "yard")
    assert (yard["name"], yard["district_name"]) == ("港航园", "西北区")
    assert (yard["clause"], yard["quote"], yard["why"]) == ("3.4", "港航园", "没有公布地址")


def test_a_place_carries_its_district_as_code_and_name():
    assert (row("inn").district, row("inn").district_name) == ("104", "东北区")


def test_a_place_outside_the_city_has_no_district():
    assert row("far").isna().district


def test_a_place_names_only_sectors_that_an_element_ties():
    assert (row("inn").sectors, row("tower").sectors) == ("S7;S9", "")


def test_a_place_cites_the_tie_that_makes_it_an_element_first():
    assert (row("mill").clause, row("mill").quote) == ("3.1", "老厂办公")


def test_a_place_without_such_a_tie_cites_its_zone():
    assert (row("tower").clause, row("tower").quote) == ("5", "高塔集聚区")


def test_a_place_that_no_clause_names_cites_none():
    assert row("gate").isna().clause


def test_clusters_are_the_located_places_with_a_kind_of_zone():
    assert toy.plan().layers["clusters"]["id"].tolist() == ["mill", "tower"]


def test_clusters_carry_the_mix_they_are_compared_by():
    mixes = [as_mix(s) for s in toy.plan().layers["clusters"]["sectors"]]
    assert mixes == [{"S1": 0.5, "S2": 0.5}, {"S8": 1.0}]


def test_the_shipped_clusters_are_the_peers():
    assert toy.plan().peers().ids == ("mill", "tower")
