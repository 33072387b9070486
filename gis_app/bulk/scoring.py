"""What a batch of sites is scored with, and its columns: no geometry object is made on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

from gis_app.bulk.blocks import Floats
from gis_app.bulk.sites import Sites
from layers.case import points
from layers.crs import METRIC, STORE
from layers.model import Plan
from layers.peers import Peers
from layers.score import Scores, assessed
from layers.scored_columns import Columns, scored_columns
from layers.setting import setting
from layers.uncertainty import Draws


@dataclass(frozen=True)
class Scoring:
    """A plan, and what goes with it: peers, parks (EPSG:4549), weights set by the user, draws."""

    plan: Plan
    peers: Peers | None
    parks: npt.NDArray[np.object_] | None
    weights: Mapping[str, object] | None
    draws: Draws | None
    lang: str

    def columns(self, sites: Sites) -> Columns:
        """Return the columns that the score adds to some sites."""
        return scored_columns(self.scores(sites), self.lang)

    def scores(self, sites: Sites) -> Scores:
        """Return the scores of some sites as arrays."""
        mixes, functions = sites.mixes.tolist(), sites.functions.tolist()
        common, kind = setting(self.plan, mixes, functions, self.peers, parks=self.parks)
        laid = points(
            common,
            metric(sites.lonlat),
            kind=kind,
            ids=sites.ids.tolist(),
            names=sites.names.tolist(),
        )
        return assessed(laid, weights=self.weights, draws=self.draws)


def metric(lonlat: Floats) -> Floats:
    """Return easting and northing (n × 2, EPSG:4549) of WGS84 degrees."""
    east, north = _transformer().transform(lonlat[:, 0], lonlat[:, 1])
    return np.column_stack([east, north])


@lru_cache(maxsize=1)
def _transformer() -> Transformer:
    return Transformer.from_crs(STORE, METRIC, always_xy=True)
