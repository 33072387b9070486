"""Shifted coordinates are suspected where the districts that a file names say so; never applied."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis_app.load import default_plan
from gis_app.messages import render
from gis_app.reading.datum import wgs_to_bd, wgs_to_gcj
from gis_app.reading.hint import datum_hint, moved
from gis_app.reading.sites import read_sites

TRUTHS = {"wgs84": None, "gcj02": wgs_to_gcj, "bd09": wgs_to_bd}


@pytest.fixture(scope="module")
def districts():
    return default_plan().layers["districts"]


def shifted(shapes, truth):
    return moved(shapes, TRUTHS[truth]) if TRUTHS[truth] else shapes


def city(districts, n, truth, seed=1):
    """Return n points of the city in a shifted datum, and the number of the district of each."""
    rng = np.random.default_rng(seed)
    shapes = districts.geometry.to_numpy()
    west, south, east, north = shapely.total_bounds(shapes)
    at = shapely.points(rng.uniform(west, east, 4 * n), rng.uniform(south, north, 4 * n))
    points, numbers = shapely.STRtree(shapes).query(at, predicate="within")
    points, numbers = points[:n], numbers[:n]
    assert len(points) == n
    return shifted(at[points], truth), numbers


def table(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:4326")


def seen(fault):
    return fault.facts["crs"] if fault else "wgs84"


@pytest.mark.parametrize("truth", TRUTHS)
@pytest.mark.parametrize("some", [slice(None), slice(0, 3), slice(3, 4)])
def test_polygons_of_districts_tell_their_datum(districts, truth, some):
    part = districts.iloc[some]
    fault = datum_hint(
        table(shifted(part.geometry.to_numpy(), truth), 名称=part["name"]), districts
    )
    assert seen(fault) == truth


@pytest.mark.parametrize("truth", TRUTHS)
def test_boundaries_that_are_drawn_more_roughly_do_too(districts, truth):
    rough = shapely.coverage_simplify(districts.geometry.to_numpy(), 0.005)
    fault = datum_hint(table(shifted(rough, truth), 名称=districts["name"]), districts)
    assert seen(fault) == truth


@pytest.mark.parametrize("truth", TRUTHS)
def test_a_thousand_points_with_a_district_tell_their_datum(districts, truth):
    points, numbers = city(districts, 1000, truth)
    fault = datum_hint(table(points, 区=districts["name"].to_numpy()[numbers]), districts)
    assert seen(fault) == truth


@pytest.mark.parametrize("seed", range(10))
def test_unshifted_points_never_raise_a_suspicion(districts, seed):
    points, numbers = city(districts, 300, "wgs84", seed)
    wrong = np.random.default_rng(seed).random(300) < 0.05  # rows that name some other district
    numbers = np.where(wrong, (numbers + 1) % len(districts), numbers)
    assert datum_hint(table(points, 区=districts["name"].to_numpy()[numbers]), districts) is None


def test_fewer_than_a_hundred_points_say_nothing(districts):
    points, numbers = city(districts, 99, "bd09")
    assert datum_hint(table(points, 区=districts["name"].to_numpy()[numbers]), districts) is None


def test_a_mixture_of_datums_is_no_clear_case(districts):
    shifted_, one = city(districts, 2000, "bd09", seed=3)
    plain, other = city(districts, 1000, "wgs84", seed=4)
    names = districts["name"].to_numpy()[np.concatenate([one, other])]
    assert datum_hint(table([*shifted_, *plain], 区=names), districts) is None


@pytest.mark.parametrize(
    "words",
    [
        lambda row: row["name"],
        lambda row: row["id"],
        lambda row: int(row["id"]),
        lambda row: row["name_en"].upper(),
        lambda row: f"江苏省苏州市{row['name']}",
        lambda row: row["name"].rstrip("市区"),
    ],
)
def test_a_district_may_be_written_in_any_usual_way(districts, words):
    points, numbers = city(districts, 1000, "bd09")
    cells = [words(districts.iloc[i]) for i in numbers]
    other = ["x"] * len(points)
    assert seen(datum_hint(table(points, 编号=other, 所在=cells), districts)) == "bd09"


def test_a_file_that_names_no_district_says_nothing(districts):
    points, _ = city(districts, 200, "bd09")
    assert datum_hint(table(points, 名称=[f"地块{i}" for i in range(200)]), districts) is None
    assert datum_hint(table([]), districts) is None
    empty = [shapely.Point()] * 200
    assert datum_hint(table(empty, 区=[districts["name"].iloc[0]] * 200), districts) is None


def test_parcels_in_a_district_count_as_points_and_not_as_the_district(districts):
    points, numbers = city(districts, 1000, "bd09")
    parcels = shapely.buffer(points, 0.0005)
    fault = datum_hint(table(parcels, 区=districts["name"].to_numpy()[numbers]), districts)
    assert (seen(fault), fault.facts["evidence"]) == ("bd09", "hint-points")


def test_the_notice_tells_the_metres_the_evidence_and_the_remedy(districts):
    shapes = shifted(districts.geometry.to_numpy(), "gcj02")
    fault = datum_hint(table(shapes, 名称=districts["name"]), districts)
    assert 400 < float(fault.facts["m"]) < 600
    assert float(fault.facts["one"]) < 0.95 < float(fault.facts["other"])
    line = render(fault)
    assert line.startswith("W-CRS-04: 坐标疑似高德、腾讯（GCJ-02）偏移坐标")
    assert "10 个行政区面" in line
    assert "--crs gcj02" in line
    assert "--crs gcj02" in render(fault, "en")


def csv(points, names, system):
    rows = (
        f"{i},P7,{p.x:.9f},{p.y:.9f},{name},{system}"
        for i, (p, name) in enumerate(zip(points, names, strict=True))
    )
    return "\n".join(["编号,重点领域,经度,纬度,所在区,坐标系", *rows]).encode()


def test_reading_tells_it_and_changes_nothing(districts):
    points, numbers = city(districts, 400, "bd09")
    names = districts["name"].to_numpy()[numbers]
    facts = default_plan().facts
    with_hint = read_sites(csv(points, names, "wgs84"), "a.csv", facts, districts=districts)
    without = read_sites(csv(points, names, "wgs84"), "a.csv", facts)
    assert next(n for n in with_hint.notes if n not in without.notes).startswith("W-CRS-04")
    assert with_hint.sites.geometry.geom_equals(without.sites.geometry).all()
    right = read_sites(csv(points, names, "bd09"), "a.csv", facts, districts=districts)
    assert not any(note.startswith("W-CRS-04") for note in right.notes)
