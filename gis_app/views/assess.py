"""One site or a table of sites → the plan's answers; shared by the two halves of a page."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import shapely

import layers
from gis_app import cache
from gis_app.components.wording import Words
from gis_app.state import State
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


def located(sites: gpd.GeoDataFrame, words: Words) -> list[Json]:
    """Return where each site lies."""
    task = cache.workers().submit(layers.locate, cache.plan(), sites, lang=words.lang)
    return task.result()


def scored(sites: gpd.GeoDataFrame, words: Words) -> list[Json]:
    """Return each site's score against the shipped clusters."""
    plan, peers = cache.plan(), cache.peers()
    task = cache.workers().submit(layers.score, plan, sites, peers=peers, lang=words.lang)
    return task.result()
