"""All courses of a plan measured at once from a few points: every segment is tried."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from layers.elements import ElementPart, PlaceElement
from layers.membership import Floats
from layers.tiles import kernels


class Courses:
    """Parts of elements and places that follow a course, their segments one below the other.

    For a few points that costs less than sorting them by cell for one course after the other.
    """

    def __init__(self, several: Sequence[ElementPart | PlaceElement]) -> None:
        self.several = tuple(several)
        outlines = [of.outline for of in several]
        laid = [segments.tiles.segments for segments, _ in outlines]
        self.segments = np.concatenate(laid)
        self.begin = np.cumsum([0, *map(len, laid)])
        bands = [of.band_m if isinstance(of, ElementPart) else 0.0 for of in several]
        self.band_m = np.array(bands)[:, None]
        self.wide = [k for k, (_, area) in enumerate(outlines) if area is not None]
        areas = [area.areas[0] for _, area in outlines if area is not None]
        self.areas = np.array(areas, dtype=object)

    def metres(self, xy: Floats) -> Floats:
        """Return metres from each course to each point (n × 2, EPSG:4549): courses × n."""
        least = np.empty((len(self.several), len(xy)))
        kernels("layers.kernels").few(xy, self.segments, self.begin, least)
        least[self.wide] *= ~shapely.intersects_xy(self.areas[:, None], *xy.T)
        return np.asarray(np.abs(least - self.band_m))
