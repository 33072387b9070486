"""The grid: aligned, north up, cut into windows that cover each cell once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.errors import InputError
from layers.grid import MOST_CELLS, Grid, Window, grid

SMALL = grid((120.0, 10.0, 510.0, 290.0), 100.0)
sizes = st.sampled_from([30.0, 100.0, 250.0, 2000.0])
metres = st.floats(-1e5, 1e5)


def test_the_grid_covers_the_bounds_and_no_more():
    assert Grid(100.0, 100.0, 300.0, 3, 5) == SMALL


def test_bounds_on_the_edges_of_cells_add_no_cells():
    found = grid((100.0, 0.0, 500.0, 300.0), 100.0)
    assert (found.rows, found.columns) == (3, 4)


def test_an_area_without_extent_has_one_cell():
    found = grid((100.0, 100.0, 100.0, 100.0), 100.0)
    assert (found.rows, found.columns) == (1, 1)


def test_the_first_centre_is_the_north_western_one():
    x, y = SMALL.centres(Window(0, 0, 3, 5))
    assert (x.shape, y.shape) == ((3, 5), (3, 5))
    assert (x[0, 0], y[0, 0], x[2, 4], y[2, 4]) == (150.0, 250.0, 550.0, 50.0)


def test_a_window_knows_its_place():
    window = Window(1, 2, 2, 3)
    assert SMALL.box(window).bounds == (300.0, 0.0, 600.0, 200.0)
    assert SMALL.transform(window) == (100.0, 0.0, 300.0, 0.0, -100.0, 200.0)
    x, y = SMALL.centres(window)
    assert (x[0, 0], y[0, 0]) == (350.0, 150.0)


@settings(max_examples=25)
@given(metres, metres, st.floats(0, 2e4), st.floats(0, 2e4), sizes)
def test_edges_lie_at_multiples_and_the_bounds_inside(west, south, width, height, cell):
    found = grid((west, south, west + width, south + height), cell)
    box = found.box(Window(0, 0, found.rows, found.columns)).bounds
    assert np.allclose(np.round(np.array(box) / cell) * cell, box)
    near = 1e-6
    assert box[0] - near <= west <= box[0] + cell + near
    assert box[3] - cell - near <= south + height <= box[3] + near
    assert box[2] >= west + width - near
    assert box[1] <= south + near


@settings(max_examples=25)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 16))
def test_windows_cover_each_cell_once(rows, columns, size):
    seen = np.zeros((rows, columns), dtype=int)
    for w in Grid(1.0, 0.0, 0.0, rows, columns).windows(size):
        assert min(w.height, w.width) >= 1
        assert max(w.height, w.width) <= size
        seen[w.row : w.row + w.height, w.column : w.column + w.width] += 1
    assert (seen == 1).all()


@pytest.mark.parametrize("cell", [0.0, -100.0, 0.5, 20_000.0, float("nan"), float("inf")])
def test_no_sensible_cell_size_is_refused(cell):
    with pytest.raises(InputError) as error:
        grid((0, 0, 1000, 1000), cell)
    assert error.value.faults[0].code == "E-GRD-01"


def test_too_many_cells_are_refused():
    side = MOST_CELLS**0.5
    grid((0, 0, side - 1, side - 1), 1.0)
    with pytest.raises(InputError) as error:
        grid((0, 0, side + 2, side + 2), 1.0)
    assert error.value.faults[0].code == "E-GRD-02"
