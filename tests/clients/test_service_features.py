"""GDAL reads the service: the one inside pyogrio, and Debian's own with QGIS's age."""

import re
import shutil
import subprocess

import pyogrio
import pytest
import shapely

from gis_app.load import default_plan
from gis_app.service.configuration import COLLECTIONS
from layers.export_fields import FIELDS
from tests.service.server import serving


@pytest.fixture(scope="module")
def address():
    with serving() as server:
        yield server.url


@pytest.fixture(scope="module")
def ogrinfo():
    path = shutil.which("ogrinfo")
    if path is None:
        pytest.skip("GDAL's programs are missing: sudo apt install gdal-bin")

    def run(*words):
        done = subprocess.run([path, *words], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return run


@pytest.mark.parametrize("name", COLLECTIONS)
def test_pyogrio_reads_every_feature_where_it_is(address, name):
    if "OAPIF" not in pyogrio.list_drivers():
        pytest.skip("This pyogrio has no OAPIF driver: pip install pyogrio as a wheel")
    read = pyogrio.read_dataframe(f"OAPIF:{address}", layer=name)
    layer = default_plan().layers[name]
    assert len(read) == len(layer)
    assert read.crs.equals("OGC:CRS84") or read.crs.equals("EPSG:4326")
    assert {f.code for f in FIELDS[name].fields} <= set(read.columns)
    read = read.set_index("BSM").loc[layer["id"]]
    moved = shapely.hausdorff_distance(read.geometry.to_numpy(), layer.geometry.to_numpy())
    assert moved.max() < 1e-6


def test_pyogrio_asks_for_a_box(address):
    read = pyogrio.read_dataframe(
        f"OAPIF:{address}", layer="districts", bbox=(120.80, 31.85, 120.81, 31.86)
    )
    at = default_plan().layers["districts"].cx[120.80:120.81, 31.85:31.86]
    assert sorted(read["BSM"]) == sorted(at["id"])


def test_ogrinfo_lists_the_collections(address, ogrinfo):
    found = ogrinfo("-ro", f"OAPIF:{address}")
    assert re.findall(r"^\d+: (\w+)", found, re.MULTILINE) == list(COLLECTIONS)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_ogrinfo_counts_the_features_and_fields(address, ogrinfo, name):
    found = ogrinfo("-ro", "-so", f"OAPIF:{address}", name)
    layer = default_plan().layers[name]
    assert f"Feature Count: {len(layer)}" in found
    assert [f.code for f in FIELDS[name].fields if f"{f.code}:" not in found] == []
    west, south, east, north = map(
        float, re.findall(r"-?\d+\.\d+", found[found.index("Extent") :])[:4]
    )
    assert [west, south, east, north] == pytest.approx(layer.total_bounds, abs=1e-5)


def test_ogrinfo_reads_names_and_positions(address, ogrinfo):
    found = ogrinfo("-ro", "-where", "BSM='320582'", f"OAPIF:{address}", "districts")
    assert "张家港市" in found
    assert len(re.findall("OGRFeature", found)) == 1
