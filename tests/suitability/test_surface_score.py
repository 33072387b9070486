"""The surface has the same score as a site at every cell centre."""

import importlib

import geopandas as gpd
import numpy as np
import pytest
import shapely

import layers
from gis_app.load import default_plan
from layers.crs import METRIC
from layers.errors import InputError, LayerError
from layers.grid import Window, grid
from layers.suitability import OUTSIDE, suitability
from tests.layers import toy
from tests.suitability.surfaces import NAN, PEERS, toy_grid, whole

module = importlib.import_module("layers.suitability")


def at_centres(plan, mix, area, which, *, peers, function=None):
    """Return `layers.score` at the centres of some cells (row, column)."""
    x, y = area.centres(Window(0, 0, area.rows, area.columns))
    rows, columns = which
    sites = gpd.GeoDataFrame(
        {"id": range(len(rows)), "name": [f"p{i}" for i in range(len(rows))]},
        geometry=shapely.points(x[rows, columns], y[rows, columns]),
        crs=METRIC,
    ).assign(sectors=[mix] * len(rows), function=function)
    return layers.score(plan, sites, peers=peers)


def agree(bands, scores, which):
    """Compare every band with the scores of the same cells."""
    rows, columns = which
    for site, row, column in zip(scores, rows, columns, strict=True):
        found = {c["id"]: c["value"] for c in site["criteria"]} | {"total": site["score"]}
        for name, value in found.items():
            inside = bands["state"][row, column] != OUTSIDE
            expected = NAN if value is None or not inside else value
            assert bands[name][row, column] == pytest.approx(
                expected, rel=1e-6, abs=1e-7, nan_ok=True
            ), (name, row, column)
        assert (site["district"] is None) == (bands["state"][row, column] == OUTSIDE)


@pytest.mark.parametrize(
    "mix",
    [
        {"S1": 1.0},
        {"S2": 0.6, "S4": 0.4},
        {"S3": 0.5, "S8": 0.5},
        {"S5": 0.5, "S6": 0.3, "S1": 0.2},
        {"S7": 1.0},
        {"S8": 1.0},
        {"S9": 1.0},
        {"S10": 0.7, "S7": 0.3},
    ],
    ids=str,
)
def test_every_cell_of_the_toy_city_has_the_score_of_a_site_there(mix):
    area, peers = toy_grid(), layers.peers(PEERS)
    every = np.unravel_index(np.arange(area.rows * area.columns), (area.rows, area.columns))
    scores = at_centres(toy.plan(), mix, area, every, peers=peers)
    agree(whole(toy.plan(), mix, area, peers=peers), scores, every)


@pytest.mark.parametrize(
    ("mix", "function"),
    [
        ({"P6": 0.6, "P7": 0.4}, None),
        ({"P6": 1.0}, "集装箱"),
        ({"P2": 1.0}, None),
        ({"C2": 0.5, "C5": 0.5}, None),
        ({"P8": 0.5, "C4": 0.5}, None),
        ({"P7": 0.2, "C3": 0.5, "P1": 0.3}, "会展"),
    ],
    ids=str,
)
def test_random_cells_of_the_shipped_plan_have_the_score_of_a_site_there(mix, function):
    plan = default_plan()
    area = grid(plan.districts.city.bounds, 4000.0)
    bands = whole(plan, mix, area, function=function)
    random = np.random.default_rng(len(mix))
    inside = np.array(np.nonzero(bands["state"] != OUTSIDE))
    some = tuple(random.permutation(inside, axis=1)[:, :40])
    scores = at_centres(plan, mix, area, some, peers=plan.peers(), function=function)
    agree(bands, scores, some)


def test_the_weighted_bands_add_up_to_the_total():
    bands = whole(toy.plan(), {"S1": 0.5, "S3": 0.5}, toy_grid())
    weights = layers.score(toy.plan(), PEERS, peers=None)[0]["criteria"]
    values = np.array([bands[c["id"]] for c in weights])
    weight = np.array([c["weight"] for c in weights])[:, None, None] * np.isfinite(values)
    there = np.isfinite(bands["total"])
    total = 100 * np.nansum(values * weight, axis=0)[there] / weight.sum(axis=0)[there]
    np.testing.assert_allclose(total, bands["total"][there], rtol=1e-6)
    np.testing.assert_allclose(weight.sum(axis=0)[there], bands["weight"][there])


def test_values_are_between_0_and_1_and_totals_up_to_100():
    bands = whole(toy.plan(), {"S1": 0.5, "S4": 0.5}, toy_grid())
    for name in (c.id for c in toy.plan().facts.criteria):
        known = bands[name][np.isfinite(bands[name])]
        assert ((known >= 0) & (known <= 1)).all()
    totals = bands["total"][np.isfinite(bands["total"])]
    assert totals.size
    assert ((totals >= 0) & (totals <= 100)).all()


def test_the_cut_into_tiles_does_not_matter(monkeypatch):
    one = whole(toy.plan(), {"S1": 0.5, "S4": 0.5}, toy_grid(1000.0))
    monkeypatch.setattr(module, "TILE", 7)
    other = whole(toy.plan(), {"S1": 0.5, "S4": 0.5}, toy_grid(1000.0))
    for name, band in one.items():
        np.testing.assert_allclose(other[name], band, rtol=1e-6)


def test_weights_and_function_and_peers_are_handed_on():
    area = toy_grid(5000.0)
    plain = whole(toy.plan(), {"S1": 1.0}, area)
    heavy = {c.id: 1.0 for c in toy.plan().facts.criteria}
    assert not np.array_equal(
        whole(toy.plan(), {"S1": 1.0}, area, weights=heavy)["total"], plain["total"], equal_nan=True
    )
    alone = whole(toy.plan(), {"S1": 1.0}, area, peers=None)
    third = toy.plan().facts.criteria[2].id
    assert np.isfinite(plain[third]).any()
    assert not np.isfinite(alone[third]).any()


def test_a_sector_that_the_plan_does_not_have_is_refused():
    with pytest.raises(LayerError):
        list(suitability(toy.plan(), {"X": 1.0}, toy_grid(), peers=None))


def test_wrong_weights_are_refused():
    with pytest.raises(InputError):
        list(suitability(toy.plan(), {"S1": 1.0}, toy_grid(), peers=None, weights={"K1": 1}))
