"""`locate`: the contract's keys, places people know, and points that are refused."""

import pytest
import shapely

from gis_app.cli_locate import CONCLUSION
from gis_app.load import default_plan
from gis_app.reading.datum import gcj_to_wgs, wgs_to_bd, wgs_to_gcj
from gis_app.reading.suzhou2000 import suzhou2000

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
        (["120.6", "31.3", "--crs", "sz2000"], "E-CRS-05"),
        (["31.3", "120.6", "--crs", "unknown"], "E-CRS-03"),
        (["116.4", "39.9", "--crs", "unknown"], "E-CRS-02"),
        (["-120.6", "31.3"], "E-CRS-02"),
        (["120.6", "-31.3"], "E-CRS-02"),
        (["-1", "-2", "--json"], "E-CRS-02"),
        (["-120.6", "--", "-31.3"], "E-CRS-02"),
        (["--jsno", "31.3"], "E-GEO-04"),
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


def test_a_system_that_counts_from_elsewhere_takes_negative_numbers(run):
    crs = suzhou2000(-5_000.0, -3_500_000.0)
    east, north = (float(v) for v in crs.from_store(120.6, 31.3))
    assert max(east, north) < 0
    there = located(run, repr(east), repr(north), "--crs", "sz2000:-5000,-3500000")["position"]
    assert (there["lon"], there["lat"]) == pytest.approx((120.6, 31.3), abs=2e-7)


def test_a_control_point_stands_for_the_constants(run):
    east, north = suzhou2000(271_828.0, 31_415.0).from_store(120.7, 31.4)
    crs = f"sz2000@{east},{north}=120.7,31.4"
    there = located(run, repr(float(east)), repr(float(north)), "--crs", crs)["position"]
    assert (there["lon"], there["lat"]) == pytest.approx((120.7, 31.4), abs=2e-7)


def test_an_unknown_datum_is_answered_for_both(run):
    both = located(run, "120.62", "31.31", "--crs", "unknown")
    assert set(both) == {*KEYS, "if_gcj02", "datum_matters"}
    assert both["if_gcj02"] == located(run, "120.62", "31.31", "--crs", "gcj02")
    own = {k: v for k, v in both.items() if k in KEYS}
    assert own == located(run, "120.62", "31.31")
    assert isinstance(both["datum_matters"], bool)


def edge(plan):
    """Return a point whose district the datum decides: GCJ-02 puts it across the border."""
    for geometry in plan.layers["districts"].geometry:
        for lon, lat in shapely.get_coordinates(geometry.simplify(0.002)):
            if inside_of(plan, lon - 0.002, lat) != inside_of(plan, lon - 0.0065, lat + 0.002):
                return lon - 0.002, lat
    raise AssertionError("no border of the city runs there")


def inside_of(plan, lon, lat):
    layer = plan.layers["districts"]
    return tuple(layer["id"][layer.contains(shapely.Point(lon, lat))])


def test_near_a_border_the_datum_matters_and_far_from_one_it_does_not(run):
    lon, lat = edge(default_plan())
    near = located(run, f"{lon:.6f}", f"{lat:.6f}", "--crs", "unknown")
    assert near["datum_matters"] is True
    assert near["district"] != near["if_gcj02"]["district"]
    said = run("locate", f"{lon:.6f}", f"{lat:.6f}", "--crs", "unknown").out
    assert "结论随坐标系变化，请确认" in said
    assert "≠" in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_shows_both_positions_and_the_conclusion(run, lang):
    outcome = run("locate", "120.62", "31.31", "--crs", "不清楚", "--lang", lang)
    lon, lat = gcj_to_wgs(120.62, 31.31)
    assert f"{round(float(lon), 7)}, {round(float(lat), 7)}" in outcome.out
    assert "120.62, 31.31" in outcome.out
    both = located(run, "120.62", "31.31", "--crs", "unknown")
    words = CONCLUSION[lang][both["datum_matters"]]
    assert outcome.out.rstrip().endswith(words)
