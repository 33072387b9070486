"""The surface as a COG: its bands, tags, overviews and order; whole or not at all."""

import struct

import numpy as np
import pytest
import rasterio

from gis_app.rasters import write_surface
from layers.errors import Fault, InputError
from layers.grid import grid
from layers.suitability import MASKED, OUTSIDE, SCORED, SILENT, STATES, TILE, Tile
from tests.suitability.small_area import NORTH, WEST

NAN = np.nan


def tiles(area, size=TILE):
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
