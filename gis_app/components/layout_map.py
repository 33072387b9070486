"""The layout map as a `folium.Map`: slim for the app, or complete in itself for a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import folium
import geopandas as gpd
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from gis_app.components import assets, legend, map_words
from gis_app.components import cartography as look
from gis_app.components.map_layers import MapLayer, map_layers, site_layer
from gis_app.components.wording import Words
from gis_app.writing.made import Publication
from layers.model import Plan

# Our scripts, each adding to `suzhouLayout`; a page of folium needs all but the tools.
DRAWING = ("layout_base", "layout_labels", "layout_legend", "layout_project", "layout_map")
TOOLS = (
    *("layout_points", "layout_picks", "layout_sketch", "layout_search", "layout_tools"),
    "layout_print",
)
SCRIPTS = DRAWING + TOOLS
GENERATED = "gen"  # folder below static/ for the layers the browser fetches
BEYOND = "#E6E2D7"  # beyond the window of the data: darker than the land around the city
MARGIN = 0.01  # of a degree round the districts in the first view
INTERNAL_USE = Publication()


@dataclass(frozen=True)
class MapDocument:
    """What the browser needs to draw one map in one language."""

    head: Mapping[str, Any]
    layers: tuple[MapLayer, ...]

    def inline(self) -> dict[str, Any]:
        """Return the document with its layers in it."""
        layers = [{**m.head(), "data": json.loads(m.geojson)} for m in self.layers]
        return {**self.head, "layers": layers}

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Return file name → content; names carry the content's hash, the document comes last."""
        named = [_hashed(m.id, "geojson", m.geojson) for m in self.layers]
        pairs = zip(self.layers, named, strict=True)
        layers = [{**m.head(), "url": name} for m, (name, _) in pairs]
        text = json.dumps({**self.head, "layers": layers}, ensure_ascii=False)
        return dict([*named, _hashed(f"layout-{self.head['lang']}", "json", text)])

    @property
    def address(self) -> str:
        """Return the address of the document below the app's root."""
        return f"{assets.SERVED}/{GENERATED}/{list(self.files)[-1]}"


def _hashed(stem: str, suffix: str, text: str) -> tuple[str, bytes]:
    data = text.encode()
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:12]}.{suffix}", data


def map_document(
    plan: Plan,
    *,
    lang: str,
    title: str | None = None,
    sites: gpd.GeoDataFrame | None = None,
    publication: Publication = INTERNAL_USE,
) -> MapDocument:
    """Return the map of `plan` with its legend, labels and sources; `sites` (EPSG:4326) on top."""
    words = Words(lang)
    drawn = list(map_layers(plan, words))
    if sites is not None:
        drawn.append(site_layer(sites, lambda row: [str(row.name)]))
    head = {
        "lang": lang,
        "bounds": _bounds(plan),
        "frame": _frame(plan),
        "beyond": BEYOND,
        "title": [title, _approval(publication, words)] if title else None,
        "text": {
            "legend": words.t("图例与图层"),
            "opacity": words.t("环轴带不透明度"),
            "schematic": words.t("示意：走线依规划文字重建，范围宽度为本工具设定，不可量算。"),
            "sources": words.t("图层来源与可靠程度"),
            "footer": publication.footer(lang),
            "tools": map_words.tools(words),
        },
        "legend": legend.groups(plan, words, with_sites=sites is not None),
        "labels": [*legend.site_labels(sites), *legend.labels(plan, words)],
        "sources": legend.sources(plan, words),
        "search": map_words.search(plan, words),
    }
    return MapDocument(head=head, layers=tuple(drawn))


def _approval(publication: Publication, words: Words) -> str:
    """Return the line under the title: a sketch, and its approval number or where it goes."""
    if publication.approval:
        return words.t("示意图　审图号：{number}").format(number=publication.approval)
    return words.t("示意图　审图号：（公开使用前依法送审后填写）")


