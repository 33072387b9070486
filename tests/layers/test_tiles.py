"""Points are sorted by cell once, and compiled loops are loaded only where that pays."""

import subprocess
import sys

import numpy as np
import pytest

from layers import blocks, tiles
from tests.source import ROOT


@pytest.fixture(autouse=True, scope="module")
def _loaded():
    assert tiles.warm()


def some(count, seed=0):
    return np.random.default_rng(seed).uniform(-5_000, 5_000, (count, 2))


def test_sorted_points_lie_in_their_cells():
    xy = some(2_000)
    at = tiles.sorted_points(xy)
    assert sorted(at.order) == list(range(len(xy)))
    np.testing.assert_array_equal(np.column_stack([at.x, at.y]), xy[at.order])
    cells = np.repeat(np.column_stack([at.column, at.row]), np.diff(at.begin), axis=0)
    np.testing.assert_array_equal(cells, np.floor(xy[at.order] / blocks.CELL_M))
    assert len(np.unique(cells, axis=0)) == len(at.column)


def test_points_beyond_the_lattice_come_last():
    xy = some(2_000)
    xy[5] = 9e9, 0.0
    at = tiles.sorted_points(xy)
    assert (at.order[-1], at.column[-1]) == (5, np.iinfo(np.int32).max)


def test_points_of_an_array_that_cannot_change_are_sorted_once():
    xy = some(500)
    xy.flags.writeable = False
    assert tiles.sorted_points(xy) is tiles.sorted_points(xy)
    del xy
    assert tiles._engine.last is None


def test_points_of_a_view_that_can_change_are_not_kept():
    xy = some(500)
    view = xy[:400]
    view.flags.writeable = False
    assert tiles.sorted_points(view) is not tiles.sorted_points(view)


def test_nobody_waits_while_the_loops_are_loaded(monkeypatch):
    monkeypatch.setattr(tiles, "_engine", tiles._Engine())
    with tiles._engine.lock:
        assert not tiles.used(10 * tiles.MANY)
    assert tiles.used(10 * tiles.MANY)


def test_a_fault_in_our_own_modules_is_not_taken_for_a_missing_numba(monkeypatch):
    monkeypatch.setattr(tiles, "_engine", tiles._Engine())
    monkeypatch.setattr(tiles, "KERNELS", ("layers.kernels_that_are_missing",))
    with pytest.raises(ImportError):
        tiles.warm()


def test_points_of_an_array_that_can_change_are_sorted_anew():
    xy = some(500)
    before = tiles.sorted_points(xy).x.tolist()
    xy += 1.0
    assert tiles.sorted_points(xy).x.tolist() != before


def test_no_points_are_no_runs():
    at = tiles.sorted_points(np.empty((0, 2)))
    assert (len(at.order), at.parts()) == (0, [])


@pytest.mark.parametrize("count", [1, 2, 3, 50])
def test_parts_share_out_every_run(count, monkeypatch):
    monkeypatch.setattr(tiles, "threads", lambda _: count)
    at = tiles.sorted_points(some(900))
    runs = [r for part in at.parts() for r in range(part.start, part.stop)]
    assert runs == list(range(len(at.column)))
    assert len(at.parts()) == count


@pytest.mark.parametrize("count", [2, 3, 50])
def test_threads_sort_as_one_does(count, monkeypatch):
    xy = some(900)
    xy[::100] = 1e9  # beyond the lattice
    alone = tiles.sorted_points(xy)
    monkeypatch.setattr(tiles, "threads", lambda _: count)
    several = tiles.sorted_points(xy)
    for name in ("order", "x", "y", "begin", "column", "row"):
        np.testing.assert_array_equal(getattr(several, name), getattr(alone, name), name)


def test_a_task_in_a_thread_may_ask_for_threads():
    parts, found = [slice(k, k + 1) for k in range(5)], []

    def inner(part):
        found.append(part.start)

    tiles.in_threads(lambda _: tiles.in_threads(inner, parts), parts)
    assert sorted(found) == sorted([*range(5)] * 5)


@pytest.mark.parametrize("wrong", [0, 3])
def test_what_goes_wrong_in_a_thread_is_said_once_all_have_ended(wrong):
    ended = []

    def task(part):
        if part.start == wrong:
            raise ValueError(wrong)
        ended.append(part.start)

    with pytest.raises(ValueError, match=str(wrong)):
        tiles.in_threads(task, [slice(k, k + 1) for k in range(4)])
    assert sorted(ended) == sorted({0, 1, 2, 3} - {wrong})


def test_a_forked_process_has_threads_of_its_own():
    code = """
import os, sys
from layers import blocks, tiles
parts = [slice(0, 1), slice(1, 2)]
tiles.in_threads(lambda _: None, parts)
child = os.fork()
if not child:
    found = []
    tiles.in_threads(lambda part: found.append(part.start), parts)
    os._exit(0 if sorted(found) == [0, 1] else 1)
print(os.waitpid(child, 0)[1])
"""
    assert run(code, timeout=60) == ["0"]


@pytest.mark.parametrize("points", [0, 1, 9, 10, 1_001])
def test_shares_are_all_points(points, monkeypatch):
    monkeypatch.setattr(tiles, "threads", lambda _: 10)
    assert [i for part in tiles.shared(points) for i in range(points)[part]] == [*range(points)]


def test_fewer_processors_are_used_where_so_many_are_wanted(monkeypatch):
    monkeypatch.setenv("NUMBA_NUM_THREADS", "1")
    assert tiles.processors() == 1


def run(code, **more):
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, **more
    )
    return done.stdout.split()


def test_numba_is_not_loaded_for_few_points():
    code = """
import sys, numpy as np, shapely, layers
from layers.nearest import Segments
line = shapely.LineString([(0, 0), (9, 9)])
print(Segments([line]).distance_m(np.zeros((5000, 2))).max(), "numba" in sys.modules)
"""
    assert run(code) == ["0.0", "False"]


def test_many_points_load_numba_themselves():
    code = """
import sys, numpy as np, shapely
from layers.nearest import Segments
line = shapely.LineString([(0, 0), (9, 9)])
print(Segments([line]).distance_m(np.zeros((100000, 2))).max(), "numba" in sys.modules)
"""
    assert run(code) == ["0.0", "True"]


def test_where_nothing_can_be_written_the_loops_are_compiled_in_memory():
    code = """
import numba.core.caching as caching
caching.CompileResultCacheImpl._locator_classes = []
from layers import blocks, tiles
from layers.tiles_segments import SegmentTiles
import numpy as np
tiles.KERNELS = ("layers.kernels",)
print(tiles.warm(), SegmentTiles(np.zeros((1, 2)), np.ones((1, 2))).metres(np.zeros((9, 2))).max())
"""
    assert run(code) == ["True", "0.0"]
