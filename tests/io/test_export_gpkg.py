"""GeoPackage: what GDAL and SQLite find in it."""

import sqlite3
import struct
from datetime import UTC, datetime

import pandas as pd
import pyogrio
import pytest
import shapely

from layers.export_fields import FIELDS, RELATIONS
from layers.export_gpkg import geopackage, table_names
from layers.scored import IN, NEAR, OUT
from layers.totals import GRADES, SILENT
from tests.io.layer import clusters, districts, scores, structure

WHEN = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.fixture
def saved(tmp_path):
    def save(crs="EPSG:4490", styles=None, metadata="", **layers):
        path = tmp_path / "a.gpkg"
        content = geopackage(layers, crs, when=WHEN, styles=styles, metadata=metadata)
        path.write_bytes(content)
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


def test_every_shape_tells_its_bounds_in_front(saved):
    """West, east, south, north, as GeoPackage 1.2 has it (2.1.3.1.1)."""
    path = saved(districts=districts(), clusters=clusters())
    for table in ("XZQ", "JJQ_D"):
        ((blob,),) = rows(path, f"SELECT geom FROM {table} LIMIT 1")
        west, east, south, north = struct.unpack("<4d", blob[8:40])
        assert (west, south, east, north) == shapely.from_wkb(blob[40:]).bounds


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
    extensions = rows(path, "SELECT DISTINCT extension_name FROM gpkg_extensions ORDER BY 1")
    assert extensions == [("gpkg_rtree_index",), ("gpkg_schema",)]


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


def test_the_index_finds_what_lies_in_a_window(saved):
    two = pd.concat([clusters(shapely.Point(120.5, 31.2)), clusters(shapely.Point(121, 31.5))])
    path = saved(clusters=two)
    found = rows(path, "SELECT id FROM rtree_JJQ_D_geom WHERE minx > 120.9 AND maxx < 121.1")
    assert found == [(2,)]
    assert len(pyogrio.read_dataframe(path, bbox=(120.4, 31, 120.6, 31.3))) == 1


def test_gdal_keeps_index_and_count_true_when_it_writes(saved):
    path = saved(clusters=clusters(shapely.Point(120.5, 31.2)))
    more = pyogrio.read_dataframe(path).assign(geometry=[shapely.Point(121, 31.5)])
    pyogrio.write_dataframe(more, path, layer="JJQ_D", append=True)
    assert rows(path, "SELECT id, round(minx, 2) FROM rtree_JJQ_D_geom") == [(1, 120.5), (2, 121)]
    assert rows(path, "SELECT * FROM gpkg_ogr_contents") == [("JJQ_D", 2)]


def test_grades_are_the_only_values_of_their_column(saved):
    path = saved(scores=scores())
    (constraint,) = rows(
        path,
        "SELECT constraint_name FROM gpkg_data_columns WHERE table_name = 'PJJG_D' "
        "AND column_name = 'ZCDDJ'",
    )[0]
    allowed = rows(
        path,
        "SELECT value FROM gpkg_data_column_constraints WHERE constraint_type = 'enum' "
        f"AND constraint_name = '{constraint}' ORDER BY rowid",
    )
    assert [v for (v,) in allowed] == [*GRADES, SILENT]


def test_each_constraint_is_named_by_a_column_and_each_name_has_one(saved):
    path = saved(scores=scores(), clusters=clusters(), structure=structure())
    named = rows(path, "SELECT DISTINCT constraint_name FROM gpkg_data_columns WHERE 1 ORDER BY 1")
    made = rows(
        path, "SELECT DISTINCT constraint_name FROM gpkg_data_column_constraints ORDER BY 1"
    )
    assert [n for n in named if n[0]] == made


def test_words_of_the_domain_are_those_the_scores_use():
    assert (IN, NEAR, OUT) == RELATIONS


def test_styles_and_metadata_are_where_gis_programs_look(saved):
    path = saved(districts=districts(), styles={"XZQ": "<qgis/>"}, metadata="<x>元数据</x>")
    (style,) = rows(
        path,
        "SELECT f_table_name, f_geometry_column, styleQML, useAsDefault, update_time "
        "FROM layer_styles",
    )
    assert style == ("XZQ", "geom", "<qgis/>", 1, "2024-05-06T07:08:09.000Z")
    (kept,) = rows(
        path,
        "SELECT metadata, md_standard_uri, reference_scope FROM gpkg_metadata m "
        "JOIN gpkg_metadata_reference r ON r.md_file_id = m.id",
    )
    assert kept == ("<x>元数据</x>", "http://www.isotc211.org/2005/gmd", "geopackage")
    assert rows(path, "PRAGMA foreign_key_check") == []
    extensions = {e for (e,) in rows(path, "SELECT extension_name FROM gpkg_extensions")}
    assert extensions == {"gpkg_metadata", "gpkg_rtree_index", "gpkg_schema"}


def test_table_names_are_those_of_the_file(saved):
    both = pd.concat([scores(), scores(shapely.box(120.6, 31.3, 120.7, 31.4))])
    layers = {"scores": both, "structure": structure(), "districts": districts()}
    path = saved(**layers)
    assert table_names(layers) == {
        "PJJG_D": ("scores", "point"),
        "PJJG_M": ("scores", "polygon"),
        "ZTJG": ("structure", "line"),
        "XZQ": ("districts", "polygon"),
    }
    assert set(table_names(layers)) == {str(name) for name, _ in pyogrio.list_layers(path)}


def test_gdal_calls_the_columns_by_their_titles(saved):
    path = saved(clusters=clusters())
    names = dict(rows(path, "SELECT column_name, name FROM gpkg_data_columns"))
    assert names["JJQMC"] == "集聚区名称"
    assert len(set(names.values())) == len(names)
