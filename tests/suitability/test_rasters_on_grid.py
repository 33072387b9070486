"""User rasters on the grid: resampled as declared, nodata and masks as NaN."""

import itertools

import numpy as np
import pytest
from pyproj import Transformer

from layers.grid import Window, grid
from tests.suitability.small_area import ALL, AREA, NORTH, NUMBERS, WEST, on


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
