"""Cell centres of one sector mix, laid out as a case: what all of them share is worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from layers.case import Case, points
from layers.elements import Geometries
from layers.grid import Grid, Window
from layers.membership import Floats
from layers.model import Plan
from layers.nearest import Ints
from layers.peers import Mix, Peers
from layers.setting import Setting, setting


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

    @cached_property
    def setting(self) -> Setting:
        """Return the same for whoever lays points out."""
        return setting(self.plan, [self.mix], [self.function], self.peers, parks=self.parks)[0]

    def cells(self, grid: Grid, window: Window) -> Cells | None:
        """Return the cells of a window in the city, row by row; None where it has none."""
        east, north = grid.centres(window)
        xy = np.column_stack([east.ravel(), north.ravel()])
        district = self.plan.districts.positions_at(xy)
        inside = np.flatnonzero(district >= 0)
        if not len(inside):
            return None
        return Cells(inside, points(self.setting, xy[inside], positions=district[inside]))


def laid(cells: Cells, values: npt.NDArray[np.generic], window: Window, fill: float) -> Floats:
    """Return one value a cell in the shape of the window, `fill` where there is no cell."""
    out = np.full(window.height * window.width, fill)
    out[cells.at] = values
    return out.reshape(window.height, window.width)
