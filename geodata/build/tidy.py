"""Rewrite the layers edited by hand in canonical form; the features stay as they are."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd

from geodata.build.form import STORE, VECTOR, layer, save, text

BY_HAND = ("authored/control", "authored/lakes", "authored/railways", "gazetteer/places")


def tidied(path: Path) -> gpd.GeoDataFrame:
    """Return the features of an edited file, rounded and sorted by id, in degrees."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    frame = gpd.GeoDataFrame.from_features(features, crs=STORE)
    return layer(frame.to_dict("records"))


def form_text(path: Path) -> str:
    """Return an edited file as canonical text."""
    return text(tidied(path))


if __name__ == "__main__":
    for name in BY_HAND:
        save(tidied(VECTOR / f"{name}.geojson"), name)
