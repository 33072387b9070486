"""Rows 8–10: what a GeoPackage would run is not run; only plain tables are read."""

import sqlite3
import struct

import geopandas as gpd
import pytest
import shapely

from layers.export_gpkg import geopackage

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT"
SITES = gpd.GeoDataFrame(
    {"id": ["a"], "name": ["甲"], "sectors": ["P7"]},
    geometry=[shapely.Point(120.6, 31.3)],
    crs="EPSG:4326",
)


def package(tmp_path, *statements, layer="clusters"):
    """Return a GeoPackage with one good layer in which more was done."""
    path = tmp_path / "x.gpkg"
    path.unlink(missing_ok=True)
    path.write_bytes(geopackage({layer: SITES}))
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    return path.read_bytes()


def view(select, name="v"):
    """Return the statements that list a view as a layer."""
    return (
        f"CREATE VIEW {name} AS {select}",
        f"INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        f"VALUES ('{name}', 'features', '{name}', 4490)",
        f"INSERT INTO gpkg_geometry_columns VALUES ('{name}', 'geom', 'POINT', 4490, 0, 0)",
    )


POINT = (
    "X'" + (b"GP\x00\x01" + struct.pack("<i", 4490) + shapely.Point(120.6, 31.3).wkb).hex() + "'"
)
SELECTS = {
    "endless": f"{ENDLESS} i AS fid, {POINT} AS geom, 'x' AS id FROM n",
    "enormous": f"SELECT 1 AS fid, {POINT} AS geom, zeroblob(900000000) AS big",
    "readfile": f"SELECT 1 AS fid, {POINT} AS geom, readfile('/etc/passwd') AS id",
    "extension": f"SELECT 1 AS fid, {POINT} AS geom, load_extension('x') AS id",
    "pixel": f"SELECT 1 AS fid, {POINT} AS geom, gdal_get_pixel_value('/etc/x', 1, 1, 1, 1) AS id",
}


@pytest.mark.parametrize("select", SELECTS.values(), ids=SELECTS)
def test_a_view_is_refused_when_asked_for_and_never_run(refused, taken, tmp_path, select):
    content = package(tmp_path, *view(select))
    (line,) = refused(content, "a.gpkg", layer="v")
    assert line.startswith("E-FMT-07")
    assert list(taken(content, "a.gpkg").sites["name"]) == ["甲"]  # the table beside it


def test_a_view_that_calls_a_geocoder_is_refused_with_its_file(refused, tmp_path):
    content = package(tmp_path, *view(f"SELECT 1 AS fid, {POINT} AS geom, ogr_geocode('x') AS id"))
    assert refused(content, "a.gpkg", layer="v")[0].startswith("E-FMT-07")
    assert refused(content, "a.gpkg")[0].startswith("E-IO-01")


def test_a_file_of_views_alone_says_so(refused, tmp_path):
    gone = "DELETE FROM gpkg_contents WHERE table_name <> 'v'"
    (line,) = refused(package(tmp_path, *view(SELECTS["endless"]), gone), "a.gpkg")
    assert line.startswith("E-FMT-07")
    assert "视图" in line


@pytest.mark.parametrize(
    "table", ["gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys", "gpkg_extensions"]
)
def test_the_tables_about_tables_must_be_tables(refused, tmp_path, table):
    statements = (
        f"ALTER TABLE {table} RENAME TO old",
        f"CREATE VIEW {table} AS {ENDLESS} i, old.* FROM n, old",
    )
    assert refused(package(tmp_path, *statements), "a.gpkg")[0].startswith(("E-FMT-07", "E-IO-01"))


def test_a_virtual_table_as_a_layer_is_refused(refused, tmp_path):
    _, *listed = view("SELECT 1")
    virtual = "CREATE VIRTUAL TABLE v USING fts5(id, geom)"
    (line,) = refused(package(tmp_path, virtual, *listed), "a.gpkg", layer="v")
    assert line.startswith("E-FMT-07")


def test_a_column_that_is_made_up_as_it_is_read_stays_within_memory(tmp_path, refused):
    (table,) = _tables(package(tmp_path), tmp_path)
    add = f"ALTER TABLE {table} ADD COLUMN big BLOB AS (zeroblob(900000000))"
    again = f"ALTER TABLE {table} ADD COLUMN more TEXT AS (hex(zeroblob(400000000)))"
    told = refused(package(tmp_path, add, again), "a.gpkg")
    assert told[0].startswith(("E-LIM-12", "E-LIM-11", "E-IO-01"))


def test_a_trigger_does_not_go_off(tmp_path, taken):
    (table,) = _tables(package(tmp_path), tmp_path)
    drop = f"CREATE TRIGGER t AFTER INSERT ON {table} BEGIN DELETE FROM {table}; END"
    assert len(taken(package(tmp_path, drop), "a.gpkg").sites) == 1


def _tables(content, tmp_path):
    path = tmp_path / "y.gpkg"
    path.write_bytes(content)
    with sqlite3.connect(path) as connection:
        names = connection.execute("SELECT table_name FROM gpkg_geometry_columns").fetchall()
    connection.close()
    return [name for (name,) in names]
