"""Compiled loops against array functions and GEOS; results do not depend on chunks or order."""

import dataclasses

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import layers.uncertainty_distance as distance
from gis_app.load import default_plan
from layers.membership import membership
from layers.uncertainty_distance import Offsets, Outline, bounds, edges, moved
from layers.uncertainty_rows import moved_codes
from layers.uncertainty_totals import quantiles
from tests.layers import toy
from tests.uncertainty import city

FEW = settings(max_examples=25, deadline=None)
LINES = (toy.line((0, 0), (3, 4), (3, 9)), toy.line((12, 2), (15, 18)))
HOLED = toy.box(4, 4, 10, 12) - toy.box(6, 6, 8, 8)


@pytest.fixture(params=[True, False], ids=["compiled", "arrays"])
def way(request, monkeypatch):
    if request.param:
        pytest.importorskip("numba")
    monkeypatch.setattr(distance, "used", lambda _: request.param)
    return request.param


def outline(area=None, band_m=0.0):
    ends = np.vstack([np.hstack([xy[:-1], xy[1:]]) for xy in map(shapely.get_coordinates, LINES)])
    shapely.prepare(area)
    return Outline(distance._rows(ends), edges(area), area, 1000.0, 3000.0, band_m)


def drawn(n, spread_m, seed):
    random = np.random.default_rng(seed)
    xy = np.array([toy.EAST, toy.NORTH]) + random.uniform(-2000, 22_000, (n, 2))
    return xy, Offsets(random.normal(0, spread_m, (40, 2)))


def many(n=70):
    """Return points, some beside borders, and polygons, some of very many cells."""
    random = np.random.default_rng(3)
    sectors = random.choice(toy.SECTORS, (n, 2))
    at = random.uniform(-0.5, 20.5, (n, 2))
    at[: n // 3] = np.round(at[: n // 3] / 10) * 10 + random.normal(0, 0.1, (n // 3, 2))
    points = [
        (toy.at(*xy), {a: 0.4, b: 0.6} if a != b else a, f"s{i}", f"点{i}")
        for i, (xy, (a, b)) in enumerate(zip(at, sectors, strict=True))
    ]
    inn = [(toy.at(15 + k / 5, 12 + k / 3), "S9", f"i{k}", f"驿{k}") for k in range(8)]  # optional
    whole = [
        (toy.box(x, y, x + w, y + w), {"S1": 0.5, "S2": 0.5}, f"q{x}", f"面{x}")
        for x, y, w in ((9, 12, 2), (3, 0.5, 1), (1, 1, 9), (14, 4, 1))
    ]
    sites = toy.clusters(*points, *inn, *whole)
    return sites.assign(function=["港口" if k % 3 else None for k in range(len(sites))])


def peers():
    return toy.clusters(
        *(
            (toy.at(x, y), s, f"p{x}{y}", f"群{x}{y}")
            for x, s in ((4, "S1"), (12, "S2"))
            for y in (4, 9)
        )
    )


def numbers(found):
    """Return every array of the draws."""
    values = (getattr(found.drawn, field.name) for field in dataclasses.fields(found.drawn))
    return [value for value in values if isinstance(value, np.ndarray)]


def scored(sites, **more):
    return city.drawn(sites, city.plan(600.0), peers=peers(), n=64, **more)


@pytest.mark.parametrize("affinity", [False, True])
def test_the_numbers_are_the_same_with_and_without_compiled_loops(monkeypatch, affinity):
    pytest.importorskip("numba")
    found = []
    for way in (True, False):
        monkeypatch.setattr(distance, "used", lambda _, way=way: way)
        found.append(scored(many(), affinity=affinity))
    compiled, arrays = map(numbers, found)
    for one, other in zip(compiled, arrays, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(found[0].drawn.probability, found[1].drawn.probability)
    shares = found[0].drawn.variance
    assert (np.nanmax(shares, axis=1) > 0.01).all()  # weights, places and affinities all draw


@pytest.mark.usefixtures("way")
def test_the_numbers_do_not_depend_on_how_many_sites_are_drawn_at_a_time(monkeypatch):
    together = numbers(scored(many()))
    monkeypatch.setattr("layers.uncertainty_rows.NUMBERS", 64)  # one site, or one polygon
    for one, other in zip(numbers(scored(many())), together, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.usefixtures("way")
def test_the_numbers_do_not_depend_on_the_order_or_number_of_the_sites():
    sites = many()
    together = numbers(scored(sites))
    order = np.random.default_rng(1).permutation(len(sites))[:40]
    some = numbers(scored(sites.iloc[order]))
    for one, other in zip(some, together, strict=True):
        np.testing.assert_array_equal(one, other[..., order])


@pytest.mark.parametrize("area", [None, HOLED], ids=["lines", "area"])
@pytest.mark.parametrize("band_m", [0.0, 2500.0])
@pytest.mark.usefixtures("way")
def test_what_is_moved_is_as_far_as_a_moved_point(area, band_m):
    xy, offsets = drawn(30, 2000.0, 0)
    at = shapely.points(xy[:, None] - offsets.xy)
    away = shapely.distance(shapely.union_all(LINES), at)
    if area is not None:
        away = np.where(shapely.intersects(area, at), 0.0, away)
    expected = membership(np.abs(away - band_m), w_m=1000.0, h_m=3000.0)
    np.testing.assert_allclose(moved(outline(area, band_m), xy, offsets), expected, atol=1e-12)


@FEW
@given(st.integers(0, 1000), st.sampled_from([None, HOLED]), st.sampled_from([0.0, 2500.0]))
def test_no_draw_leaves_the_bounds(seed, area, band_m):
    xy, offsets = drawn(40, 700.0, seed)
    found, near = (
        moved(outline(area, band_m), xy, offsets),
        bounds(outline(area, band_m), xy, offsets),
    )
    rows = near.moving
    assert (found[rows] >= near.low[rows, None] - 1e-12).all()
    assert (found[rows] <= near.high[rows, None] + 1e-12).all()


def test_borders_move_as_geos_has_it(monkeypatch):
    pytest.importorskip("numba")
    index = default_plan().districts
    random = np.random.default_rng(0)
    edge = shapely.line_interpolate_point(index.borders, random.uniform(0, 1, 10), normalized=True)
    xy = shapely.get_coordinates(edge) + random.normal(0, 200, (10, 2))
    offsets, here = Offsets(random.normal(0, 100, (200, 2))), np.arange(10)
    found = []
    for way in (True, False):
        monkeypatch.setattr(distance, "used", lambda _, way=way: way)
        found.append(moved_codes(index, xy, here, offsets))
    np.testing.assert_array_equal(*found)
    assert (found[0] != found[0][:, :1]).any(axis=1).sum() > 4


def test_quantiles_are_those_of_numpy():
    values = np.random.default_rng(0).normal(size=(40, 101))
    values[::3, :7] = np.nan
    values[5] = np.nan
    wanted = (0.05, 0.05, 0.5, 0.95, 1.0)
    expected = [
        [
            np.quantile(row[~np.isnan(row)], q) if (~np.isnan(row)).any() else np.nan
            for row in values
        ]
        for q in wanted
    ]
    np.testing.assert_array_equal(quantiles(values, wanted), expected)
    assert quantiles(values[:, 50:51], wanted).shape == (5, 40)
