"""Distances from many points that lie close together: exact, without a tree.

A tree asks for every point anew. Here the few segments that can be nearest to any point of a
small block are found once, and each is measured to all points of the block at a time.
"""

from __future__ import annotations

import numpy as np

from layers.membership import Floats
from layers.nearest import Ints, Segments

FEW = 64  # up to so many points a tree is quicker, and they may lie anywhere
BLOCK = 64  # points that follow each other and have the same segments near them
TINY = np.finfo(float).tiny


class Together:
    """The points asked about last, as coordinates: every course is asked about them in turn.

    Points are taken in blocks of BLOCK, each with its middle and its reach r: none lies farther
    from the middle. Rows of `x` and `y` are blocks; the last point fills up the last one.
    """

    def __init__(self) -> None:
        self.points: Floats = np.empty((0, 2))
        self.x = self.y = self.middle = self.reach = np.empty(0)

    def take(self, xy: Floats) -> bool:
        """Take some points (n × 2), unless they are those taken last; False for few of them."""
        if self.points is xy:
            return True
        if len(xy) <= FEW:
            return False
        self.points = xy
        self.x, self.y = _blocks(xy[:, 0]), _blocks(xy[:, 1])
        low, high = (np.array([f(v, axis=1) for v in (self.x, self.y)]) for f in (np.min, np.max))
        self.middle, self.reach = (low + high) / 2, np.hypot(*(high - low)) / 2
        return True

    def metres(self, x: float, y: float) -> Floats:
        """Return how far the points taken last are from one place."""
        return np.hypot(self.x - x, self.y - y).ravel()[: len(self.points)]


class Nearby(Segments):
    """The same segments, quicker for points in an order that keeps neighbours together.

    The answer for the last array of points is kept: criteria ask for the same ones in turn.
    """

    def __init__(self, segments: Segments, together: Together) -> None:
        self.__dict__.update(segments.__dict__)
        self.step = self.end - self.start
        self.square = np.maximum((self.step**2).sum(axis=1), TINY)
        self.together = together
        self.last: tuple[object, Floats] = None, np.empty(0)

    def distance_m(self, xy: Floats) -> Floats:
        """Return metres from each point (n × 2, EPSG:4549) to the nearest course."""
        if not self.together.take(xy):
            return super().distance_m(xy)
        if self.last[0] is not xy:
            self.last = xy, self._distances()[: len(xy)]
        return self.last[1]

    def _distances(self) -> Floats:
        at = self.together
        nearest, most = self._candidates()
        least = np.full(at.x.shape, np.inf)
        for k in nearest.T[:most]:
            np.minimum(least, self._squares(at.x, at.y, k[:, None]), out=least)
        return np.asarray(np.sqrt(least).ravel())

    def _candidates(self) -> tuple[Ints, int]:
        """Return for each block (a row) the segments by distance, and how many the fullest needs.

        If the segment nearest to the middle is d away, no point of the block is farther than d + r
        from it, and whatever is nearer to a point than that lies within d + 2r of the middle.
        """
        x, y = self.together.middle
        every = self._all(np.array([[(x.min() + x.max()) / 2, (y.min() + y.max()) / 2]]))
        reach = self.together.reach.max() + np.hypot(np.ptp(x), np.ptp(y)) / 2
        near = np.flatnonzero(every[0] <= every.min() + 2 * reach + 1e-6)
        away = self._all(self.together.middle.T, near)
        limit = away.min(axis=1) + 2 * self.together.reach + 1e-6
        most = int((away <= limit[:, None]).sum(axis=1).max())
        return near[np.argsort(away, axis=1)], most

    def _all(self, xy: Floats, which: Ints | None = None) -> Floats:
        """Return metres from each point (a row) to some segments, all by default."""
        every = np.arange(len(self.start)) if which is None else which
        return np.asarray(np.sqrt(self._squares(xy[:, :1], xy[:, 1:], every)))

    def _squares(self, x: Floats, y: Floats, k: Ints) -> Floats:
        """Return squared metres from points to segments of the same or a fitting shape."""
        dx, dy = x - self.start[k, 0], y - self.start[k, 1]
        right, up = self.step[k, 0], self.step[k, 1]
        along = dx * (right / self.square[k])
        along += dy * (up / self.square[k])
        np.clip(along, 0.0, 1.0, out=along)
        dx -= along * right
        dy -= along * up
        dx *= dx
        dy *= dy
        dx += dy
        return np.asarray(dx)


def _blocks(values: Floats) -> Floats:
    """Return rows of BLOCK values, filled up with the last one."""
    fill = -len(values) % BLOCK
    return np.append(values, np.full(fill, values[-1])).reshape(-1, BLOCK)
