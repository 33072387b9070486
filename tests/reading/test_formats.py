"""Files that other programs wrote are read row by row as they meant them."""

import sqlite3
import struct
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest
import shapely

from gis_app.messages import lines
from gis_app.reading.account import account
from layers.export_gpkg import geopackage
from tests.reading.stored import FULL, NONE, PLOT, POINT, attributes, frame, records, refusal, sites


def test_a_geopackage_of_gdal_keeps_every_value():
    first, second, third = attributes("gdal36-points-4549.gpkg")
    assert first == {"BSM": "a", "MC": "甲", "ZDLY": "P7", "RQ": "2024-05-06", **FULL}
    assert second == {"BSM": "b", "MC": "乙", "ZDLY": "C2", "RQ": None, **NONE}
    assert (third["GM"], third["YES"]) == (3, None)
    assert isinstance(third["GM"], int)


def test_a_geopackage_in_metres_comes_out_in_degrees():
    found = records("gdal36-points-4549.gpkg")
    assert found.source.crs == "EPSG:4549"
    assert found.source.crs_from == "stated"
    x, y = found.records[0].crs.to_store(*found.records[0].geometry.coords[0])
    assert (x, y) == pytest.approx((120.62, 31.30), abs=1e-8)


def test_a_row_without_geometry_is_dropped_with_its_number():
    two = {"E-ATT-01"}  # the small facts know no C2
    table = sites("gdal36-points-4549.gpkg", mix={"P7": 1.0})
    assert list(table.sites["name"]) == ["甲", "乙"]
    assert [(d["row"], d["code"]) for d in table.dropped] == [(3, "W-GEO-01")]
    assert {d["code"] for d in sites("gdal36-points-4549.gpkg").dropped} == {"W-GEO-01", *two}


def test_flatgeobuf_keeps_values_and_system():
    found = {row["BSM"]: row for row in attributes("gdal36-points.fgb")}
    assert {key: found["a"][key] for key in FULL} == FULL
    assert {key: found["b"][key] for key in NONE} == NONE
    assert found["a"]["RQ"].startswith("2024-05-06")
    assert records("gdal36-points.fgb").source.crs == "EPSG:4490"
    (plot,) = sites("gdal36-plot-4549.fgb").sites.geometry
    assert shapely.hausdorff_distance(plot, PLOT) < 1e-7


def test_a_filegdb_is_read_from_its_zip():
    table = sites("gdal36-one.gdb.zip")
    assert list(table.sites["name"]) == ["地块一"]
    assert shapely.hausdorff_distance(table.sites.geometry[0], PLOT) < 1e-7
    assert (table.source.format, table.source.layer) == ("FileGDB", "地块")


@pytest.mark.parametrize("name", ["gdal36-two.gdb.zip", "two.gpkg"])
def test_several_layers_are_asked_about_and_one_is_read(name):
    content = None if name.startswith("gdal") else two_layers()
    (fault,) = refusal(name, content)
    assert fault.code == "E-FMT-04"
    assert sorted(fault.facts["layers"]) == ["点", "面"]
    assert "点" in lines([fault])[0]
    assert len(sites(name, content, layer="面", mix={"P7": 1.0}).sites) == 1
    (fault,) = refusal(name, content, layer="线")
    assert fault.code == "E-LYR-01"


@contextmanager
def opened(content):
    """Lend a database in memory with what a file holds."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(content)
        yield connection


def two_layers():
    with opened(geopackage({"clusters": frame(POINT)})) as connection:
        (old,) = connection.execute("SELECT table_name FROM gpkg_geometry_columns").fetchone()
        connection.execute(f'ALTER TABLE "{old}" RENAME TO "点"')
        connection.execute('CREATE TABLE "面" AS SELECT * FROM "点"')
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            connection.execute(f"UPDATE {table} SET table_name = '点'")
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            values = ["'面'" if c in ("table_name", "identifier") else c for c in columns]
            connection.execute(f"INSERT INTO {table} SELECT {', '.join(values)} FROM {table}")
        connection.execute("CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, styleQML TEXT)")
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type) "
            "VALUES ('layer_styles', 'attributes')"
        )
        connection.commit()
        return connection.serialize()


def test_a_geopackage_of_ours_comes_back():
    table = sites("a.gpkg", geopackage({"clusters": frame(POINT)}))
    assert list(table.sites["name"]) == ["甲"]
    assert table.source.crs == "EPSG:4490"


def test_a_geopackage_without_a_system_is_asked_about():
    with opened(geopackage({"clusters": frame(POINT)})) as connection:
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            connection.execute(f"UPDATE {table} SET srs_id = -1")
        connection.commit()
        content = connection.serialize()
    (fault,) = refusal("a.gpkg", content)
    assert (fault.code, fault.facts["looks"]) == ("E-CRS-01", "looks-degrees")
    table = sites("a.gpkg", content, crs="cgcs2000")
    assert (table.source.crs, table.source.crs_from) == ("EPSG:4490", "asked")


def test_an_arc_becomes_a_line_of_short_pieces():
    arc = struct.pack("<BII", 1, 8, 5) + struct.pack(
        "<10d", 120.60, 31.30, 120.61, 31.31, 120.62, 31.30, 120.61, 31.29, 120.60, 31.30
    )
    curve = struct.pack("<BII", 1, 10, 1) + arc
    with opened(geopackage({"clusters": frame(PLOT)})) as connection:
        (name,) = connection.execute("SELECT table_name FROM gpkg_geometry_columns").fetchone()
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (trigger,) in connection.execute(triggers).fetchall():
            connection.execute(f'DROP TRIGGER "{trigger}"')  # they call functions of GDAL
        blob = b"GP\x00\x01" + struct.pack("<i", 4490) + curve
        connection.execute(f'UPDATE "{name}" SET geom = ?', (blob,))
        connection.commit()
        content = connection.serialize()
    (shape,) = sites("a.gpkg", content).sites.geometry
    circle = shapely.Point(120.61, 31.30).buffer(0.01, quad_segs=64)
    assert shape.symmetric_difference(circle).area < 0.01 * circle.area


def test_the_account_says_what_was_read_and_what_was_left_out():
    table = sites("gdal36-points-4549.gpkg", mix={"P7": 1.0})
    told = account(table)
    assert told[:5] == [
        ("文件", "gdal36-points-4549.gpkg"),
        ("格式", "GeoPackage"),
        ("图层", "点"),
        ("坐标系", "EPSG:4549（文件写明）"),
        ("行数", "读入 3 行，可用 2 处，未参与 1 行"),
    ]
    assert told[-1][0] == "第 3 行未参与评价"
    assert "W-GEO-01" in told[-1][1]
    odd = replace(table, source=replace(table.source, name="we\x01ird\n.kml"))
    assert dict(account(odd))["文件"] == "we ird .kml"
    english = dict(account(table, "en"))
    assert english["coordinate system"] == "EPSG:4549 (the file states it)"
