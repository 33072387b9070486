"""Windows on several threads: the same tiles, in their order, and no more than asked for."""

import importlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from layers.errors import LayerError
from layers.suitability import Surface, windows
from tests.layers import toy
from tests.suitability.surfaces import toy_grid

module = importlib.import_module("layers.suitability")


@pytest.fixture
def surface(monkeypatch):
    """Return a surface of some twenty windows, of which two threads compute some each."""
    monkeypatch.setattr(module, "TILE", 2)
    monkeypatch.setattr(module, "processors", lambda: 2)
    plan = toy.plan()
    return Surface(plan=plan, mix={"S1": 1.0}, grid=toy_grid(), peers=plan.peers())


def test_threads_yield_the_tiles_of_one_in_the_order_of_the_windows(surface):
    every = windows(surface.plan, surface.grid)
    found = list(surface.tiles(every))
    assert len(every) > 10
    assert [tile.window for tile in found] == every
    for tile, window in zip(found, every, strict=True):
        alone = surface.tile(window)
        for name, values in alone.values.items():
            np.testing.assert_array_equal(tile.values[name], values)
        for name in ("total", "state", "weight"):
            np.testing.assert_array_equal(getattr(tile, name), getattr(alone, name))


def test_who_is_slow_to_take_tiles_has_few_waiting(surface, monkeypatch):
    asked, submit = [], ThreadPoolExecutor.submit

    def counted(pool, task, window):
        asked.append(window)
        return submit(pool, task, window)

    monkeypatch.setattr(ThreadPoolExecutor, "submit", counted)
    tiles = surface.tiles(windows(surface.plan, surface.grid))
    for taken in range(1, 6):
        next(tiles)
        assert len(asked) == taken + 2 * module.AHEAD
    tiles.close()
    assert len(asked) == 5 + 2 * module.AHEAD


def test_what_is_wrong_in_a_window_is_told(surface):
    wrong = Surface(plan=surface.plan, mix={"none": 1.0}, grid=surface.grid, peers=None)
    with pytest.raises(LayerError, match="none"):
        list(wrong.tiles(windows(wrong.plan, wrong.grid)))
