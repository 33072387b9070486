"""Some sites of a long file, evenly apart, for what is judged from a sample: a shifted datum."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa

from gis_app.bulk.blocks import Floats
from gis_app.bulk.sites import Sites
from gis_app.reading.hint import MOST_POINTS, datum_hint
from layers.crs import STORE
from layers.errors import Fault


class Sample:
    """Every n-th site of those seen so far; n doubles whenever there are twice too many."""

    def __init__(self) -> None:
        self.apart, self.seen = 1, 0
        self.in_degrees = True
        self._lonlat: Floats = np.empty((0, 2))
        self._kept: Mapping[str, pa.Array] = {}

    def take(self, sites: Sites, *, in_degrees: bool) -> None:
        """See the next sites of the file."""
        self.in_degrees = self.in_degrees and in_degrees
        at = np.arange(-self.seen % self.apart, len(sites), self.apart)
        self.seen += len(sites)
        where = pa.array(at)
        own = {**sites.kept, "name": pa.array(sites.names, pa.string())}
        self._lonlat = np.concatenate([self._lonlat, sites.lonlat[at]])
        new = {name: column.take(where) for name, column in own.items()}
        before = self._kept or {name: column[:0] for name, column in new.items()}
        self._kept = {name: pa.concat_arrays([before[name], c]) for name, c in new.items()}
        while len(self._lonlat) > 2 * MOST_POINTS:
            self.apart *= 2
            half = np.arange(0, len(self._lonlat), 2)
            self._lonlat = self._lonlat[half]
            self._kept = {name: c.take(pa.array(half)) for name, c in self._kept.items()}

    def hint(self, districts: gpd.GeoDataFrame) -> Fault | None:
        """Return W-CRS-04 where the sites look shifted, as `reading.hint` judges them."""
        if not self.in_degrees or not len(self._lonlat):
            return None
        frame = pd.DataFrame({name: c.to_pylist() for name, c in self._kept.items()}, dtype=object)
        points = gpd.points_from_xy(*self._lonlat.T)
        return datum_hint(gpd.GeoDataFrame(frame, geometry=points, crs=STORE), districts)
