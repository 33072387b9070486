"""Cell centres as a case: the districts, the order and the shape of a window."""

import geopandas as gpd
import numpy as np
import shapely

from layers.case import case
from layers.cells import Common, laid
from layers.crs import METRIC
from layers.grid import Window, grid
from tests.layers import toy

MIX = {"S1": 0.75, "S4": 0.25}
AREA = grid(toy.box(-3, -3, 23, 23).bounds, 1000.0)


def test_the_cells_are_what_a_table_of_sites_gives():
    plan, window = toy.plan(), Window(2, 2, 12, 9)
    common = Common(plan, MIX, None, toy.plan().peers(), None)
    cells = common.cells(AREA, window)
    x, y = (v.ravel()[cells.at] for v in AREA.centres(window))
    points = shapely.points(x, y)
    sites = gpd.GeoDataFrame(
        {"id": range(len(x)), "name": "p", "sectors": [MIX] * len(x)}, geometry=points, crs=METRIC
    )
    there = case(plan, sites, common.peers, own_peers=False)
    assert there.inside.all()
    for name in ("shares", "districts", "positions", "xy", "inside"):
        np.testing.assert_array_equal(getattr(cells.case, name), getattr(there, name), name)
    np.testing.assert_array_equal(cells.case.samples.xy, there.samples.xy)
    np.testing.assert_array_equal(cells.case.sample_positions, there.sample_positions)


def test_a_window_outside_the_city_has_no_cells():
    assert Common(toy.plan(), MIX, None, None, None).cells(AREA, Window(0, 0, 2, 2)) is None


def test_values_are_laid_where_their_cells_are():
    window = Window(0, 0, 26, 26)
    cells = Common(toy.plan(), MIX, None, None, None).cells(AREA, window)
    x, y = AREA.centres(window)
    inside = shapely.intersects_xy(toy.box(0, 0, 20, 20), x, y)
    assert inside.sum() == 400
    for k, centres in enumerate((x, y)):
        found = laid(cells, cells.case.xy[:, k], window, -1.0)
        np.testing.assert_array_equal(found, np.where(inside, centres, -1.0))


def test_windows_share_what_does_not_depend_on_their_place():
    common = Common(toy.plan(), MIX, None, None, None)
    one, other = (common.cells(AREA, Window(k, 3, 4, 4)).case for k in (3, 12))
    assert one.setting is other.setting
