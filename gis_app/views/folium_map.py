"""The fallback of the map: the same document through folium; no drawing, fewer marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import folium
import streamlit as st
from folium.raster_layers import ImageOverlay
from streamlit_folium import st_folium

from gis_app import cache
from gis_app.components.layout_map import MapDocument, SiteMarker, SitesLayer, document_map
from gis_app.components.map_data import Clicked, Lying, Marks
from gis_app.components.siting_map import marker

MOST_MARKS = 5000  # each click sends all of them again

Heard = Callable[[Clicked], None]


def shown(
    document: MapDocument,
    lying: Lying,
    *,
    key: str,
    view: str,
    height: int,
    hears: Sequence[str],
    on_clicked: Heard | None,
) -> Clicked | None:
    """Show the document; what is clicked is told to `on_clicked` alone."""
    st_folium(
        document_map(document, base_url=cache.base_url(), view=view),
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=["last_clicked"] if hears else [],
        feature_group_to_add=_group(lying),
        on_change=partial(_hear, key, lying.sites if "mark" in hears else None, on_clicked),
    )
    return None


def _group(lying: Lying) -> folium.FeatureGroup:
    group = folium.FeatureGroup()
    if (picture := lying.picture) is not None:
        image = ImageOverlay(picture.address, picture.bounds, opacity=lying.opacity, zindex=1)
        image.add_to(group)
    if lying.sites is not None:
        SitesLayer(_marks(lying.sites, lying.chosen)).add_to(group)
    for pick in lying.picks:
        marker(pick).add_to(group)
    if lying.other is not None:
        SiteMarker(*lying.other[0], lying.other[1]).add_to(group)
    if lying.drawn:
        ring = [(lat, lon) for lon, lat in lying.drawn]
        folium.Polygon(ring, color="#1a1a1a", fill=True, fill_color="#ffd400").add_to(group)
    elif lying.site is not None:
        SiteMarker(*lying.site, "").add_to(group)
    return group


def _marks(sites: Marks, chosen: int | None) -> list[tuple[float, float, str, str, bool]]:
    rows = sorted(range(min(len(sites.titles), MOST_MARKS)), key=lambda row: row == chosen)
    colours = [sites.palette[kind] for kind in sites.kind]
    at = [(round(p.lat / 1e6, 6), round(p.lng / 1e6, 6)) for p in sites.table.itertuples()]
    return [(*at[row], colours[row], sites.titles[row], row == chosen) for row in rows]


def _hear(key: str, sites: Marks | None, on_clicked: Heard | None) -> None:
    """Pass on the click; where marks are asked for, the one that it lies on exactly."""
    at = (st.session_state.get(key) or {}).get("last_clicked")
    if not at or on_clicked is None:
        return
    if sites is None:
        on_clicked(Clicked(at=(at["lng"], at["lat"])))
        return
    clicked = (round(at["lng"] * 1e6), round(at["lat"] * 1e6))
    table = sites.table
    found = table.index[(table["lng"] == clicked[0]) & (table["lat"] == clicked[1])]
    if len(found):
        on_clicked(Clicked(row=int(found[-1])))
