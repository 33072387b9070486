"""A user's own layers on the map: their shapes and names, small enough, once a layer."""

import json

import geopandas as gpd
import pytest
import shapely

from gis_app.components import own_shapes

LINE = shapely.LineString([(120 + n / 1e4, 31 + (n % 2) / 1e3) for n in range(5000)])


def layer(shapes, crs="EPSG:4326", **columns):
    return gpd.GeoDataFrame(columns or {"name": ["甲"]}, geometry=shapes, crs=crs)


def test_shapes_are_told_in_degrees_with_their_names():
    metric = layer([shapely.Point(120.7, 31.3)]).to_crs("EPSG:4549")
    found = json.loads(own_shapes.shapes({"clusters": metric}).text)["features"]
    assert found[0]["properties"] == {"n": "甲"}
    assert found[0]["geometry"]["coordinates"] == pytest.approx([120.7, 31.3], abs=1e-5)


def test_a_large_layer_is_thinned_until_it_is_small_enough(monkeypatch):
    monkeypatch.setattr(own_shapes, "MOST_BYTES", 20_000)
    whole = own_shapes.shapes({"roads": layer([LINE])})
    assert len(whole.text.encode()) <= 20_000
    assert len(json.loads(whole.text)["features"]) == 1


def test_layers_without_names_or_shapes_are_drawn_as_far_as_they_go():
    nameless = layer([shapely.Point(1, 2), None], id=["r1", "r2"])
    (one,) = json.loads(own_shapes.shapes({"water": nameless}).text)["features"]
    assert one["properties"] == {"n": "r1"}


def test_other_shapes_have_another_ident():
    here, there = (own_shapes.shapes({"a": layer([shapely.Point(x, 31)])}) for x in (120, 121))
    assert here.ident != there.ident
