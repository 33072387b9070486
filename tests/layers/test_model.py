"""The plan as one object: its layers keep their schema, and every fault is told at once."""

import dataclasses

import geopandas as gpd
import numpy as np
import pytest
import shapely

import layers
from layers.crs import STORE, to_metric
from layers.errors import FactError, LayerError
from layers.schema import SCHEMAS, STATUS, check
from tests.layers import toy


def layer(name):
    return toy.plan().layers[name]


def test_the_plan_has_every_layer_of_the_contract_and_the_base_map():
    assert set(toy.plan().layers) == {*SCHEMAS, "neighbours", "towns"}


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_layer_keeps_its_schema(name):
    assert check(layer(name), SCHEMAS[name]) is layer(name)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_layer_is_stored_in_degrees_with_its_provenance(name):
    assert layer(name).crs == STORE
    assert set(layer(name)["status"]) <= STATUS
    assert layer(name)["accuracy_m"].notna().all()
    assert layer(name)["source"].str.len().min() > 0


def test_a_check_reports_every_fault_at_once():
    rows = [{"id": "a", "name": "湖", "status": "guessed", "accuracy_m": 1.0}] * 2
    shapes = [shapely.Point(), shapely.LineString([(0, 0), (1, 1)])]
    broken = gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4549")
    with pytest.raises(LayerError) as error:
        check(broken, SCHEMAS["water"])
    said = str(error.value)
    for fault in ("'water'", "kind", "source", "EPSG:4549", "rows [0]", "LineString", "guessed"):
        assert fault in said
    assert "ids occur twice: ['a']" in said


def test_a_check_tells_of_a_status_that_is_blank_beside_one_that_is_wrong():
    rows = layer("roads").iloc[[0, 0, 0]].assign(status=["guessed", None, "osm"])
    with pytest.raises(LayerError, match=r"status \['guessed', 'nan'\]"):
        check(rows, SCHEMAS["roads"])


def test_a_check_refuses_a_layer_without_a_crs():
    naked = gpd.GeoDataFrame(layer("water").drop(columns="geometry"), geometry=[shapely.Point()])
    with pytest.raises(LayerError, match="CRS is None"):
        check(naked, SCHEMAS["water"])


def test_structure_has_one_row_an_element_with_its_courses():
    rows = layer("structure")
    assert rows["id"].tolist() == ["loop", "axis", "belt", "shore"]
    assert set(rows.geom_type) == {"MultiLineString"}
    assert rows["districts"].tolist() == ["", "103;104", "104", ""]  # an inferred list is no list


def test_a_course_that_two_parts_share_is_drawn_once():
    assert len(layer("structure").geometry.iloc[3].geoms) == 1


def test_bands_are_nested_and_end_at_w_at_w_plus_h_and_at_the_reach():
    rows = layer("bands").to_crs("EPSG:4549").set_index("id")
    core, influence, fade = (rows.loc[f"loop/road/{z}"] for z in ("core", "influence", "fade"))
    assert [core.width_m, influence.width_m] == [1000, 2500]
    assert fade.width_m == pytest.approx(4118, abs=1)
    assert core.geometry.area < influence.geometry.area < fade.geometry.area
    assert influence.geometry.buffer(100).covers(core.geometry)
    east = [zone.geometry.bounds[2] - toy.EAST for zone in (core, influence, fade)]
    assert east == pytest.approx([9000, 10500, 12118], abs=70)


def test_the_inside_of_the_ring_belongs_to_its_core():
    core = layer("bands").to_crs("EPSG:4549").set_index("id").geometry["loop/road/core"]
    assert core.covers(toy.at(5, 5))


def test_a_band_ends_where_a_closed_list_gives_no_support():
    bands = layer("bands").to_crs("EPSG:4549").set_index("id").geometry
    assert bands["axis/main/fade"].bounds[1] >= toy.at(0, 10).y - 70
    assert bands["belt/bank/core"].bounds[1] < toy.at(0, 1).y  # an open list supports all


def test_a_band_at_a_distance_from_its_course_leaves_the_course_out():
    def change(_, numbers, __):
        numbers["fit"]["axis"]["main"] |= {"band_m": 3000, "w_m": 500}

    plan = toy.build(change)
    drawn = to_metric(plan.layers["bands"]).set_index("id").geometry["axis/main/core"]
    part = plan.elements[1].parts[0]
    for y, inside in ((15, False), (17, False), (17.7, True), (18, True), (18.6, False)):
        assert drawn.contains(toy.at(10, y)) is inside
        assert bool(part.distance_m(np.array([toy.at(10, y).coords[0]]))[0] <= part.w_m) is inside


def test_county_guidance_is_drawn_over_its_district():
    (row,) = layer("counties").to_dict("records")
    assert (row["id"], row["sectors"], row["clause_label"]) == ("104", "S1;S9", "二")
    assert row["geometry"].equals(layer("districts").set_index("id").geometry["104"])


def test_the_plan_cannot_be_rebound():
    with pytest.raises(dataclasses.FrozenInstanceError):
        toy.plan().facts = None


def broken(change):
    with pytest.raises(FactError) as error:
        toy.build(change)
    return str(error.value)


def test_a_county_that_is_no_district_is_refused():
    assert "999" in broken(lambda raw, *_: raw["county"][0].update(id="999"))


def test_a_part_that_follows_a_missing_course_is_refused():
    def change(raw, *_):
        raw["structure"][1]["part"][0]["courses"] = ["nowhere"]

    assert "nowhere" in broken(change)


def test_an_element_without_assumptions_is_refused():
    assert "[fit.belt]" in broken(lambda _, numbers, __: numbers["fit"].pop("belt"))


def test_a_part_without_widths_is_refused():
    assert "[fit.shore.walk]" in broken(lambda _, n, __: n["fit"]["shore"].pop("walk"))


def test_a_layer_with_a_missing_column_is_refused():
    def change(_, __, vectors):
        vectors["water"] = vectors["water"].drop(columns="kind")

    with pytest.raises(LayerError, match=r"'water': missing columns \['kind'\]"):
        toy.build(change)


def test_the_package_offers_what_the_contract_names():
    for name in ("parse", "build", "locate", "score", "peers"):
        assert callable(getattr(layers, name))
