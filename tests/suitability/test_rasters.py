"""User rasters on the grid, what is refused, and the COG that is written."""

import itertools
import struct

import numpy as np
import pytest
import rasterio
from pyproj import Transformer

from gis_app import rasters
from gis_app.rasters import opened, write_surface
from layers.errors import Fault, InputError
from layers.grid import Window, grid
from layers.suitability import MASKED, OUTSIDE, SCORED, SILENT, STATES, Tile

WEST, NORTH = 550_000.0, 3_460_000.0
AREA = grid((WEST, NORTH - 400, WEST + 600, NORTH), 100.0)  # 4 rows × 6 columns
ALL = Window(0, 0, 4, 6)
NUMBERS = np.arange(24, dtype=np.float32).reshape(4, 6)
NAN = np.nan


def on(path, *, area=AREA, window=ALL, **how):
    with opened(path, area, **how) as raster:
        return raster.on(window)


def refused(path, **how):
    with pytest.raises(InputError) as error:
        on(path, **how)
    return error.value.faults[0]


# Onto the grid


def test_a_raster_on_the_same_grid_keeps_its_numbers(tif):
    path = tif(NUMBERS, west=WEST, north=NORTH, cell=100)
    np.testing.assert_array_equal(on(path), NUMBERS)


def test_a_window_gets_its_own_part(tif):
    path = tif(NUMBERS, west=WEST, north=NORTH, cell=100)
    np.testing.assert_array_equal(on(path, window=Window(1, 2, 2, 3)), NUMBERS[1:3, 2:5])


@pytest.mark.parametrize(
    ("how", "first"), [("nearest", {0, 1, 2, 3}), ("average", {1.5}), ("max", {3}), ("min", {0})]
)
def test_finer_cells_are_resampled_as_declared(tif, how, first):
    fine = np.kron(np.ones((4, 6)), np.array([[0, 1], [2, 3]])).astype(np.float32)
    path = tif(fine, west=WEST, north=NORTH, cell=50)
    assert on(path, resampling=how)[0, 0] in first


def test_coarse_cells_are_interpolated_or_not_as_declared(tif):
    path = tif([[0.0, 6.0]] * 2, west=WEST, north=NORTH, cell=300)
    area = grid((WEST, NORTH - 300, WEST + 600, NORTH), 100.0)
    window = Window(0, 0, 3, 6)
    assert on(path, area=area, window=window)[1].tolist() == [0, 0, 0, 6, 6, 6]
    between = on(path, area=area, window=window, resampling="bilinear")[1]
    assert between.tolist() == pytest.approx([0, 0, 2, 4, 6, 6], abs=1e-6)


@pytest.mark.parametrize(("system", "cell"), [("EPSG:4326", 2e-4), ("EPSG:4490", 2e-4)])
def test_a_raster_in_degrees_is_read_where_the_cell_is(tif, system, cell):
    to_degrees = Transformer.from_crs("EPSG:4549", system, always_xy=True)
    lon, lat = to_degrees.transform(*AREA.centres(ALL))
    west, north = lon.min() - 20 * cell, lat.max() + 20 * cell
    ramp = west + (np.arange(90) + 0.5) * cell
    path = tif(np.tile(ramp, (90, 1)), west=west, north=north, cell=cell, crs=system)
    np.testing.assert_allclose(on(path, resampling="bilinear"), lon, atol=cell / 100)
    np.testing.assert_allclose(on(path), lon, atol=cell / 2)


def test_nodata_is_nan_for_whole_numbers_too(tif):
    rows = NUMBERS.astype(np.int16)
    found = on(tif(rows, west=WEST, north=NORTH, cell=100, nodata=7))
    assert np.isnan(found[1, 1])
    assert np.isfinite(found).sum() == 23


def test_an_inner_mask_is_nan(tif):
    mask = NUMBERS != 7
    found = on(tif(NUMBERS, west=WEST, north=NORTH, cell=100, mask=mask))
    assert np.isnan(found[1, 1])
    assert np.isfinite(found).sum() == 23


def test_beyond_the_raster_there_is_no_number(tif):
    found = on(tif(NUMBERS[:2, :2], west=WEST, north=NORTH, cell=100))
    assert np.isfinite(found).sum() == 4


@pytest.mark.parametrize("how", ["nearest", "bilinear", "average"])
def test_windows_add_up_to_the_whole(tif, how):
    random = np.random.default_rng(1).random((130, 130))
    path = tif(random, west=120.52, north=31.27, cell=1e-4, crs="EPSG:4326")
    whole = on(path, resampling=how)
    assert np.isfinite(whole).any()
    for row, column in itertools.product((0, 2), (0, 3)):
        part = on(path, window=Window(row, column, 2, 3), resampling=how)
        np.testing.assert_allclose(part, whole[row : row + 2, column : column + 3], rtol=1e-5)


def test_a_raster_of_the_whole_world_is_read_too(tif):
    world = np.tile(np.arange(360.0), (180, 1))  # a degree a cell; the grid lies at 120.5° E
    path = tif(world, west=-180, north=90, cell=1, crs="EPSG:4326")
    assert (on(path) == 300).all()


def test_a_raster_stored_south_up_is_read_too(tif):
    path = tif(NUMBERS[::-1], west=WEST, north=NORTH - 400, cell=100, down=1)
    np.testing.assert_array_equal(on(path), NUMBERS)


# Refused


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


# The COG


