"""What the app keeps between reruns: the plan, the written map layers, the exports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import geopandas as gpd
import streamlit as st

from gis_app import load
from gis_app.assessment import Assessment, assessment
from gis_app.components import assets
from gis_app.components.layout_map import GENERATED, MapDocument, layout_map, map_document
from gis_app.components.siting_map import without_bands
from gis_app.components.suitability_overlay import Surface, assembled
from gis_app.files import write_whole
from gis_app.jobs import Job
from gis_app.validate import TARGET as VALIDATION
from gis_app.writing import exports
from gis_app.writing.made import Made
from layers.grid import Grid
from layers.mix import Mix
from layers.model import Plan
from layers.peers import Peers, as_mix
from layers.portfolio import once
from layers.suitability import Tile, suitability


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


def layers_file(kind: str, made: Made) -> bytes:
    """Return every layer in one file of `kind` (`formats.FORMATS`)."""
    return exports.layers_file(plan(), kind, made)


@st.cache_resource(show_spinner=False, max_entries=8)
def assessed(
    ident: tuple[object, ...] | None = None,  # noqa: ARG001 - what the cache goes by
    _sites: gpd.GeoDataFrame | None = None,
) -> Assessment:
    """Return the assessment of the shipped clusters, or of a user's layer that `ident` tells."""
    return workers().submit(_assessed, shipped_clusters() if _sites is None else _sites).result()


def _assessed(sites: gpd.GeoDataFrame) -> Assessment:
    return assessment(plan(), once(plan(), sites)[0])


def shipped_clusters() -> gpd.GeoDataFrame:
    """Return the shipped clusters as sites: id, name, sectors (a mix), geometry."""
    layer = plan().layers["clusters"]
    return layer[["id", "name", "geometry"]].assign(sectors=[as_mix(s) for s in layer["sectors"]])


@st.cache_resource(show_spinner=False)
def slow_workers() -> ThreadPoolExecutor:
    """Return the one thread for work of many seconds, so that scores never wait for it."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="slow")


@st.cache_resource(show_spinner=False)
def published_plain_map(lang: str) -> MapDocument:
    """Return the published map without its bands, for a surface to show.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    document = without_bands(published_map(lang))
    publish(document, assets.STATIC / GENERATED)
    return document


def surface(job: Job, mix: Mix, function: str | None, area: Grid) -> Surface:
    """Return the suitability surface of a mix; `job` counts its tiles and may stop it."""
    criteria, limits = plan().facts.criteria, plan().facts.assumptions["grades"]
    first = next(c.id for c in criteria if c.key == "layout")
    tiles = suitability(plan(), mix, area, peers=peers(), function=function)
    return assembled(area, _stepped(job, tiles), first, limits)


def _stepped(job: Job, tiles: Iterable[Tile]) -> Iterator[Tile]:
    for tile in tiles:
        job.step()
        yield tile


@st.cache_data(show_spinner=False)
def validation_text() -> str:
    """Return the check of the method as the documentation has it, empty where there is none."""
    return VALIDATION.read_text(encoding="utf-8") if VALIDATION.is_file() else ""
