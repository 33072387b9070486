"""One site or a table of sites → the plan's answers; shared by the two halves of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
import streamlit as st

import layers
from gis_app import cache
from gis_app.components.sensitivity import departures
from gis_app.components.wording import Words
from gis_app.messages import render
from gis_app.reading.datum import gcj_to_wgs
from gis_app.state import State, default_weights, weights_of
from gis_app.two_datums import side_by_side
from layers.crs import STORE, to_metric
from layers.errors import Fault
from layers.score import Scores, assess

Json = dict[str, Any]

DRAWS = 1000  # of one site; a batch draws none
MOST_MOVED_M2 = 2e6  # a larger parcel is not told where to move, which would take many seconds
KEPT = "site-result"  # the last state and its result
PRESETS = {"roc": "规划行文次序", "equal": "等权", "ranksum": "位次和法"}
OWN = "自定权重"


def site(state: State, words: Words) -> gpd.GeoDataFrame:
    """Return the state's site as a table of one row (EPSG:4326)."""
    row = {
        "id": ["site-1"],
        "name": [words.t("拟选址点")],
        "sectors": [state.mix],
        "function": [state.function],
    }
    drawn = shapely.from_wkt(state.outline) if state.outline else None
    return gpd.GeoDataFrame(row, geometry=[drawn or shapely.Point(state.lon, state.lat)], crs=STORE)


def other_place(state: State) -> tuple[float, float] | None:
    """Return where the site lies if its numbers were GCJ-02, for a site nobody is sure of."""
    if not state.unsure or state.lon is None or state.lat is None:
        return None
    lon, lat = gcj_to_wgs(np.float64(state.lon), np.float64(state.lat))
    return float(lon), float(lat)


def scored_site(state: State, words: Words) -> Json:
    """Return the site's score with its draws; kept until the state changes.

    Where its datum is unknown both readings are side by side; weights that are not the default
    ones are told among the flags, so that every export carries them.
    """
    kept: tuple[State, Json] | None = st.session_state.get(KEPT)
    if kept and kept[0] == state:
        return kept[1]
    weights = weights_of(state.weights, cache.plan().facts)
    here = site(state, words)
    movable = to_metric(here).area.iloc[0] <= MOST_MOVED_M2
    result = scored(here, words, weights=weights, draws=DRAWS, improve=bool(movable))
    if other := other_place(state):
        moved = site(state.at(*other), words)
        both = scored(moved, words, weights=weights, draws=DRAWS)
        result = _both(result, both, words)
    told = result[0] | {"flags": [*result[0]["flags"], *weights_told(state, words)]}
    st.session_state[KEPT] = (state, told)
    return told


def _both(one: list[Json], other: list[Json], words: Words) -> list[Json]:
    """Return the readings side by side, their grades told in the language of the page."""
    named = [[r | {"grade": r["grade"] and words.t(r["grade"])} for r in rs] for rs in (one, other)]
    told = side_by_side(*named, words.lang)
    return [wide | {"grade": r["grade"]} for wide, r in zip(told, one, strict=True)]


def weights_told(state: State, words: Words) -> list[str]:
    """Return how the weights depart from the default ones, nothing where they do not."""
    facts = cache.plan().facts
    weights = weights_of(state.weights, facts)
    if weights is None:
        return []
    changes = departures(weights, default_weights(facts)) or "="
    name = words.t(PRESETS.get(state.weights, OWN))
    return [render(Fault("W-WGT-01", {"source": name, "changes": changes}), words.lang)]


def located(sites: gpd.GeoDataFrame, words: Words) -> list[Json]:
    """Return where each site lies, of an area the place inside that stands for it."""
    points = sites.set_geometry(shapely.point_on_surface(sites.geometry.to_numpy()), crs=sites.crs)
    task = cache.workers().submit(layers.locate, cache.plan(), points, lang=words.lang)
    return task.result()


def scored(
    sites: gpd.GeoDataFrame,
    words: Words,
    *,
    weights: Mapping[str, float] | None = None,
    draws: int = 0,
    improve: bool = False,
) -> list[Json]:
    """Return each site's score against the shipped clusters."""
    task = cache.workers().submit(
        layers.score,
        cache.plan(),
        sites,
        peers=cache.peers(),
        weights=weights,
        draws=draws,
        improve=improve,
        lang=words.lang,
    )
    return task.result()


def measured(sites: gpd.GeoDataFrame) -> Scores:
    """Return the scores of many sites as arrays, under the default weights and without draws."""
    return cache.workers().submit(assess, cache.plan(), sites, peers=cache.peers()).result()
