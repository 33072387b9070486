"""The surface: the same score as a site's at every cell centre; masks and criteria on top."""

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
from layers.suitability import (
    MASKED,
    OUTSIDE,
    SCORED,
    SILENT,
    Curve,
    Tile,
    counted,
    masked,
    relevant,
    suitability,
    windows,
)
from tests.layers import toy

NAN = np.nan
module = importlib.import_module("layers.suitability")
PEERS = toy.clusters((toy.at(3, 3), "S1"), (toy.at(12, 16), {"S1": 0.5, "S2": 0.5}, "x", "别处"))


def toy_grid(cell_m=2500.0, margin=3):
    return grid(toy.box(-margin, -margin, 20 + margin, 20 + margin).bounds, cell_m)


def whole(plan, mix, area, **more):
    """Return the surface in one piece: every band by name, total and state."""
    more.setdefault("peers", layers.peers(PEERS) if plan is toy.plan() else plan.peers())
    names = [*(c.id for c in plan.facts.criteria), "total", "weight"]
    bands = {n: np.full((area.rows, area.columns), NAN) for n in names}
    bands["state"] = np.full((area.rows, area.columns), OUTSIDE)
    for tile in suitability(plan, mix, area, **more):
        w = tile.window
        here = (slice(w.row, w.row + w.height), slice(w.column, w.column + w.width))
        for name, values in {
            **tile.values,
            **{k: getattr(tile, k) for k in ("total", "state", "weight")},
        }.items():
            bands[name][here] = values
    return bands


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


# The same score


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


# Outside, silent, masked


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


def test_cells_outside_cannot_be_masked():
    tile = tile_of(total=[NAN, 50.0], state=[OUTSIDE, SCORED], weight=[0, 1])
    assert masked(tile, np.array([[True, True]])).state.tolist() == [[OUTSIDE, MASKED]]


# A criterion of the user's own


def tile_of(*, total, state, weight):
    return Tile(
        window=Window(0, 0, 1, len(total)),
        values={"K1": np.array([total], dtype=np.float32) / 100},
        total=np.array([total], dtype=np.float32),
        state=np.array([state], dtype=np.uint8),
        weight=np.array([weight], dtype=float),
    )


def test_a_criterion_counts_beside_the_others_by_its_weight():
    tile = tile_of(total=[40.0, 80.0], state=[SCORED, MASKED], weight=[0.5, 1.0])
    found = counted(tile, "own", np.array([[1.0, 0.0]]), 0.5)
    assert found.total.tolist() == [[70.0, pytest.approx(80 / 1.5)]]
    assert found.weight.tolist() == [[1.0, 1.5]]
    assert found.values["own"].tolist() == [[1.0, 0.0]]
    assert found.state.tolist() == [[SCORED, MASKED]]


def test_missing_data_are_no_penalty():
    tile = tile_of(total=[40.0], state=[SCORED], weight=[0.5])
    found = counted(tile, "own", np.array([[NAN]]), 0.5)
    assert (found.total.tolist(), found.weight.tolist()) == ([[40.0]], [[0.5]])
    assert np.isnan(found.values["own"]).all()


def test_a_criterion_cannot_speak_for_a_silent_plan_nor_outside():
    tile = tile_of(total=[NAN, NAN], state=[SILENT, OUTSIDE], weight=[0.2, 0.0])
    found = counted(tile, "own", np.array([[1.0, 1.0]]), 0.5)
    assert np.isnan(found.total).all()
    assert found.values["own"][0, 0] == 1.0
    assert np.isnan(found.values["own"][0, 1])


def test_a_criterion_without_weight_is_shown_and_not_counted():
    tile = tile_of(total=[40.0], state=[SCORED], weight=[0.5])
    found = counted(tile, "own", np.array([[1.0]]), 0.0)
    assert (found.total.tolist(), found.values["own"].tolist()) == ([[40.0]], [[1.0]])


def test_the_order_of_criteria_does_not_matter():
    tile = tile_of(total=[40.0], state=[SCORED], weight=[0.5])
    a, b = ("a", np.array([[0.2]]), 0.3), ("b", np.array([[0.9]]), 0.7)
    one = counted(counted(tile, *a), *b)
    other = counted(counted(tile, *b), *a)
    np.testing.assert_allclose(one.total, other.total, rtol=1e-6)
    assert one.total[0, 0] == pytest.approx((40 * 0.5 + 20 * 0.3 + 90 * 0.7) / 1.5)


def test_a_curve_is_straight_between_its_points_and_level_beyond():
    curve = Curve((0.0, 10.0, 20.0), (1.0, 0.0, 0.5))
    assert curve(np.array([-9.0, 5.0, 15.0, 99.0])).tolist() == [1.0, 0.5, 0.25, 0.5]


# The plan without what cannot count


def test_the_narrowed_plan_is_smaller_and_the_plan_itself_unchanged():
    plan = toy.plan()
    narrow = relevant(plan, {"S7": 1.0})
    assert {p.id for p in narrow.places} == {"spa", "inn"}
    assert [bool(e.parts) for e in narrow.elements] == [True, False, False, False]
    assert all(e.parts for e in plan.elements)
