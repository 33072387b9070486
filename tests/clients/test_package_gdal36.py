"""The package opens in the GDAL of Debian without a warning: every table, its rows, its system."""

import shutil
import subprocess

import pytest

from gis_app.load import default_plan
from layers.export_fields import FIELDS
from layers.schema import SCHEMAS
from layers.totals import GRADES, SILENT

TABLES = {"PJJG_D": "clusters", "JJQ_D": "clusters"} | {
    FIELDS[n].name: n for n in SCHEMAS if not FIELDS[n].by_shape
}


@pytest.fixture(scope="module")
def ogrinfo():
    path = shutil.which("ogrinfo", path="/usr/bin")
    if not path:
        pytest.skip("GDAL of the system is missing: sudo apt install gdal-bin")

    def run(*words):
        done = subprocess.run([path, *map(str, words)], capture_output=True, check=True)
        assert done.stderr == b""
        return done.stdout.decode()

    return run


@pytest.mark.parametrize("table", TABLES)
def test_each_table_of_the_geopackage(package, ogrinfo, table):
    told = ogrinfo("-so", package / "suzhou_services_layout.gpkg", table)
    rows = len(default_plan().layers[TABLES[table]])
    assert f"Feature Count: {rows}\n" in told
    assert 'ID["EPSG",4490]' in told
    assert "Geometry Column = geom" in told


@pytest.mark.parametrize("table", TABLES)
def test_each_shapefile(package, ogrinfo, table):
    told = ogrinfo("-so", "-al", package / "shp" / f"{table}.shp")
    rows = len(default_plan().layers[TABLES[table]])
    assert f"Feature Count: {rows}\n" in told
    assert "China_2000" in told or "China Geodetic Coordinate System 2000" in told


@pytest.mark.parametrize("name", [*SCHEMAS, "scores"])
def test_each_geojson(package, ogrinfo, name):
    told = ogrinfo("-so", "-al", package / "geojson" / f"{name}.geojson")
    rows = len(default_plan().layers["clusters" if name == "scores" else name])
    assert f"Feature Count: {rows}\n" in told
    assert "WGS 84" in told


def test_the_metadata_is_found(package, ogrinfo):
    told = ogrinfo("-so", package / "suzhou_services_layout.gpkg")
    assert "不得公开登载或出版" in told
    assert "gmd:MD_Metadata" in told


def test_grades_are_the_values_of_their_column(package, ogrinfo):
    file = package / "suzhou_services_layout.gpkg"
    assert "domain name=pjjg_d_zcddj" in ogrinfo("-so", file, "PJJG_D")
    told = ogrinfo("-nomd", "-fielddomain", "pjjg_d_zcddj", file)
    values = told.partition("Coded values:\n")[2].split()
    assert {*GRADES, SILENT} <= set(values)
