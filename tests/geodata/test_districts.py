"""The ten districts cover the nine units, and the park lies where its landmarks are."""

import pytest
import shapely
from shapely.geometry import Point

from geodata import catalog
from geodata.build.cuts import lobes, nearest_corners
from geodata.build.form import area_km2

PARK = {
    "苏州中心": (120.6734, 31.3187),
    "东沙湖": (120.7591, 31.3398),
    "独墅湖科教": (120.7315, 31.2752),
    "管委会": (120.7190, 31.3260),
    "苏州园区站": (120.7066, 31.3426),
    "胜浦": (120.8167, 31.3055),
}
NOT_PARK = {"甪直": (120.867, 31.276), "郭巷": (120.6716, 31.2545)}
ANSWERS = [
    (120.6734, 31.3187, "苏州工业园区"),
    (121.0749, 31.2974, "昆山市"),
    (120.9539, 31.3840, "昆山市"),
    (120.4009, 31.3345, "苏州高新区"),
]


@pytest.fixture(scope="module")
def districts():
    return catalog.read("derived/districts")


@pytest.fixture(scope="module")
def units():
    return catalog.read("tianditu/units")


def _at(districts, lon, lat):
    return list(districts[districts.contains(Point(lon, lat))]["name"])


def test_the_ten_names_and_codes(districts):
    assert dict(zip(districts["id"], districts["name"], strict=True)) == {
        "320505": "苏州高新区",
        "320506": "吴中区",
        "320507": "相城区",
        "320508": "姑苏区",
        "320509": "吴江区",
        "320576": "苏州工业园区",
        "320581": "常熟市",
        "320582": "张家港市",
        "320583": "昆山市",
        "320585": "太仓市",
    }
    assert districts["name_en"].str.len().gt(0).all()


@pytest.mark.parametrize("name", ["tianditu/units", "derived/districts"])
def test_no_district_overlaps_or_leaves_a_gap(name):
    assert shapely.coverage_is_valid(catalog.read(name).geometry.to_numpy())


def test_the_ten_cover_exactly_the_nine(districts, units):
    ten, nine = districts.union_all(), units.union_all()
    assert ten.normalize() == nine.normalize()


def test_untouched_units_stay_as_they_were(districts, units):
    ours = districts.set_index("id").geometry
    theirs = units.set_index("id").geometry
    for code in set(ours.index) - {"320505", "320506", "320576"}:
        assert ours[code].equals(theirs[code])


@pytest.mark.parametrize(("lon", "lat", "name"), ANSWERS)
def test_a_point_lies_in_the_district_the_plan_means(districts, lon, lat, name):
    assert _at(districts, lon, lat) == [name]


@pytest.mark.parametrize("landmark", PARK)
def test_landmarks_of_the_park_lie_in_it(districts, landmark):
    assert _at(districts, *PARK[landmark]) == ["苏州工业园区"]


@pytest.mark.parametrize("landmark", NOT_PARK)
def test_towns_beside_the_park_lie_outside_it(districts, landmark):
    assert _at(districts, *NOT_PARK[landmark]) == ["吴中区"]


def test_the_park_has_its_published_area(districts):
    park = districts.set_index("id").geometry["320576"]
    assert park.geom_type == "Polygon"
    assert 265 <= area_km2(park) <= 290


def test_the_city_has_its_published_area(districts):
    assert area_km2(districts.union_all()) == pytest.approx(8657, rel=0.005)


def test_both_cuts_run_along_the_border_of_the_park(districts):
    shapes = districts.set_index("id").geometry
    shared = shapes["320576"].intersection(shapes["320506"])
    for cut in catalog.read("derived/cuts").geometry:
        assert shared.buffer(1e-9).contains(cut)


def test_the_cut_joins_the_closest_corners():
    line = nearest_corners(shapely.box(120, 31, 120.1, 31.1), shapely.box(120.2, 31.1, 120.3, 31.2))
    assert list(line.coords) == [(120.1, 31.1), (120.2, 31.1)]


def test_lobes_are_the_eastern_parts_from_west_to_east():
    boxes = [shapely.box(x, 31, x + 0.01, 31.01) for x in (120.8, 120.4, 120.65)]
    west, east = lobes(shapely.MultiPolygon(boxes))
    assert (west.bounds[0], east.bounds[0]) == (120.65, 120.8)
