"""GeoJSON as RFC 7946 wants it, with the field codes."""

import json

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.export import geojson
from tests.io.layer import clusters, districts, layer, scores, structure
from tests.io.small import collection, feature, point, read


def written(**layers):
    return json.loads(geojson(layers))


def signed_area(ring):
    x, y = np.array(ring).T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def numbers(value):
    if isinstance(value, list):
        return [n for part in value for n in numbers(part)]
    return [value]


def test_exteriors_run_counter_clockwise_and_holes_clockwise():
    (item,) = written(districts=districts())["features"]
    outer, hole = item["geometry"]["coordinates"]
    assert signed_area(outer) > 0 > signed_area(hole)


def test_there_is_no_crs_and_a_box_on_the_file_and_on_each_feature():
    document = written(districts=districts(), clusters=clusters())
    assert set(document) == {"type", "bbox", "features"}
    assert document["bbox"] == [120.1234568, 31.3, 120.7, 31.4]
    assert document["features"][0]["bbox"] == [120.6, 31.3, 120.7, 31.4]


def test_seven_decimals_at_most():
    third = layer(shapely.Point(120 + 1 / 3, 31 + 2 / 3))
    content = geojson({"water": third}).decode()
    assert "120.3333333, 31.6666667" in content
    (item,) = json.loads(content)["features"]
    assert all(n == round(n, 7) for n in numbers(item["geometry"]["coordinates"]))


def test_it_is_utf8_without_a_mark_and_one_feature_a_line():
    content = geojson({"clusters": clusters(), "structure": structure()})
    assert not content.startswith(b"\xef\xbb\xbf")
    assert "苏州高新区" in content.decode()
    assert content.count(b"\n") == 4


def test_codes_carry_name_clause_status_and_accuracy():
    (item,) = written(structure=structure())["features"]
    assert item["id"] == "a"
    assert item["properties"] == {
        "layer": "structure",
        "BSM": "a",
        "LX": "轴",
        "MC": "甲",
        "ZDCY": "物流、贸易",
        "YJ": "四（一）2",
        "YT": "原文",
        "SZFS": "开放数据（OpenStreetMap）、推算",
        "JD": "示意，误差约1500米",
        "SJLY": "作者绘制",
        "BZ": None,
    }


def test_positions_are_fields_of_a_cluster():
    (item,) = written(clusters=clusters())["features"]
    codes = item["properties"]
    assert (codes["JD_"], codes["WD_"], codes["ZBLY"]) == (120.1234568, 31.3, "CGCS2000")
    assert (codes["JJQMC"], codes["ZDLY"], codes["XZQDM"]) == ("甲", "P7:0.6;P6:0.4", "320505")


def test_scored_sites_keep_their_own_attributes_beside_the_codes():
    (item,) = written(scores=scores())["features"]
    codes = item["properties"]
    assert (codes["ZCDDF"], codes["ZCDDJ"], codes["K1"], codes["K2"]) == (
        61.2,
        "基本支持",
        0.5,
        None,
    )
    assert codes["备注"] == "原备注"
    assert "score" not in codes


def test_an_attribute_with_the_name_of_a_code_gives_way():
    (item,) = written(scores=scores(**{"kept:ZCDDF": "old"}))["features"]
    assert item["properties"]["ZCDDF"] == 61.2


def test_ids_shared_by_two_layers_get_their_layer_in_front():
    document = written(clusters=clusters(), places=clusters())
    assert [f["id"] for f in document["features"]] == ["clusters/a", "places/a"]
    assert [f["properties"]["BSM"] for f in document["features"]] == ["a", "a"]


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, np.float64("nan")])
def test_nothing_is_null(nothing):
    (item,) = written(scores=scores(score=nothing))["features"]
    assert item["properties"]["ZCDDF"] is None


def test_metres_are_written_as_degrees():
    metric = clusters(shapely.Point(120.6, 31.3)).to_crs("EPSG:4549")
    (item,) = written(clusters=metric)["features"]
    assert item["geometry"]["coordinates"] == [120.6, 31.3]


def test_an_empty_selection_is_an_empty_collection():
    assert written(clusters=clusters()[:0]) == {"type": "FeatureCollection", "features": []}


@pytest.mark.parametrize("text", ["</script><b>", '"}]}', "=1+1", "\u2028", "😀"])
def test_hostile_text_is_data(text):
    (item,) = written(scores=scores(name=text, **{"kept:备注": text}))["features"]
    assert (item["properties"]["name"], item["properties"]["备注"]) == (text, text)


COORDINATE = st.tuples(st.floats(119.9, 121.4), st.floats(30.7, 32.1))


@given(st.lists(COORDINATE, min_size=1, max_size=5))
def test_export_read_export_is_identical(points):
    features = [feature(point(*xy), str(i), name=f"n{i}") for i, xy in enumerate(points)]
    first = _again(read(collection(*features), "a.geojson", None))
    second = _again(read(first, "a.geojson", None))
    assert first == second


def _again(table):
    sites = table.sites.assign(sectors="P7")
    kept = [c for c in sites.columns if c not in {"id", "name", "sectors", "function", "geometry"}]
    return geojson({"scores": sites.rename(columns={c: f"kept:{c}" for c in kept})})
