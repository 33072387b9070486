"""`locate`: the contract's keys, places people know, and points that are refused."""

import pytest

from gis_app.reading.datum import wgs_to_bd, wgs_to_gcj

KEYS = {
    *("position", "in_city", "district", "elements", "places", "county"),
    *("nearest_places", "caveats"),
}
ELEMENT = {
    *("id", "kind", "name", "part", "relation", "distance_m", "core_m", "half_m", "member"),
    *("membership", "fit", "bearing_deg", "chainage_m", "length_m", "accuracy_m", "status"),
    *("clause", "quote"),
}


def located(run, *words):
    outcome = run("locate", *words, "--json")
    assert (outcome.status, outcome.err) == (0, "")
    return outcome.json


def test_json_has_the_keys_of_the_contract(run):
    found = located(run, "120.62", "31.31")
    assert set(found) == KEYS
    assert set(found["position"]) == {"lon", "lat", "x", "y"}
    assert [set(e) for e in found["elements"]] == [ELEMENT] * 7
    assert found["in_city"] is True
    assert set(found["district"]) == {"code", "name", "border_distance_m", "ambiguous"}


@pytest.mark.parametrize(
    ("lon", "lat", "name"),
    [
        ("120.62", "31.31", "姑苏区"),
        ("120.98", "31.38", "昆山市"),
        ("120.72", "31.31", "苏州工业园区"),
    ],
)
def test_a_known_place_lies_in_its_district(run, lon, lat, name):
    assert located(run, lon, lat)["district"]["name"] == name


@pytest.mark.parametrize(
    ("crs", "x", "y"),
    [
        ("cgcs2000", 120.6, 31.3),
        ("EPSG:4549", 557122.865, 3464391.326),
        ("EPSG:4528", 40557122.865, 3464391.326),
        ("EPSG:3857", 13425130.590, 3671771.449),
        ("gcj02", *map(float, wgs_to_gcj(120.6, 31.3))),
        ("bd09", *map(float, wgs_to_bd(120.6, 31.3))),
    ],
)
def test_the_same_point_in_any_system_lies_in_the_same_place(run, crs, x, y):
    there = located(run, repr(x), repr(y), "--crs", crs)["position"]
    assert (there["lon"], there["lat"]) == pytest.approx((120.6, 31.3), abs=2e-8)


def test_outside_the_city_there_is_no_district(run):
    found = located(run, "119.9", "30.7")
    assert (found["in_city"], found["district"], found["county"]) == (False, None, None)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["31.3", "120.6"], "E-CRS-03"),
        (["116.4", "39.9"], "E-CRS-02"),
        (["nan", "31.3"], "E-GEO-04"),
        (["120.6", "inf"], "E-GEO-04"),
        (["abc", "31.3"], "E-GEO-04"),
        (["", ""], "E-GEO-04"),
        (["557122.9", "3464391.3"], "E-CRS-08"),
        (["120.6", "31.3", "--crs", "EPSG:4549"], "E-CRS-08"),
        (["120.6", "31.3", "--crs", "EPSG:2437"], "E-CRS-05"),
        (["120.6", "31.3", "--crs", "somewhere"], "E-CRS-06"),
        (["120.6", "31.3", "--crs", "unknown"], "E-CRS-01"),
        (["120.6", "31.3", "--plan", "/nowhere"], "E-DAT-01"),
    ],
)
def test_a_point_that_makes_no_sense_is_refused(run, words, code):
    outcome = run("locate", *words)
    assert (outcome.status, outcome.out) == (2, "")
    assert set(outcome.faults) == {code}


def test_degrees_minutes_and_seconds_are_understood(run):
    there = located(run, "120°36′00″", "31°18′00″")["position"]
    assert (there["lon"], there["lat"]) == (120.6, 31.3)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ["姑苏区", "核心范围", "四（一）"]), ("en", ["District", "core", "四（一）"])],
)
def test_people_get_a_readable_sheet(run, lang, words):
    outcome = run("locate", "120.62", "31.31", "--lang", lang)
    assert outcome.status == 0
    assert all(word in outcome.out for word in words)


def test_the_language_changes_no_key_and_no_id(run):
    chinese, english = (located(run, "120.62", "31.31", "--lang", lang) for lang in ("zh", "en"))
    assert set(chinese) == set(english)
    assert [e["id"] for e in chinese["elements"]] == [e["id"] for e in english["elements"]]
