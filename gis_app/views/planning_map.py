"""The one map of all pages: our own Leaflet as a Streamlit component, or folium as a fallback.

Marks, pictures and documents go to the browser once: layers as static files, what users bring
through the component's own channel, by its hash, until the browser says that it has it. So a
click carries a place and brings back a few hundred bytes.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from gis_app import cache
from gis_app.components import assets, map_tiles, own_shapes
from gis_app.components import cartography as look
from gis_app.components.layout_map import SCRIPTS, MapDocument
from gis_app.components.map_data import Clicked, LonLat, Lying, Marks, Pick, Picture, heard
from gis_app.components.own_shapes import OwnShapes
from gis_app.own_plan import OwnPlan
from gis_app.views import folium_map, session
from layers.errors import PlannerError

ENGINE = "PLANNER_MAP"  # environment variable: `folium` for the fallback
STYLES = ("layout_map", "planning_map")
HELD = "map-held"  # hashes that this page's browser has said it holds
OWN = "map-own"  # the session's own plan and the shapes of its layers
HEIGHT = 560
# The browser's script is one of our static files; this only fetches it. Each click brings it.
LOADER = (
    "export default async c=>"
    "(await import(new URL(c.data.script,document.baseURI).href)).default(c)"
)
COMPONENT = st.components.v2.component(
    "suzhou_planning_map", html='<div class="suzhou-host"></div>', js=LOADER
)

Heard = Callable[[Clicked], None]


def planning_map(
    document: MapDocument,
    *,
    key: str,
    view: str,
    height: int = HEIGHT,
    site: LonLat | None = None,
    other: tuple[LonLat, str] | None = None,
    sites: Marks | None = None,
    chosen: int | None = None,
    drawn: Sequence[LonLat] | None = None,
    picture: Picture | None = None,
    opacity: float = 1.0,
    picks: Sequence[Pick] = (),
    hears: Sequence[str] = (),
    on_clicked: Heard | None = None,
) -> Clicked | None:
    """Show a published `document` and return what was clicked in this run.

    Parameters
    ----------
    document : as `cache.published_map` returns it.
    key : of the component; `view` names what is kept of zoom, centre and switches.
    site, drawn : the proposed site as a place or as a ring of places (WGS84 degrees).
    other : another place where the site may lie, and why.
    sites, chosen : the user's marks, and the row of the one to ring.
    picture, opacity : a surface below the elements.
    picks : numbered places.
    hears : what the page wants to hear of: `place`, `mark`, `outline`.
    on_clicked : called with each of these before the page runs again.
    """
    lying = Lying(
        site=site,
        other=other,
        sites=sites,
        chosen=chosen,
        drawn=drawn,
        picture=picture,
        opacity=opacity,
        picks=picks,
    )
    shown = {"key": key, "view": view, "height": height, "hears": hears, "on_clicked": on_clicked}
    if os.environ.get(ENGINE) == "folium":
        return folium_map.shown(document, lying, **shown)
    return _component(document, lying, **shown)


def _component(
    document: MapDocument,
    lying: Lying,
    *,
    key: str,
    view: str,
    height: int,
    hears: Sequence[str],
    on_clicked: Heard | None,
) -> Clicked | None:
    camera = look.cartography()["view"]
    data = {
        "script": f"{cache.base_url()}{assets.SERVED}/js/planning_map.js?v={version()}",
        "doc": f"{cache.base_url()}{document.address}",
        "camera": [*camera["center"], camera["zoom"], camera["min_zoom"], camera["max_zoom"]],
        "view": view,
        "height": height,
        "hears": list(hears),
        **({"tiles": tiles} if (tiles := _tiles()) else {}),
        **lying.described(),
        **_held(lying, _own()),
    }
    hearing = functools.partial(_hear, key, on_clicked)
    result = COMPONENT(key=key, data=data, height=height, on_said_change=hearing)
    return heard(result.said)


@functools.cache
def version() -> str:
    """Return a hash of every script and style of the map, against stale caches."""
    names = ["planning_map.js", *(f"{n}.js" for n in SCRIPTS), *(f"{n}.css" for n in STYLES)]
    files = (assets.STATIC / "js" / name for name in names)
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()[:8]


def _own() -> OwnShapes | None:
    """Return the shapes of the layers that the user of this session put in, made once for them."""
    own = cache.own_plan()
    if own is None:
        return None
    kept: tuple[OwnPlan, OwnShapes] | None = st.session_state.get(OWN)
    if kept is None or kept[0] is not own:
        made = own_shapes.shapes({name: found.layer for name, found in own.layers.items()})
        kept = st.session_state[OWN] = (own, made)
    return kept[1]


def _held(lying: Lying, own: OwnShapes | None) -> dict[str, Any]:
    """Return the hashes of what is drawn, and the things themselves until the browser has them."""
    held: set[str] = st.session_state.get(HELD, set())
    sites, picture = lying.sites, lying.picture
    data: dict[str, Any] = {}
    if sites is not None and len(sites.titles):
        data["marks"] = {"id": sites.ident, "palette": sites.palette}
        if sites.ident not in held:
            data["table"] = sites.table
    if picture is not None:
        data["surface"] = {"id": picture.ident, "bounds": picture.bounds}
        if picture.ident not in held:
            data["picture"] = picture.address
    if own is not None:
        data["own"] = {"id": own.ident}
        if own.ident not in held:
            data["shapes"] = own.text
    return data


def _hear(key: str, on_clicked: Heard | None) -> None:
    """Note what the browser holds, and pass on what was clicked."""
    said = (st.session_state.get(key) or {}).get("said")
    held = said.get("has") if isinstance(said, dict) else None
    if isinstance(held, list):
        st.session_state[HELD] = {h for h in held if isinstance(h, str)}
    clicked = heard(said)
    if clicked is not None and on_clicked is not None:
        on_clicked(clicked)


def _tiles() -> dict[str, Any] | None:
    """Return the background of the office, or say why it is not shown."""
    try:
        return map_tiles.tiles()
    except PlannerError as error:
        st.warning(session.plain(session.error_text(error)))
        return None
