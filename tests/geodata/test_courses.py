"""The courses of ring, axes and belts: simple, in order, where they belong, honest."""

import pytest
from shapely.geometry import LineString, Point, Polygon

from geodata import catalog
from geodata.build.form import PLANE

IDS = {
    "ring-inner",
    "ring-middle",
    "ring-middle-alt",
    "huning-main",
    "huning-taicang",
    "huning-xiangcheng",
    "tongsujia-main",
    "hongqiao-kunshan",
    "hongqiao-taicang",
    "changjiang-bank",
    "taihu-shore",
    "taihu-xishan",
    "wusong-river",
    "canal-main",
    "canal-moat",
}
RINGS = ["ring-inner", "ring-middle", "ring-middle-alt", "canal-moat", "taihu-xishan"]
EASTWARD = ["huning-main", "huning-taicang", "changjiang-bank", "wusong-river"]
SOUTHWARD = ["huning-xiangcheng", "tongsujia-main", "canal-main", "taihu-shore"]
LENGTHS_KM = {  # between; the published length in brackets where there is one
    "ring-inner": (24, 28),  # 26
    "ring-middle": (85, 98),  # 97
    "ring-middle-alt": (78, 98),
    "huning-main": (68, 80),
    "tongsujia-main": (85, 105),
    "canal-main": (72, 83),  # 82
    "canal-moat": (14, 16),  # 15
    "wusong-river": (55, 65),
    "changjiang-bank": (130, 160),
    "taihu-shore": (140, 190),
}
PASSES = [  # course, place, at most so many metres away
    ("huning-main", "place-t03", 300),
    ("huning-main", "place-t04", 300),
    ("huning-main", "place-t05", 300),
    ("huning-main", "place-t06", 300),
    ("huning-main", "place-y01", 1000),
    ("tongsujia-main", "place-t01", 300),
    ("tongsujia-main", "place-t02", 300),
    ("tongsujia-main", "place-t10", 300),
    ("canal-main", "place-y01", 1000),
    ("canal-main", "place-y02", 1000),
    ("canal-main", "place-y03", 700),
    ("canal-main", "place-y07", 700),
    ("canal-main", "place-y09", 700),
    ("canal-main", "place-y10", 700),
    ("canal-moat", "place-y06", 500),
    ("hongqiao-kunshan", "place-c05", 100),
    ("hongqiao-kunshan", "place-c04", 100),
    ("hongqiao-taicang", "place-l03", 100),
    ("changjiang-bank", "place-l03", 3000),
    ("changjiang-bank", "place-l04", 1500),
    ("changjiang-bank", "place-l05", 3000),
    ("wusong-river", "place-k05", 5000),
]


@pytest.fixture(scope="module")
def courses():
    return catalog.read("derived/courses").set_index("id")


@pytest.fixture(scope="module")
def metric(courses):
    return courses.to_crs(PLANE).geometry


def test_every_course_of_the_seven_elements_is_there(courses):
    assert set(courses.index) == IDS


@pytest.mark.parametrize("key", sorted(IDS))
def test_a_course_is_one_simple_line(courses, key):
    line = courses.geometry[key]
    assert line.geom_type == "LineString"
    assert line.is_simple


@pytest.mark.parametrize("key", RINGS)
def test_a_ring_is_closed_and_clockwise_from_its_north_point(courses, key):
    coords = list(courses.geometry[key].coords)
    assert coords[0] == coords[-1]
    assert coords[0][1] == max(y for _, y in coords)
    assert not Polygon(coords).exterior.is_ccw


@pytest.mark.parametrize("key", EASTWARD)
def test_chainage_runs_west_to_east(courses, key):
    coords = courses.geometry[key].coords
    assert coords[0][0] < coords[-1][0]


@pytest.mark.parametrize("key", SOUTHWARD)
def test_chainage_runs_north_to_south(courses, key):
    coords = courses.geometry[key].coords
    assert coords[0][1] > coords[-1][1]


