"""Each limit of what is read has its own message, and the command line may raise the rows."""

import csv
import io
import json

import geopandas as gpd
import pytest
import shapely

from gis_app import cli_options
from gis_app.messages import TABLE
from gis_app.reading import limits
from layers.export_gpkg import geopackage


def table(rows, columns=0):
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(["id", "sectors", "lon", "lat", *(f"c{i}" for i in range(columns))])
    writer.writerows([i, "P7", 120.6, 31.3, *[""] * columns] for i in range(rows))
    return made.getvalue()


def feature(coordinates):
    return {
        "type": "Feature",
        "properties": {"sectors": "P7"},
        "geometry": {"type": "Polygon", "coordinates": [coordinates]},
    }


def ring(count):
    """Return a ring of `count` positions around a plot."""
    points = shapely.Point(120.6, 31.3).buffer(0.01).exterior
    steps = [points.interpolate(i / (count - 1), normalized=True) for i in range(count - 1)]
    xy = [[p.x, p.y] for p in steps]
    return [*xy, xy[0]]


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_every_limit_has_its_message():
    assert {f"E-LIM-{n:02}" for n in range(1, 14)} <= set(TABLE)


def test_the_command_line_knows_the_same_number():
    assert cli_options.MOST_FEATURES == limits.MOST_FEATURES


def test_a_file_larger_than_the_limit_is_not_even_looked_at(refused):
    (line,) = refused(b"x" * (limits.LARGEST_FILE + 1), "a.csv", crs="wgs84")
    assert line.startswith("E-LIM-01")
    assert "50.0 MB" in line


def test_rows_end_at_the_limit_and_the_limit_can_be_moved(refused, taken):
    (line,) = refused(table(11), "a.csv", crs="wgs84", most_features=10)
    assert line.startswith("E-LIM-07")
    assert "--max-features" in line
    assert len(taken(table(10), "a.csv", crs="wgs84", most_features=10).sites) == 10


@pytest.mark.parametrize("name", ["a.gpkg", "a.fgb"])
def test_rows_of_other_programs_end_there_too(refused, taken, tmp_path, name):
    rows = {"id": [str(i) for i in range(11)], "name": "甲", "sectors": "P7"}
    frame = gpd.GeoDataFrame(rows, geometry=[shapely.Point(120.6, 31.3)] * 11, crs=4326)
    path = tmp_path / name
    if name.endswith("gpkg"):
        path.write_bytes(geopackage({"clusters": frame}))
    else:
        frame.to_file(path, driver="FlatGeobuf")
    assert refused(path.read_bytes(), name, most_features=10)[0].startswith("E-LIM-07")
    assert len(taken(path.read_bytes(), name, most_features=11).sites) == 11


def test_columns_end_at_the_limit(refused, taken):
    (line,) = refused(table(1, limits.MOST_COLUMNS + 1), "a.csv", crs="wgs84")
    assert line.startswith("E-LIM-10")
    assert len(taken(table(1, limits.MOST_COLUMNS - 10), "a.csv", crs="wgs84").sites) == 1


def test_vertices_end_at_the_limit(refused, monkeypatch):
    monkeypatch.setattr(limits, "MOST_VERTICES", 100)
    monkeypatch.setattr(limits, "MOST_VERTICES_EACH", 60)
    (line,) = refused(collection(feature(ring(20)), feature(ring(61))), "a.geojson")
    assert line.startswith("E-LIM-09")
    assert "第 2 行" in line
    many = collection(*(feature(ring(50)) for _ in range(3)))
    assert refused(many, "a.geojson")[0].startswith("E-LIM-08")


def test_what_goes_with_more_rows_grows_with_them():
    assert limits.scaled(limits.MOST_VERTICES, 1_000_000) == 10 * limits.MOST_VERTICES
    assert limits.scaled(limits.MOST_VERTICES, 10) == limits.MOST_VERTICES
