"""One site or a table of sites → the plan's answers; shared by the two halves of a page."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

import layers
from gis_app import cache
from gis_app.components.wording import Words
from gis_app.datum import gcj_to_wgs
from gis_app.state import State
from gis_app.two_datums import side_by_side
from layers.crs import STORE

Json = dict[str, Any]


def site(state: State, words: Words) -> gpd.GeoDataFrame:
    """Return the state's site as a table of one row (EPSG:4326)."""
    row = {
        "id": ["site-1"],
        "name": [words.t("拟选址点")],
        "sectors": [state.mix],
        "function": [state.function],
    }
    return gpd.GeoDataFrame(row, geometry=[shapely.Point(state.lon, state.lat)], crs=STORE)


def other_place(state: State) -> tuple[float, float] | None:
    """Return where the site lies if its numbers were GCJ-02, for a site nobody is sure of."""
    if not state.unsure or state.lon is None or state.lat is None:
        return None
    lon, lat = gcj_to_wgs(np.float64(state.lon), np.float64(state.lat))
    return float(lon), float(lat)


def scored_site(state: State, words: Words) -> Json:
    """Return the site's score; where its datum is unknown, both readings side by side."""
    result = scored(site(state, words), words)
    if other := other_place(state):
        result = side_by_side(result, scored(site(state.at(*other), words), words), words.lang)
    return result[0]


def located(sites: gpd.GeoDataFrame, words: Words) -> list[Json]:
    """Return where each site lies."""
    task = cache.workers().submit(layers.locate, cache.plan(), sites, lang=words.lang)
    return task.result()


def scored(sites: gpd.GeoDataFrame, words: Words) -> list[Json]:
    """Return each site's score against the shipped clusters."""
    plan, peers = cache.plan(), cache.peers()
    task = cache.workers().submit(layers.score, plan, sites, peers=peers, lang=words.lang)
    return task.result()