@pytest.mark.parametrize("key", ["hongqiao-kunshan", "hongqiao-taicang"])
def test_the_hongqiao_belt_starts_at_huaqiao(courses, key):
    assert courses.geometry[key].coords[0] == (121.0749, 31.2974)


@pytest.mark.parametrize("key", LENGTHS_KM)
def test_a_course_is_about_as_long_as_it_should_be(courses, metric, key):
    low, high = LENGTHS_KM[key]
    assert low <= courses["length_km"][key] <= high
    assert metric[key].length / 1000 == pytest.approx(courses["length_km"][key], rel=0.001)


@pytest.mark.parametrize(("course", "place", "most"), PASSES)
def test_a_course_passes_its_places(metric, course, place, most):
    places = catalog.read("gazetteer/places").set_index("id")
    point = places.loc[[place]].to_crs(PLANE).geometry.iloc[0]
    assert metric[course].distance(point) <= most


def test_every_course_stays_in_the_city(courses):
    city = catalog.read("derived/districts").union_all().buffer(0.001)
    assert courses.within(city).all()


def test_schematic_courses_are_smooth(courses):
    schematic = courses[courses["status"] == "schematic"]
    assert len(schematic) == 5
    assert all(len(line.coords) > 40 for line in schematic.geometry)


def test_what_only_the_text_describes_is_schematic(courses):
    keys = ["tongsujia-main", "huning-taicang", "huning-xiangcheng"]
    keys += ["hongqiao-kunshan", "hongqiao-taicang"]
    assert set(courses.loc[keys, "status"]) == {"schematic"}


def test_the_bank_is_the_water_edge_and_not_the_border_in_the_river(courses):
    bank = courses.geometry["changjiang-bank"]
    border = catalog.read("derived/districts").union_all().boundary
    assert bank.intersection(border.buffer(0.0005)).length < 0.03 * bank.length
    water = catalog.read("gshhg/water").set_index("id").geometry["changjiang"]
    assert bank.distance(water) < 1e-3


def test_the_rings_lie_in_each_other(courses):
    inner, middle = (Polygon(courses.geometry[k]) for k in ("ring-inner", "ring-middle"))
    moat = Polygon(courses.geometry["canal-moat"])
    assert middle.contains(inner)
    assert inner.contains(moat)


def test_the_rings_do_not_cut_through_jinji_lake_or_taihu(courses):
    taihu = catalog.read("gshhg/water").set_index("id").geometry["taihu"]
    jinji = Point(120.690, 31.310).buffer(0.005)
    for key in ("ring-inner", "ring-middle", "ring-middle-alt"):
        assert not courses.geometry[key].intersects(taihu)
        assert not courses.geometry[key].intersects(jinji)


def test_extents_are_the_insides_of_their_courses(courses):
    extents = catalog.read("derived/extents").set_index("id").geometry
    assert set(extents.index) == {*RINGS} - {"taihu-xishan"} | {"taihu-shore"}
    for key in set(extents.index) - {"taihu-shore"}:
        assert extents[key].equals(Polygon(courses.geometry[key]))


@pytest.mark.parametrize(
    ("land", "lon", "lat"),
    [("东山", 120.4028, 31.0826), ("西山", 120.3054, 31.1345), ("木渎", 120.5186, 31.2560)],
)
def test_land_is_not_taken_for_lake(land, lon, lat):
    lake = catalog.read("derived/extents").set_index("id").geometry["taihu-shore"]
    assert not lake.contains(Point(lon, lat)), land


def test_the_middle_of_the_lake_is_lake():
    lake = catalog.read("derived/extents").set_index("id").geometry["taihu-shore"]
    assert lake.contains(Point(120.15, 31.15))


def test_the_shore_has_land_on_one_side_and_lake_on_the_other(courses):
    lake = catalog.read("gshhg/water").set_index("id").geometry["taihu"]
    shore: LineString = courses.geometry["taihu-shore"]
    assert shore.distance(lake) < 1e-6
    assert lake.boundary.buffer(1e-5).contains(shore)
