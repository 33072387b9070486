"""GeoPackage: what GDAL and SQLite find in it."""

import sqlite3
from datetime import UTC, datetime

import pandas as pd
import pyogrio
import pytest
import shapely

from layers.export_fields import FIELDS
from layers.export_gpkg import geopackage
from tests.io.layer import clusters, districts, scores, structure

WHEN = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.fixture
def saved(tmp_path):
    def save(crs="EPSG:4490", **layers):
        path = tmp_path / "a.gpkg"
        path.write_bytes(geopackage(layers, crs, when=WHEN))
        return path

    return save


def rows(path, query):
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_gdal_reads_every_layer_with_one_geometry_type_each(saved):
    path = saved(districts=districts(), structure=structure(), clusters=clusters())
    found = {str(name): str(kind) for name, kind in pyogrio.list_layers(path)}
    assert found == {"XZQ": "MultiPolygon", "ZTJG": "MultiLineString", "JJQ_D": "Point"}


def test_it_is_in_cgcs2000_with_column_geom(saved):
    path = saved(districts=districts())
    info = pyogrio.read_info(path, layer="XZQ")
    assert (info["crs"], info["geometry_name"], info["fid_column"]) == ("EPSG:4490", "geom", "fid")
    table = pyogrio.read_dataframe(path, layer="XZQ")
    assert table.geometry[0].equals(shapely.MultiPolygon(list(districts().geometry)))
    assert (table["BSM"][0], table["MJ"][0]) == ("a", 1234.5)


def test_other_systems_move_the_coordinates(saved):
    path = saved("EPSG:4549", clusters=clusters(shapely.Point(120.6, 31.3)))
    assert pyogrio.read_info(path, layer="JJQ_D")["crs"] == "EPSG:4549"
    (xy,) = pyogrio.read_dataframe(path, layer="JJQ_D").geometry
    assert (xy.x, xy.y) == pytest.approx((557122.865, 3464391.326), abs=1e-3)


def test_version_titles_and_aliases_are_declared(saved):
    path = saved(districts=districts())
    assert rows(path, "PRAGMA user_version") == [(10200,)]
    assert rows(path, "PRAGMA application_id") == [(0x47504B47,)]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "PRAGMA foreign_key_check") == []
    contents = rows(path, "SELECT identifier, last_change, description FROM gpkg_contents")
    assert contents == [
        ("行政区（十个板块）", "2024-05-06T07:08:09.000Z", "示意，误差约1500米；作者绘制")
    ]
    titles = dict(rows(path, "SELECT column_name, title FROM gpkg_data_columns"))
    assert titles["XZQMC"] == "行政区名称"
    assert set(titles) == {"layer", *(f.code for f in FIELDS["districts"].fields)}
    assert rows(path, "SELECT DISTINCT extension_name FROM gpkg_extensions") == [("gpkg_schema",)]


def test_points_and_polygons_become_two_tables(saved):
    both = pd.concat([scores(), scores(shapely.box(120.6, 31.3, 120.7, 31.4))])
    path = saved(scores=both)
    found = {str(name): str(kind) for name, kind in pyogrio.list_layers(path)}
    assert found == {"PJJG_D": "Point", "PJJG_M": "MultiPolygon"}


def test_own_attributes_keep_their_types_and_any_name(saved):
    own = {'kept:a"b; DROP': 7, "kept:ratio": 0.5, "kept:yes": True, "kept:FID": "x"}
    table = pyogrio.read_dataframe(saved(scores=scores(**own)), layer="PJJG_D")
    assert table['a"b; DROP'].tolist() == [7]
    assert table["ratio"].tolist() == [0.5]
    assert table["yes"].tolist() == [True]
    assert table["FID_"].tolist() == ["x"]


def test_the_same_layers_at_the_same_time_give_the_same_bytes():
    layers = {"districts": districts(), "clusters": clusters()}
    assert geopackage(layers, when=WHEN) == geopackage(layers, when=WHEN)
    assert geopackage(layers)  # without a time it is now
