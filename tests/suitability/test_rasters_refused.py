"""User rasters that are refused: what is no GeoTIFF, has no place, is too large or damaged."""

import numpy as np
import pytest
import rasterio

from gis_app import rasters
from layers.errors import InputError
from tests.suitability.small_area import NORTH, NUMBERS, WEST, on


def refused(path, **how):
    with pytest.raises(InputError) as error:
        on(path, **how)
    return error.value.faults[0]


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert refused(tmp_path / "none.tif").code == "E-IO-01"
    assert refused(tmp_path).code == "E-IO-01"


@pytest.mark.parametrize("content", [b"", b"no raster", b"II*\0", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_geotiff_is_refused(tmp_path, content):
    path = tmp_path / "a.tif"
    path.write_bytes(content)
    assert refused(path).code == "E-RAS-01"


def test_another_format_renamed_is_refused(tif, tmp_path):
    secret = tif(NUMBERS, west=WEST, north=NORTH, cell=100, name="secret.tif")
    path = tmp_path / "harmless.tif"
    path.write_text(
        '<VRTDataset rasterXSize="6" rasterYSize="4">'
        "<SRS>EPSG:4549</SRS>"
        f"<GeoTransform>{WEST}, 100, 0, {NORTH}, 0, -100</GeoTransform>"
        '<VRTRasterBand dataType="Float32" band="1">'
        f"<SimpleSource><SourceFilename>{secret}</SourceFilename></SimpleSource>"
        "</VRTRasterBand></VRTDataset>"
    )
    with rasterio.open(path) as found:  # the trap works where nothing guards against it
        np.testing.assert_array_equal(found.read(1), NUMBERS)
    assert refused(path).code == "E-RAS-01"


def test_a_side_car_is_not_looked_at(tif):
    path = tif(NUMBERS, west=WEST, north=NORTH, cell=100)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=False), rasterio.open(path, "r+") as file:
        file.write_mask(NUMBERS != 7)
    assert path.with_name("r.tif.msk").exists()
    np.testing.assert_array_equal(on(path), NUMBERS)


def test_without_a_coordinate_system_it_is_refused(tif):
    assert refused(tif(NUMBERS, west=WEST, north=NORTH, cell=100, crs=None)).code == "E-RAS-02"


def test_without_a_place_it_is_refused(tmp_path):
    path = tmp_path / "a.tif"
    with pytest.warns(rasterio.errors.NotGeoreferencedWarning):
        rasterio.open(
            path, "w", driver="GTiff", width=6, height=4, count=1, dtype="uint8", crs="EPSG:4549"
        ).close()
    assert refused(path).code == "E-RAS-02"


def test_an_old_datum_is_refused(tif):
    path = tif(NUMBERS, west=WEST, north=NORTH, cell=100, crs="EPSG:2437")
    assert refused(path).code == "E-CRS-05"


def test_a_raster_elsewhere_is_refused(tif):
    path = tif(NUMBERS, west=WEST + 1e6, north=NORTH, cell=100)
    assert refused(path).code == "E-RAS-04"


@pytest.mark.parametrize("band", [0, 2])
def test_a_band_that_is_not_there_is_refused(tif, band):
    path = tif(NUMBERS, west=WEST, north=NORTH, cell=100)
    assert refused(path, band=band).code == "E-RAS-05"


@pytest.mark.parametrize(("width", "height"), [(8_000, 8_000), (60_000_000, 1)])
def test_a_small_file_that_declares_much_is_refused_unread(tmp_path, width, height):
    path = tmp_path / "bomb.tif"
    place = {"crs": "EPSG:4549", "transform": rasterio.Affine(100, 0, WEST, 0, -100, NORTH)}
    size = {"width": width, "height": height, "count": 1}
    kind = {"driver": "GTiff", "dtype": "uint8", "sparse_ok": True}
    rasterio.open(path, "w", **kind, **size, **place).close()
    assert path.stat().st_size < 1_000_000
    assert refused(path).code == "E-RAS-03"


def test_all_bands_together_count(monkeypatch, tif):
    path = tif(NUMBERS, west=WEST, north=NORTH, cell=100)
    monkeypatch.setattr(rasters, "MOST_BYTES", 24 * 4 - 1)
    assert refused(path).code == "E-RAS-03"


def test_a_damaged_raster_is_refused(tif):
    path = tif(NUMBERS, west=WEST, north=NORTH, cell=100, compress="deflate")
    with rasterio.open(path) as file:
        at = int(file.get_tag_item("BLOCK_OFFSET_0_0", "TIFF", bidx=1))
    content = bytearray(path.read_bytes())
    content[at : at + 12] = b"\xff" * 12
    path.write_bytes(content)
    assert refused(path).code == "E-RAS-01"