class LayoutLayers(JSCSSMixin):
    """Our script's call in a folium map: draw a document, or fetch it first."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "suzhouLayout.{{ this.verb }}({{ this._parent.get_name() }}, {{ this.argument }});"
        "{% endmacro %}"
    )

    def __init__(self, verb: str, argument: object, base_url: str) -> None:
        super().__init__()
        self._name = "LayoutLayers"
        self.verb = verb
        self.argument = javascript(argument)
        self.default_js = [(name, _static_url(f"js/{name}.js", base_url)) for name in DRAWING]
        self.default_css = [("layout_map_css", _static_url("js/layout_map.css", base_url))]


class SiteMarker(MacroElement):
    """The proposed site: draggable; a drop counts as a click."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "suzhouLayout.site({{ this.at }}, {{ this.text }}).addTo({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(self, lon: float, lat: float, text: str) -> None:
        super().__init__()
        self._name = "SiteMarker"
        self.at = javascript([lat, lon])
        self.text = javascript(text)


class SitesLayer(MacroElement):
    """Many sites at once: latitude, longitude, colour, name and whether it is the chosen one."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "suzhouLayout.sites({{ this.points }}).addTo({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(self, points: Sequence[tuple[float, float, str, str, bool]]) -> None:
        super().__init__()
        self._name = "SitesLayer"
        self.points = javascript(points)


def javascript(value: object) -> str:
    """Return `value` as a literal that is safe inside a <script> element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&'`$\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _static_url(path: str, base_url: str) -> str:
    """Return the address of one of our static files, with its hash against stale caches."""
    digest = hashlib.sha256((assets.STATIC / path).read_bytes()).hexdigest()[:12]
    return f"{base_url.rstrip('/')}{assets.SERVED}/{path}?v={digest}"


def _bounds(plan: Plan) -> list[list[float]]:
    """Return south-west and north-east of the districts (latitude, longitude), with a margin."""
    west, south, east, north = plan.layers["districts"].total_bounds
    return [[south - MARGIN, west - MARGIN], [north + MARGIN, east + MARGIN]]


def _frame(plan: Plan) -> list[list[float]] | None:
    """Return the corners of the window that the surroundings were cut to, None without any."""
    around = plan.layers["neighbours"]
    if not len(around):
        return None
    west, south, east, north = around.total_bounds
    return [[south, west], [north, east]]


def layout_map(
    plan: Plan,
    *,
    lang: str,
    inline: bool,
    base_url: str = "",
    sites: gpd.GeoDataFrame | None = None,
    publication: Publication = INTERNAL_USE,
) -> folium.Map:
    """Return the layout map of `plan`.

    Parameters
    ----------
    plan : the loaded plan.
    lang : `zh` or `en`.
    inline : layers inside the page (for `assets.standalone_html`), else fetched by the browser
        from `static/gen`, where `map_document(plan, lang=lang).files` must have been written.
    base_url : path below which the app is served (Streamlit's `server.baseUrlPath`).
    sites : proposed sites with a `name` (EPSG:4326), only with `inline`.
    publication : whom the map is for, and its approval number; only with `inline`.
    """
    if inline:
        title = (
            Words(lang)
            .t("{city}服务业空间布局图")
            .format(city=plan.facts.plan.city_en if lang == "en" else plan.facts.plan.city)
        )
        document = map_document(plan, lang=lang, title=title, sites=sites, publication=publication)
        return _framed(LayoutLayers("draw", document.inline(), base_url), base_url)
    document = map_document(plan, lang=lang)
    return document_map(document, base_url=base_url)


def document_map(document: MapDocument, *, base_url: str = "", view: str = "") -> folium.Map:
    """Return the slim map that fetches a written `document`.

    The browser keeps what is seen under the name `view`: a map made anew (in another language)
    shows the same.
    """
    address = f"{base_url.rstrip('/')}{document.address}"
    return _framed(LayoutLayers("load", {"url": address, "view": view}, base_url), base_url)


def _framed(layers: LayoutLayers, base_url: str) -> folium.Map:
    assets.use_local_assets(base_url)
    view = look.cartography()["view"]
    figure = folium.Map(
        view["center"],
        zoom_start=view["zoom"],
        tiles=None,
        min_zoom=view["min_zoom"],
        max_zoom=view["max_zoom"],
        zoom_snap=0.1,
        font_size="13px",
    )
    layers.add_to(figure)
    return figure
