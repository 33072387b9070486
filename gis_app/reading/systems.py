"""A coordinate system that can be read, and how its coordinates become WGS84 degrees."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pyproj

from gis_app.reading.datum import Floats, Shift
from layers.crs import STORE

THERE_AND_BACK_M = 1.0
SAMPLES = (np.array([119.9, 120.6, 121.3]), np.array([30.8, 31.3, 32.0]))
SAME_DEG = 1e-8  # 1 mm


@dataclass(frozen=True, slots=True)
class Crs:
    """A coordinate system that can be read: its name, and whether it counts in metres.

    `definition` stands where no EPSG code does; it may hold constants that are not public, so
    it is never shown: what people and files get is `name`.
    """

    name: str
    metric: bool
    shift: Shift | None = None
    definition: str = field(default="", repr=False)

    @property
    def is_degrees(self) -> bool:
        """Return whether it is plain longitude and latitude, neither metres nor shifted."""
        return not self.metric and self.shift is None

    @property
    def code(self) -> int | None:
        """Return its EPSG code, None for a shifted or a custom system."""
        _, is_coded, number = self.name.partition("EPSG:")
        return int(number) if is_coded and not self.definition and not self.shift else None

    def to_store(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return WGS84 longitude and latitude for x = east or longitude, y = north or latitude.

        Infinity where there is no such place: what is too far out for a projection comes back
        as infinity, or as another lap around the earth, and must not pass for a place.
        """
        if self.shift:
            return self.shift(x, y)
        if not self.metric:
            return x, y
        there = _transformer(self.definition or self.name)
        lon, lat = there.transform(x, y)
        east, north = there.transform(lon, lat, direction=pyproj.enums.TransformDirection.INVERSE)
        with np.errstate(invalid="ignore"):
            real = np.hypot(np.subtract(east, x), np.subtract(north, y)) < THERE_AND_BACK_M
        return np.where(real, lon, np.inf)[()], np.where(real, lat, np.inf)[()]

    def from_store(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return x = east, y = north in a metric system for WGS84 degrees."""
        there = _transformer(self.definition or self.name)
        return there.transform(lon, lat, direction=pyproj.enums.TransformDirection.INVERSE)

    def is_same(self, other: Crs) -> bool:
        """Return whether both put the same numbers near Suzhou in the same place."""
        if self == other or (self.is_degrees and other.is_degrees):
            return True
        if not (self.metric and other.metric):
            return False
        there = other.to_store(*self.from_store(*SAMPLES))
        return bool(np.allclose(there, SAMPLES, rtol=0.0, atol=SAME_DEG))


WGS84 = Crs(STORE, metric=False)


@lru_cache(maxsize=32)
def _transformer(system: str) -> pyproj.Transformer:
    """Return x, y → degrees; CGCS2000 is taken as WGS84 (they differ by < 1 m)."""
    return pyproj.Transformer.from_crs(system, STORE, always_xy=True)
