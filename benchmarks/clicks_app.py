"""The page that `clicks.py` measures: a map over many background points, and the site's score."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import streamlit as st

from gis_app import cache
from gis_app.components.batch_tables import COLOURS
from gis_app.components.map_data import Clicked, Marks
from gis_app.views import assess, folium_map, session
from gis_app.views.planning_map import planning_map

POINTS = int(os.environ.get("POINTS", "50000"))
folium_map.MOST_MARKS = POINTS  # the old way, with all of them


@st.cache_resource
def background(count: int) -> Marks:
    """Return so many points around the city, coloured at random."""
    drawn = np.random.default_rng(0)
    return Marks(
        lon=drawn.normal(120.75, 0.2, count),
        lat=drawn.normal(31.35, 0.18, count),
        kind=drawn.integers(0, len(COLOURS), count).astype(np.uint8),
        titles=[f"拟选址点 {n} · {n % 100}.0" for n in range(count)],
        palette=tuple(COLOURS.values()),
    )


def clicked(said: Clicked) -> None:
    """Take the clicked place as the site."""
    if said.at:
        session.remember(session.current().at(*said.at))


@st.fragment
def panel() -> None:
    """Show the map and the score, as the site page does."""
    words = session.words()
    state = session.current()
    assert state.lon is not None  # the address says where the site is
    assert state.lat is not None
    left, right = st.columns([3, 2])
    with left:
        planning_map(
            cache.published_map("zh"),
            key="map",
            view="bench",
            site=(state.lon, state.lat),
            sites=background(POINTS),
            hears=("place",),
            on_clicked=clicked,
        )
    with right:
        result = assess.scored_site(state, words)
        st.metric("score", "—" if result["score"] is None else f"{result['score']:.1f}")
        st.caption(f"AT {state.lon},{state.lat}")


session.configure()
panel()
