"""What the app keeps between reruns: plans, written map layers, exports.

What `st.cache_*` keeps is shared by all sessions: it is made of the shipped plan alone. A session
whose user replaced layers has a plan of its own in its session state, which nobody else sees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import geopandas as gpd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from gis_app import load
from gis_app.assessment import Assessment, assessment
from gis_app.components import assets
from gis_app.components.county_tables import seen_at
from gis_app.components.layout_map import GENERATED, MapDocument, layout_map, map_document
from gis_app.components.siting_map import without_bands
from gis_app.components.suitability_overlay import Surface, assembled
from gis_app.files import write_whole
from gis_app.jobs import Job
from gis_app.own_plan import OwnPlan
from gis_app.validate import TARGET as VALIDATION
from gis_app.writing import exports
from gis_app.writing.made import Made
from layers import tiles
from layers.grid import Grid
from layers.mix import Mix
from layers.model import Plan
from layers.peers import Peers, as_mix
from layers.portfolio import once
from layers.suitability import Tile, suitability

Base = tuple[Plan, Peers]
OWN_PLAN = "own-plan"  # the session's plan with layers of its user, where there are any
OWN_ASSESSED = "own-assessed"


@st.cache_resource(show_spinner="正在读取规划与图层… / Loading the plan…")
def shipped() -> Plan:
    """Return the shipped plan, shared by all sessions: nobody may change it."""
    return load.default_plan()


def own_plan() -> OwnPlan | None:
    """Return the plan with the layers that the user of this session put in, None for none.

    Threads without a session have none: hand them the plan.
    """
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    found: OwnPlan | None = st.session_state.get(OWN_PLAN)
    return found


def plan() -> Plan:
    """Return the plan of this session: the shipped one, or it with layers of the user's own."""
    own = own_plan()
    return own.plan if own else shipped()


@st.cache_resource(show_spinner=False)
def workers() -> ThreadPoolExecutor:
    """Return threads that stay, for whatever transforms coordinates.

    Every rerun has a thread of its own, and PROJ prepares its transformations anew in each
    thread: 0.5 s a click.
    """
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="assess")


@st.cache_resource(show_spinner=False)
def warmed() -> Thread:
    """Load what measures many points, behind the first page: nobody waits for it at a click."""
    thread = Thread(target=tiles.warm, name="warm", daemon=True)
    thread.start()
    return thread


def peers() -> Peers:
    """Return the clusters of this session's plan that agglomeration and differentiation count."""
    own = own_plan()
    return own.peers if own else _shipped_peers()


@st.cache_resource(show_spinner=False)
def _shipped_peers() -> Peers:
    return shipped().peers()


@st.cache_resource(show_spinner="正在准备地图… / Preparing the map…")
def published_map(lang: str) -> MapDocument:
    """Return the map document in `lang`, its files written below static/ for the browser.

    Only shipped layers go there: everybody on the network may read static files.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    document = workers().submit(map_document, shipped(), lang=lang).result()
    publish(document, assets.STATIC / GENERATED)
    return document


def publish(document: MapDocument, folder: Path) -> None:
    """Write the files of `document` that are not there yet, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in document.files.items():
        if not (folder / name).exists():
            write_whole(folder / name, content)


def map_html(drawn: Plan, lang: str) -> str:
    """Return the layout map of a plan as one HTML file that needs no network."""
    return _shipped_map_html(lang) if drawn is shipped() else _map_html(drawn, lang)


@st.cache_data(show_spinner=False)
def _shipped_map_html(lang: str) -> str:
    return _map_html(shipped(), lang)


def _map_html(drawn: Plan, lang: str) -> str:
    return assets.standalone_html(layout_map(drawn, lang=lang, inline=True))


def base_url() -> str:
    """Return the path below which the app is served, "" or "/name"."""
    path: Any = st.get_option("server.baseUrlPath")
    return f"/{path.strip('/')}" if path else ""


def layers_file() -> Callable[[str, Made], bytes]:
    """Return what writes every layer of this session's plan in one file (`formats.FORMATS`)."""
    return partial(exports.layers_file, plan())


def assessed(
    ident: tuple[object, ...] | None = None, _sites: gpd.GeoDataFrame | None = None
) -> Assessment:
    """Return the assessment of the plan's clusters, or of a user's layer that `ident` tells."""
    own = own_plan()
    if own is None:
        return _shipped_assessed(ident, _sites)
    kept = st.session_state.get(OWN_ASSESSED)
    if not kept or kept[0] is not own or kept[1] != ident:
        sites = clusters() if _sites is None else _sites
        kept = (own, ident, workers().submit(_assessed, own.plan, sites).result())
        st.session_state[OWN_ASSESSED] = kept
    found: Assessment = kept[2]
    return found


@st.cache_resource(show_spinner=False, max_entries=8)
def _shipped_assessed(
    ident: tuple[object, ...] | None,  # noqa: ARG001 - what the cache goes by
    _sites: gpd.GeoDataFrame | None,
) -> Assessment:
    sites = _as_sites(shipped()) if _sites is None else _sites
    return workers().submit(_assessed, shipped(), sites).result()


def _assessed(base: Plan, sites: gpd.GeoDataFrame) -> Assessment:
    return assessment(base, once(base, sites)[0])


def clusters() -> gpd.GeoDataFrame:
    """Return the clusters of this session's plan as sites: id, name, sectors (a mix), geometry."""
    return _as_sites(plan())


def _as_sites(base: Plan) -> gpd.GeoDataFrame:
    layer = base.layers["clusters"]
    return layer[["id", "name", "geometry"]].assign(sectors=[as_mix(s) for s in layer["sectors"]])


@st.cache_resource(show_spinner=False)
def slow_workers() -> ThreadPoolExecutor:
    """Return the one thread for work of many seconds, so that scores never wait for it."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="slow")


@st.cache_resource(show_spinner=False)
def published_district_map(lang: str, district: str) -> MapDocument:
    """Return the published map, its first view on one district.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    document = seen_at(published_map(lang), shipped(), district)
    publish(document, assets.STATIC / GENERATED)
    return document


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


def surface(job: Job, base: Base, mix: Mix, function: str | None, area: Grid) -> Surface:
    """Return the suitability surface of a mix; `job` counts its tiles and may stop it."""
    facts = base[0].facts
    first = next(c.id for c in facts.criteria if c.key == "layout")
    limits = facts.assumptions["grades"]
    tiles = suitability(base[0], mix, area, peers=base[1], function=function)
    return assembled(area, _stepped(job, tiles), first, limits)


def _stepped(job: Job, tiles: Iterable[Tile]) -> Iterator[Tile]:
    for tile in tiles:
        job.step()
        yield tile


@st.cache_data(show_spinner=False)
def validation_text() -> str:
    """Return the check of the method as the documentation has it, empty where there is none."""
    return VALIDATION.read_text(encoding="utf-8") if VALIDATION.is_file() else ""
