"""Coordinate systems: what `--crs` and files may say, and where points come out."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from gis_app.reading.coordinates import agreed, inside, looks, member, misplaced, named
from gis_app.reading.datum import wgs_to_bd, wgs_to_gcj
from layers.errors import InputError
from tests.io.small import WINDOW

LON = st.floats(119.8, 121.5)
LAT = st.floats(30.6, 32.2)


@cache
def to_projected(epsg):
    return Transformer.from_crs("EPSG:4326", epsg, always_xy=True)


def code(function, *arguments):
    with pytest.raises(InputError) as caught:
        function(*arguments)
    (fault,) = caught.value.faults
    return fault.code


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("wgs84", "EPSG:4326"),
        ("WGS84", "EPSG:4326"),
        ("cgcs2000", "EPSG:4490"),
        ("EPSG:4549", "EPSG:4549"),
        ("epsg:4528", "EPSG:4528"),
        ("EPSG:3857", "EPSG:3857"),
        ("EPSG:32651", "EPSG:32651"),
        ("gcj02", "gcj02"),
        ("高德", "gcj02"),
        ("bd09", "bd09"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
    ],
)
def test_a_known_system_is_understood(text, name):
    assert named(text).name == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("unknown", "E-CRS-01"),
        ("EPSG:2437", "E-CRS-05"),  # Beijing 1954
        ("EPSG:2385", "E-CRS-05"),  # Xi'an 1980
        ("EPSG:5703", "E-CRS-06"),  # a height system
        ("EPSG:4979", "E-CRS-06"),  # three axes
        ("EPSG:999999", "E-CRS-06"),
        ("EPSG:99999999999999999999", "E-CRS-06"),
        ("", "E-CRS-06"),
        ("/etc/passwd", "E-CRS-06"),
        ("+proj=longlat", "E-CRS-06"),
    ],
)
def test_any_other_system_is_refused_by_name(text, expected):
    assert code(named, text) == expected


@pytest.mark.parametrize("epsg", ["EPSG:4549", "EPSG:4528", "EPSG:3857", "EPSG:32651"])
@given(lon=LON, lat=LAT)
def test_projected_coordinates_come_back_within_a_tenth_of_a_millimetre(epsg, lon, lat):
    x, y = to_projected(epsg).transform(lon, lat)
    found = named(epsg).to_store(np.float64(x), np.float64(y))
    assert found == pytest.approx((lon, lat), abs=1e-9)


@pytest.mark.parametrize(("crs", "shift"), [("gcj02", wgs_to_gcj), ("bd09", wgs_to_bd)])
@given(lon=LON, lat=LAT)
def test_shifted_coordinates_come_back(crs, shift, lon, lat):
    assert named(crs).to_store(*shift(lon, lat)) == pytest.approx((lon, lat), abs=1e-13)


def test_a_crs_member_is_accepted_by_known_name_only():
    def of(name):
        return {"type": "name", "properties": {"name": name}}

    assert member(of("urn:ogc:def:crs:EPSG::4490")).name == "EPSG:4490"
    assert member(of("http://www.opengis.net/def/crs/OGC/1.3/CRS84")).name == "EPSG:4326"
    for wrong in (
        of("urn:ogc:def:crs:EPSG::32651"),
        of("wgs84; DROP"),
        of("gcj02"),
        of(7),
        {"type": "link", "properties": {"href": "http://127.0.0.1/"}},
        {"type": "EPSG", "properties": {"code": 4326}},
        "EPSG:4326",
        [],
    ):
        assert code(member, wrong) == "E-CRS-06"


def test_a_file_and_the_option_must_agree():
    degrees, metres, shifted = named("cgcs2000"), named("EPSG:4549"), named("gcj02")
    assert agreed(None, metres) == (metres, [])
    assert agreed(degrees, None) == (degrees, [])
    assert agreed(degrees, named("wgs84"))[0] == degrees
    found, notes = agreed(degrees, shifted)
    assert (found, [n.code for n in notes]) == (shifted, ["W-CRS-11"])
    assert code(agreed, degrees, metres) == "E-CRS-07"
    assert code(agreed, metres, shifted) == "E-CRS-07"


@pytest.mark.parametrize(
    ("x", "y", "crs", "expected", "seems"),
    [
        (31.3, 120.6, "wgs84", "E-CRS-03", None),
        (31.3, 120.6, "bd09", "E-CRS-03", None),
        (3464391.3, 557122.9, "EPSG:4549", "E-CRS-03", None),
        (116.4, 39.9, "wgs84", "E-CRS-02", None),
        (0.0, 0.0, "wgs84", "E-CRS-02", None),
        (557122.9, 3464391.3, "wgs84", "E-CRS-08", "looks-4549"),
        (40557122.9, 3464391.3, "cgcs2000", "E-CRS-08", "looks-4528"),
        (40557122.9, 3464391.3, "EPSG:4549", "E-CRS-08", "looks-4528"),
        (13425130.0, 3671990.0, "wgs84", "E-CRS-08", "looks-3857"),
        (120.6, 31.3, "EPSG:4549", "E-CRS-08", "looks-degrees"),
        (5e8, 5e8, "wgs84", "E-CRS-08", None),
    ],
)
def test_a_misplaced_point_is_told_what_it_looks_like(x, y, crs, expected, seems):
    fault = misplaced(x, y, named(crs), WINDOW)
    assert (fault.code, fault.facts.get("looks")) == (expected, seems)


def test_numbers_like_nothing_known_look_like_nothing():
    assert looks(45012.0, 55023.0) == ""


def test_the_edge_of_the_window_is_inside_and_nan_is_not():
    lon, lat = np.array([119.8, 121.5001, np.nan]), np.array([30.6, 31.0, 31.0])
    assert inside(lon, lat, WINDOW).tolist() == [True, False, False]
