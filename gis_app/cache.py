"""What the app keeps between reruns: the plan, the written map layers, the exports."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import streamlit as st

from gis_app import exports, load
from gis_app.components import assets
from gis_app.components.layout_map import GENERATED, MapDocument, layout_map, map_document
from gis_app.files import write_whole
from layers.model import Plan
from layers.peers import Peers


@st.cache_resource(show_spinner="正在读取规划与图层… / Loading the plan…")
def plan() -> Plan:
    """Return the shipped plan, shared by all sessions: nobody may change it."""
    return load.default_plan()


@st.cache_resource(show_spinner=False)
def workers() -> ThreadPoolExecutor:
    """Return threads that stay, for whatever transforms coordinates.

    Every rerun has a thread of its own, and PROJ prepares its transformations anew in each
    thread: 0.5 s a click.
    """
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="assess")


@st.cache_resource(show_spinner=False)
def peers() -> Peers:
    """Return the shipped clusters that agglomeration and differentiation count."""
    return plan().peers()


@st.cache_resource(show_spinner="正在准备地图… / Preparing the map…")
def published_map(lang: str) -> MapDocument:
    """Return the map document in `lang`, its files written below static/ for the browser.

    Only shipped layers go there: everybody on the network may read static files.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    document = workers().submit(map_document, plan(), lang=lang).result()
    publish(document, assets.STATIC / GENERATED)
    return document


def publish(document: MapDocument, folder: Path) -> None:
    """Write the files of `document` that are not there yet, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in document.files.items():
        if not (folder / name).exists():
            write_whole(folder / name, content)


@st.cache_data(show_spinner=False)
def map_html(lang: str) -> str:
    """Return the layout map as one HTML file that needs no network."""
    return assets.standalone_html(layout_map(plan(), lang=lang, inline=True))


def base_url() -> str:
    """Return the path below which the app is served, "" or "/name"."""
    path: Any = st.get_option("server.baseUrlPath")
    return f"/{path.strip('/')}" if path else ""


@st.cache_data(show_spinner=False)
def layers_file(kind: str) -> bytes:
    """Return every layer in one file of `kind` (gpkg or geojson)."""
    return exports.layers_file(plan(), kind)
