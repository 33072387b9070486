"""Shifted coordinates: published values, exact inverses, arrays of any shape."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app.reading import datum

LON = st.floats(119.0, 122.0)  # the city's window and a margin
LAT = st.floats(30.0, 33.0)
PAIRS = {
    "gcj": (datum.wgs_to_gcj, datum.gcj_to_wgs),
    "bd-gcj": (datum.gcj_to_bd, datum.bd_to_gcj),
    "bd": (datum.wgs_to_bd, datum.bd_to_wgs),
}


def apart_m(a, b):
    """Return metres between two (lon, lat) near 31°N, to first order."""
    dx = (np.asarray(a[0]) - b[0]) * 111_320 * np.cos(np.radians(31.3))
    return np.hypot(dx, (np.asarray(a[1]) - b[1]) * 110_900)


@pytest.mark.parametrize(
    ("wgs", "gcj"),  # test points of the eviltransform project
    [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_gcj_agrees_with_published_points_within_a_millimetre(wgs, gcj):
    assert apart_m(datum.wgs_to_gcj(*wgs), gcj) < 1e-3


def test_a_bd09_point_lies_where_the_published_formula_puts_it():
    z = np.hypot(120.6, 31.3) + 2e-5 * np.sin(31.3 * np.pi * 3000 / 180)
    t = np.arctan2(31.3, 120.6) + 3e-6 * np.cos(120.6 * np.pi * 3000 / 180)
    assert datum.gcj_to_bd(120.6, 31.3) == (
        pytest.approx(z * np.cos(t) + 0.0065, abs=1e-12),
        pytest.approx(z * np.sin(t) + 0.006, abs=1e-12),
    )


@pytest.mark.parametrize("pair", PAIRS)
@given(lon=LON, lat=LAT)
def test_there_and_back_is_exact(pair, lon, lat):
    there, back = PAIRS[pair]
    assert apart_m(back(*there(lon, lat)), (lon, lat)) <= 1e-8


@pytest.mark.parametrize("pair", PAIRS)
@given(lon=LON, lat=LAT)
def test_back_and_there_is_exact(pair, lon, lat):
    there, back = PAIRS[pair]
    assert apart_m(there(*back(lon, lat)), (lon, lat)) <= 1e-8


@pytest.mark.parametrize("pair", PAIRS)
def test_a_hundred_thousand_points_of_the_city_come_back_at_once(pair):
    random = np.random.default_rng(5)
    lon, lat = random.uniform(119.8, 121.5, 100_000), random.uniform(30.6, 32.2, 100_000)
    there, back = PAIRS[pair]
    assert apart_m(back(*there(lon, lat)), (lon, lat)).max() <= 1e-8


def test_the_shift_near_suzhou_is_some_hundred_metres():
    assert 300 < apart_m(datum.wgs_to_gcj(120.6, 31.3), (120.6, 31.3)) < 700


def test_arrays_keep_their_shape_and_nan_stays_nan():
    lon = np.array([[120.6, np.nan], [120.7, 121.0]])
    x, y = datum.bd_to_wgs(lon, np.full((2, 2), 31.3))
    assert x.shape == y.shape == (2, 2)
    assert np.isnan(x[0, 1])
    assert np.isfinite(x[[0, 1, 1], [0, 0, 1]]).all()


def test_outside_china_nothing_is_shifted():
    assert datum.wgs_to_gcj(2.35, 48.85) == (2.35, 48.85)
