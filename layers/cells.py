"""Cell centres of one sector mix, laid out as a case: what all of them share is worked out once."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from layers.case import Case, share_matrix
from layers.crs import METRIC
from layers.elements import Geometries
from layers.grid import Grid, Window
from layers.membership import Floats
from layers.model import Plan
from layers.nearest import Ints
from layers.peers import Mix, Peers
from layers.samples import Samples

SIDE = 8  # cells along the side of the squares that the cells of a window are taken in


@dataclass(frozen=True)
class Cells:
    """The cells of a window that lie in the city: where in the window, and as a case."""

    at: Ints  # positions in the window, row by row
    case: Case


@dataclass(frozen=True)
class Common:
    """What every cell has in common; `parks` are geometries in EPSG:4549, or None."""

    plan: Plan
    mix: Mix
    function: str | None
    peers: Peers | None
    parks: Geometries | None

    def cells(self, grid: Grid, window: Window) -> Cells | None:
        """Return the cells of a window in the city, neighbours together; None where it has none."""
        east, north = grid.centres(window)
        order = blocked(window)
        x, y = east.ravel()[order], north.ravel()[order]
        district = self.plan.districts.over(x, y)
        inside = district >= 0
        if not inside.any():
            return None
        points = shapely.points(x[inside], y[inside])
        return Cells(order[inside], self._case(points, district[inside]))

    def _case(self, points: Geometries, district: Ints) -> Case:
        """Return the points as sites: no names, no ids, one mix."""
        n, codes = len(points), self.plan.districts.codes
        every = np.arange(n)
        shares = np.zeros((n, len(codes)))
        shares[every, district] = 1.0
        districts = np.array(codes, dtype=object)[district]
        return Case(
            plan=self.plan,
            ids=("",) * n,
            names=("",) * n,
            geometry=gpd.GeoSeries(points, crs=METRIC),
            anchors=points,
            mixes=(self.mix,) * n,
            shares=np.repeat(share_matrix(self.plan, (self.mix,)), n, axis=0),
            functions=(self.function,) * n,
            district_shares=shares,
            districts=districts,
            inside=np.ones(n, dtype=bool),
            samples=Samples(points, every, np.ones(n), n),
            sample_districts=districts,
            peers=self.peers,
            own_peers=False,
            parks=_near(self.parks, points),
        )


def blocked(window: Window) -> Ints:
    """Return the cells of a window square by square, so that neighbours follow each other.

    >>> blocked(Window(0, 0, 1, 3)).tolist()
    [0, 1, 2]
    """
    row, column = np.divmod(np.arange(window.height * window.width), window.width)
    across = -(-window.width // SIDE)
    return np.argsort(row // SIDE * across + column // SIDE, kind="stable")


def laid(cells: Cells, values: npt.NDArray[np.generic], window: Window, fill: float) -> Floats:
    """Return one value a cell in the shape of the window, `fill` where there is no cell."""
    out = np.full(window.height * window.width, fill)
    out[cells.at] = values
    return out.reshape(window.height, window.width)


def _near(parks: Geometries | None, points: Geometries) -> Geometries | None:
    """Return the parks that can be nearest to one of the points, which lie close together."""
    if parks is None:
        return None
    x, y = shapely.get_x(points), shapely.get_y(points)
    middle = shapely.Point((x.min() + x.max()) / 2, (y.min() + y.max()) / 2)
    reach = np.hypot(x.max() - x.min(), y.max() - y.min()) / 2
    away = shapely.distance(parks, middle)
    return np.asarray(parks[away <= away.min() + 2 * reach + 1e-6])
