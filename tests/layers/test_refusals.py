"""What does not fit together is refused by name; what changes nothing is let pass."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

import layers
from layers.crs import STORE, to_metric
from layers.errors import FactError, LayerError
from tests.layers import toy

CROWD = toy.clusters(*[(toy.at(15, 11.9), "S7", f"p{i}", f"群{i}") for i in range(8)])


def metres(*corners: tuple[float, float]) -> shapely.Polygon:
    """Return a polygon by its corners in kilometres of the toy city."""
    return shapely.Polygon([toy.at(x, y).coords[0] for x, y in corners])


def test_l13_peers_narrow_the_interval_where_a_place_alone_counts():
    wide, known = (toy.score(toy.at(15, 14.3), "S7", peers=p) for p in (None, CROWD))
    assert wide["low"] <= known["low"] <= known["high"] <= wide["high"] + 1e-9


def test_an_extent_of_whole_numbers_is_a_plateau():
    def change(_, __, vectors):
        vectors["places"]["extent_m"] = np.full(len(vectors["places"]), 2000)

    sited = [p for p in toy.build(change).places if p.tie.geometry == "point"]
    assert {p.w_m for p in sited} == {2000.0}


@pytest.mark.parametrize(
    "tie",
    [
        {"place": "spa", "geometry": "course", "courses": ["nope"]},
        {"district": "999", "geometry": "district"},
        {"district": "101", "sectors": ["S99"], "geometry": "district"},
    ],
    ids=["course", "district", "sector"],
)
def test_a_tie_to_what_is_not_there_is_refused(tie):
    base = {"sectors": ["S1"], "value": 1.0, "use": "element", "clause": "1", "quote": "例"}
    with pytest.raises(FactError):
        toy.build(lambda raw, *_: raw["tie"].append({**base, **tie}))


@pytest.mark.parametrize("name", ["没有的区", None])
def test_a_carrier_of_an_unknown_district_is_refused(name):
    def change(_, __, vectors):
        vectors["places"].loc[vectors["places"]["id"] == "yard", "district"] = name

    with pytest.raises(FactError):
        toy.build(change)


def test_a_member_code_that_is_no_district_is_refused():
    def change(raw, *_):
        raw["structure"][1]["members"]["districts"] = ["999"]

    with pytest.raises(FactError, match="999"):
        toy.build(change)


def test_a_plan_without_an_element_is_refused():
    with pytest.raises(FactError, match="structure"):
        toy.build(lambda raw, *_: raw.update(structure=[]))


def test_a_width_of_nought_draws_no_core():
    plan = toy.build(lambda _, numbers, __: numbers["fit"]["axis"]["main"].update(w_m=0))
    bands = plan.layers["bands"]
    assert "axis/main/core" not in set(bands["id"])
    assert "axis/main/influence" in set(bands["id"])


def test_a_closed_list_far_from_its_course_draws_no_core():
    def change(raw, *_):
        raw["structure"][1]["members"]["districts"] = ["101", "102"]

    bands = toy.build(change).layers["bands"]
    assert "core" not in set(bands["zone"][bands["element"] == "axis"])


def test_a_sector_no_plan_has_is_refused():
    with pytest.raises(LayerError, match="S99"):
        toy.score(toy.at(5, 5), "S99")


@pytest.mark.parametrize("spike", [((10.7, 10.7), (10.7, 13)), ((8.3, 10.7), (8.3, 13))])
def test_l11_a_spike_without_area_changes_nothing(spike):
    foot, tip = spike
    square = [(7, 7), (10.7, 7), (10.7, 10.7)]
    plain, spiked = metres(*square, (7, 10.7)), metres(*square, foot, tip, foot, (7, 10.7))
    mix = {"S1": 0.5, "S4": 0.5}
    assert toy.score(spiked, mix)["score"] == pytest.approx(toy.score(plain, mix)["score"], 1e-9)


@pytest.mark.parametrize(
    "corners",
    [((5, 5), (6, 5), (7, 5)), ((5, 5), (7, 7), (7, 5), (5, 7))],
    ids=["flat", "bow-tie"],
)
def test_a_polygon_without_area_or_that_crosses_itself_is_refused(corners):
    with pytest.raises(LayerError, match="rows"):
        toy.score(metres(*corners), "S1")


@pytest.mark.parametrize(
    "shape",
    [None, toy.line((5, 5), (6, 5)), shapely.MultiPoint([toy.at(5, 5)])],
    ids=["missing", "line", "points"],
)
def test_a_site_that_is_neither_point_nor_polygon_is_refused_and_not_taken_for_outside(shape):
    with pytest.raises(LayerError, match=r"\[1\]"):
        layers.score(toy.plan(), toy.clusters((toy.at(5, 5), "S1"), (shape, "S1")), peers=None)


def test_metres_said_to_be_degrees_are_refused_before_a_vertex_is_set_at_every_step(monkeypatch):
    monkeypatch.setattr(gpd.GeoDataFrame, "segmentize", None)
    metres_ = toy.clusters((toy.box(0, 0, 20, 20), "S1")).set_crs(STORE, allow_override=True)
    with pytest.raises(LayerError, match="no degrees"):
        to_metric(metres_)


def test_a_bearing_is_below_360():
    def change(_, __, vectors):
        ids = ("loop-road", "axis-main", "belt-bank", "shore-line")
        ring = ((5, 8), (8, 8), (8, 2), (2, 2), (2, 8), (5, 8))
        lines = (ring, ((0, 15), (20, 15.02)), ((18, 20), (18, 0)), ((0, 1), (20, 1)))
        vectors["courses"] = toy.stored(
            [{"id": i, "name": i} for i in ids], [toy.line(*points) for points in lines]
        )

    plan = toy.build(change)
    found = [toy.locate(x / 2, 12, plan)["elements"] for x in range(7, 17)]
    assert all(toy.find(elements, "axis")["bearing_deg"] < 360 for elements in found)


def test_a_runner_up_supports_the_site():
    assert toy.score(toy.at(5, 5), "S1")["runner_up"] is None