def tiles(area, size=64):
    """Yield tiles of a made-up city: the western half, its north silent, its first row masked."""
    for window in area.windows(size):
        if window.column * 2 >= area.columns:
            continue
        shape = (window.height, window.width)
        row = (window.row + np.arange(window.height))[:, None] + np.zeros(window.width)
        column = window.column + np.arange(window.width) + np.zeros(shape)
        inside = column * 2 < area.columns
        silent = row * 2 < area.rows
        state = np.where(inside, np.where(silent, SILENT, SCORED), OUTSIDE)
        state = np.where(inside & (row == 0), MASKED, state).astype(np.uint8)
        value = np.where(inside, column / area.columns, NAN).astype(np.float32)
        total = np.where(inside & ~silent, 100 * value, NAN).astype(np.float32)
        yield Tile(window, {"K1": value}, total, state, np.ones(shape))


def written(path, area, **more):
    given = {"tags": {"plan": "某规划", "time": "t"}, "band_tags": {"K1": {"weight": "0.4"}}} | more
    return write_surface(path, area, tiles(area), bands=["K1"], **given)


BIG = grid((WEST, NORTH - 60_000, WEST + 60_000, NORTH), 100.0)  # 600 × 600


@pytest.fixture(scope="module")
def cog(tmp_path_factory):
    path = tmp_path_factory.mktemp("cog") / "out.tif"
    return path, written(path, BIG)


def test_the_file_says_what_it_is(cog):
    with rasterio.open(cog[0]) as file:
        assert file.driver == "GTiff"
        assert file.crs.to_epsg() == 4549
        assert file.descriptions == ("K1", "total", "state")
        assert set(file.dtypes) == {"float32"}
        assert np.isnan(file.nodatavals).all()
        assert tuple(file.transform)[:6] == BIG.transform()
        tags = file.tags(ns="IMAGE_STRUCTURE")
        assert (tags["LAYOUT"], tags["COMPRESSION"]) == ("COG", "DEFLATE")
        assert file.tags()["plan"] == "某规划"
        assert file.tags(1)["weight"] == "0.4"


def test_the_numbers_are_those_of_the_tiles(cog):
    with rasterio.open(cog[0]) as file:
        value, total, state = file.read()
    for tile in tiles(BIG):
        w = tile.window
        here = (slice(w.row, w.row + w.height), slice(w.column, w.column + w.width))
        np.testing.assert_array_equal(value[here], tile.values["K1"])
        np.testing.assert_array_equal(total[here], tile.total)
        np.testing.assert_array_equal(state[here], tile.state)
    assert np.isnan(value[:, 400:]).all()
    assert (state[:, 400:] == OUTSIDE).all()


def test_the_record_counts_every_cell_once(cog):
    cells = cog[1].cells
    assert sum(cells.values()) == 600 * 600
    assert cells == dict(zip(STATES, (180_000, 90_000, 89_700, 300), strict=True))
    assert cog[1].ranges["K1"] == (0.0, pytest.approx(299 / 600))
    assert cog[1].missing == {"K1": 0, "total": 0}


def test_overviews_hold_numbers_of_the_surface_and_no_new_ones(cog):
    with rasterio.open(cog[0]) as file:
        assert file.overviews(1) == [2, 4]
    with rasterio.open(cog[0], overview_level=1) as file:
        assert set(np.unique(file.read(3))) <= {OUTSIDE, SCORED, SILENT, MASKED}


def test_a_reader_of_a_part_finds_the_directories_first_and_the_overviews_before_the_cells(cog):
    with rasterio.open(cog[0]) as file:
        levels = [None, *range(len(file.overviews(1)))]

        def offset(item, level):
            more = {} if level is None else {"ovr": level}
            return int(file.get_tag_item(item, "TIFF", bidx=1, **more))

        directories = [offset("IFD_OFFSET", level) for level in levels]
        data = [offset("BLOCK_OFFSET_0_0", level) for level in levels]
        assert file.block_shapes == [(256, 256)] * 3
    assert directories == sorted(directories)
    assert data == sorted(data, reverse=True)
    assert max(directories) < min(data)
    head = cog[0].read_bytes()[:400]
    assert struct.unpack("<2sH", head[:4])[0] == b"II"
    assert b"LAYOUT=IFDS_BEFORE_DATA" in head


def test_the_same_surface_is_the_same_bytes(cog, tmp_path):
    written(tmp_path / "again.tif", BIG)
    assert (tmp_path / "again.tif").read_bytes() == cog[0].read_bytes()


def test_a_surface_of_one_cell_can_be_written(tmp_path):
    area = grid((WEST, NORTH - 100, WEST + 100, NORTH), 100.0)
    assert sum(written(tmp_path / "one.tif", area).cells.values()) == 1


def test_when_the_work_breaks_off_the_old_file_stays(tmp_path):
    def broken():
        yield next(tiles(BIG))
        raise InputError(Fault("E-RAS-01", {"path": "x"}))

    path = tmp_path / "out.tif"
    path.write_bytes(b"old")
    with pytest.raises(InputError) as error:
        write_surface(path, BIG, broken(), bands=["K1"], tags={}, band_tags={})
    assert error.value.faults[0].code == "E-RAS-01"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    area = grid((WEST, NORTH - 100, WEST + 100, NORTH), 100.0)
    with pytest.raises(InputError) as error:
        written(tmp_path / "none" / "out.tif", area)
    assert error.value.faults[0].code == "E-IO-02"
