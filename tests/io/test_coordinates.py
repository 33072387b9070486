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
        ("CGCS2000_3_Degree_GK_CM_120E", "EPSG:4549"),
        ("2000国家大地坐标系", "EPSG:4490"),
        ("GPS", "EPSG:4326"),
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
        ("Xian_1980_3_Degree_GK_CM_120E", "E-CRS-05"),
        ("北京54", "E-CRS-05"),
        ("sz2000", "E-CRS-05"),
        ("EPSG:5703", "E-CRS-06"),  # a height system
        ("EPSG:4979", "E-CRS-06"),  # three axes
        ("EPSG:999999", "E-CRS-06"),
        ("EPSG:99999999999999999999", "E-CRS-06"),
        (f"EPSG:{'1' * 5000}", "E-CRS-06"),  # longer than Python takes for a number
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
        of(f"EPSG:{'1' * 5000}"),
        of("gcj02"),
        of(7),
        {"type": "link", "properties": {"href": "http://127.0.0.1/"}},
        {"type": "EPSG", "properties": {"code": 4326}},
        "EPSG:4326",
        [],
    ):
        assert code(member, wrong) == "E-CRS-06"


@pytest.mark.parametrize(
    ("crs", "said"),
    [
        ({"type": "link", "properties": {"href": "http://127.0.0.1/x"}}, "link http://127.0.0.1/x"),
        ({"type": "EPSG", "properties": {"code": 2437}}, "EPSG 2437"),
        ({"type": "name", "properties": {"name": "苏州"}}, "苏州"),
        ({"properties": {"href": "x"}}, "x"),
        ("EPSG:4326", "EPSG:4326"),
        ({"type": "link"}, '{"type": "link"}'),
        ({"a": [None, 1.5]}, '{"a": [null, 1.5]}'),
        ([], "[]"),
    ],
)
def test_a_refused_crs_member_is_said_as_people_read_it(crs, said):
    with pytest.raises(InputError) as caught:
        member(crs)
    assert caught.value.faults[0].facts["name"] == said


@pytest.mark.parametrize("epsg", [4491, 4502, 4513, 4534, 4550, 4554])
def test_a_crs_member_may_be_any_zone_of_cgcs2000(epsg):
    crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}
    assert member(crs).code == epsg


@pytest.mark.parametrize(
    ("epsg", "x", "y"),
    [
        ("EPSG:4549", 557122.865, 3464391.326 + 40_007_862.9),  # once around the poles
        ("EPSG:3857", 13425130.59 + 2 * 20_037_508.3428, 3671771.45),  # once around the equator
        ("EPSG:3857", 13425130.59 - 2 * 20_037_508.3428, 3671771.45),
        ("EPSG:4549", 1e12, 3e6),
        ("EPSG:4549", np.inf, 3e6),
        ("EPSG:4549", np.nan, 3e6),
    ],
)
def test_what_lies_nowhere_comes_back_as_no_place(epsg, x, y):
    there = named(epsg).to_store(np.float64(x), np.float64(y))
    assert not np.isfinite(there).any()
    assert not inside(*there, WINDOW)
    one = named(epsg).to_store(np.array([x, 557122.865]), np.array([y, 3464391.326]))
    assert np.isfinite(one).any(axis=0).tolist() == [False, True]


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
        (271600.0, 3465800.0, "wgs84", "E-CRS-08", "looks-123e"),
        (41271600.0, 3465800.0, "EPSG:4549", "E-CRS-08", "looks-4529"),
        (21271600.0, 3465800.0, "EPSG:4549", "E-CRS-08", "looks-4499"),
        (470000.0, 3464391.3, "EPSG:4326", "E-CRS-08", "looks-sz2000"),
        (557122.9, 3464391.3, "sz2000:9,9", "E-CRS-02", None),  # the constants may be wrong
        (40557122.9, 3464391.3, "sz2000:9,9", "E-CRS-08", "looks-4528"),
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
