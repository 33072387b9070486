"""Outside the city, silent plan, water and exclusions: states, and no other score."""

import importlib

import geopandas as gpd
import numpy as np
import pytest

from layers.crs import METRIC
from layers.errors import LayerError
from layers.suitability import MASKED, OUTSIDE, SCORED, SILENT, suitability, windows
from tests.layers import toy
from tests.suitability.surfaces import toy_grid, whole

module = importlib.import_module("layers.suitability")


def test_windows_that_miss_the_city_are_left_out(monkeypatch):
    monkeypatch.setattr(module, "TILE", 4)
    area = toy_grid(1000.0, margin=6)  # 32 × 32 cells; the city begins in the middle of a window
    assert len(list(area.windows(4))) == 64
    assert len(windows(toy.plan(), area)) == 36


def test_outside_the_city_there_is_no_value_at_all():
    bands = whole(toy.plan(), {"S1": 1.0}, toy_grid(1000.0))
    outside = bands["state"] == OUTSIDE
    assert outside.sum() == 26 * 26 - 400
    for name in [*(c.id for c in toy.plan().facts.criteria), "total"]:
        assert np.isnan(bands[name][outside]).all()


def test_a_sector_that_nobody_names_is_silent_and_has_no_total():
    bands = whole(toy.plan(), {"S8": 1.0}, toy_grid())
    assert (bands["state"] == SILENT).any()
    assert np.isnan(bands["total"][bands["state"] == SILENT]).all()


def test_water_is_masked_and_keeps_its_score():
    bands = whole(toy.plan(), {"S1": 1.0}, toy_grid(1000.0))
    wet = bands["state"] == MASKED
    assert wet.sum() == 20  # the southernmost row of the city, one kilometre of lake
    assert np.isfinite(bands["total"][wet]).all()


@pytest.mark.parametrize("system", ["EPSG:4549", "EPSG:4326"])
def test_excluded_polygons_change_the_state_and_no_score(system):
    area = toy_grid(1000.0)
    excluded = gpd.GeoDataFrame(geometry=[toy.box(4, 4, 7, 6), toy.box(6, 5, 8, 8)], crs=METRIC)
    plain = whole(toy.plan(), {"S1": 1.0}, area)
    found = whole(toy.plan(), {"S1": 1.0}, area, excluded=excluded.to_crs(system))
    changed = found["state"] != plain["state"]
    assert changed.sum() == 6 + 6 - 1
    assert (plain["state"][changed] == SCORED).all()
    assert (found["state"][changed] == MASKED).all()
    np.testing.assert_array_equal(found["total"], plain["total"])


def test_exclusions_without_a_coordinate_system_are_refused():
    excluded = gpd.GeoDataFrame(geometry=[toy.box(4, 4, 7, 6)])
    with pytest.raises(LayerError):
        list(suitability(toy.plan(), {"S1": 1.0}, toy_grid(), peers=None, excluded=excluded))
