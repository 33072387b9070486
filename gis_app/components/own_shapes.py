"""The layers that a user put in, as the map draws them over the shipped ones: shapes and names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import shapely

from layers.crs import STORE

STEP = 1e-5  # degrees, about 1 m
COARSER = 3.0  # times, until it is small enough
MOST_BYTES = 1_500_000


@dataclass(frozen=True)
class OwnShapes:
    """Shapes as GeoJSON text; `ident` tells the browser whether it has them already."""

    text: str

    @property
    def ident(self) -> str:
        """Return a hash of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def shapes(layers: Mapping[str, gpd.GeoDataFrame]) -> OwnShapes:
    """Return the shapes of the layers (any CRS) with their names; fine lines are thinned out.

    >>> one = gpd.GeoDataFrame({"name": ["甲"]}, geometry=[shapely.Point(120.7, 31.3)], crs=STORE)
    >>> shapes({"clusters": one}).text
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"n":"甲"},\
"geometry":{"type":"Point","coordinates":[120.7,31.3]}}]}'
    """
    step = STEP
    while len(text := _text(layers, step).encode()) > MOST_BYTES and step < 1:
        step *= COARSER
    return OwnShapes(text.decode())


def _text(layers: Mapping[str, gpd.GeoDataFrame], step: float) -> str:
    features = []
    for layer in layers.values():
        drawn = layer.to_crs(STORE)
        thin = shapely.simplify(drawn.geometry.to_numpy(), step)
        names = drawn["name"] if "name" in drawn else drawn["id"]
        for name, shape in zip(names, shapely.set_precision(thin, STEP), strict=True):
            if shape is not None and not shape.is_empty:
                geometry = json.loads(shapely.to_geojson(shape))
                features.append(
                    {"type": "Feature", "properties": {"n": str(name)}, "geometry": geometry}
                )
    whole = {"type": "FeatureCollection", "features": features}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
