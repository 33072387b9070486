"""What is written opens in the GDAL of Debian, older than ours: rows, Chinese, systems."""

import shutil
import subprocess

import pytest

from tests.writing.small import layers, sites, write

LAYERS = {
    "x.shp.zip": ("shp", "PJJG_M", "/vsizip/{}"),
    "x.kml": ("kml", "评价结果（规划支持度）（面）", "{}"),
    "x.dxf": ("dxf", "entities", "{}"),
    "x.fgb": ("fgb", None, "{}"),
    "x.geojson": ("geojson", None, "{}"),
    "x.gpkg": ("gpkg", "PJJG_M", "{}"),
}


@pytest.fixture(scope="module")
def ogrinfo():
    path = shutil.which("ogrinfo", path="/usr/bin")
    if not path:
        pytest.skip("GDAL of the system is missing: sudo apt install gdal-bin")

    def run(*words):
        done = subprocess.run(
            [path, *words], capture_output=True, text=True, encoding="utf-8", check=True
        )
        assert "Warning" not in done.stderr
        assert "ERROR" not in done.stderr
        return done.stdout

    return run


@pytest.mark.parametrize("name", LAYERS)
def test_it_reads_chinese_and_every_row(ogrinfo, tmp_path, name):
    kind, layer, place = LAYERS[name]
    path = tmp_path / name
    path.write_bytes(write(kind, layers(name="苏州工业园区")))
    told = ogrinfo("-al", "-ro", place.format(path), *([layer] if layer else []))
    assert "苏州工业园区" in told
    if kind != "dxf":
        assert "基本支持" in told
        assert "ZCDDF (Real) = 61.2" in told
    counted = {"shp": 1, "gpkg": 1, "kml": 1, "geojson": 5, "fgb": 5}
    if kind in counted:
        assert f"Feature Count: {counted[kind]}" in told


def test_a_shapefile_in_gb18030_reads(ogrinfo, tmp_path):
    path = tmp_path / "x.shp.zip"
    path.write_bytes(write("shp", {"scores": sites(name="苏州㛃塘")}))
    assert "苏州㛃塘" in ogrinfo("-al", "-ro", f"/vsizip/{path}", "PJJG_D")


@pytest.mark.parametrize(("crs", "code"), [("EPSG:4490", 4490), ("EPSG:4549", 4549)])
def test_it_knows_the_system(ogrinfo, tmp_path, crs, code):
    path = tmp_path / "x.shp.zip"
    path.write_bytes(write("shp", crs=crs))
    assert f'ID["EPSG",{code}]]' in ogrinfo("-so", "-ro", f"/vsizip/{path}", "PJJG_D")


def test_the_layers_of_a_drawing_are_chinese(ogrinfo, tmp_path):
    path = tmp_path / "x.dxf"
    path.write_bytes(write("dxf"))
    told = ogrinfo("-al", "-ro", str(path))
    for name in ("行政区界", "轴", "集聚区", "注记"):
        assert f"Layer (String) = {name}" in told
