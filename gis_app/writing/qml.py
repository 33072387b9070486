"""Styles for QGIS 3.22 and later (.qml): colours, labels, Chinese titles and order of fields."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping

import geopandas as gpd

from gis_app.components.cartography import cartography
from gis_app.writing import renderers
from gis_app.writing.anchors import (
    WHOLE,
    anchor_text,
    anchored,
    identifier,
    looked_up,
    quoted,
    scale,
)
from gis_app.writing.labels import BESIDE, CURVED, LEVEL, OVER, Label, by_scale, simple
from gis_app.writing.symbols import node, text, written
from layers.export import Layers
from layers.export_fields import FIELDS, Table
from layers.export_gpkg import table_names

CATEGORIES = "Symbology|Labeling|Fields|Forms|MapTips|AttributeTable|Rendering"
KINDS = {"point": "marker", "line": "line", "polygon": "fill"}
NUMBERS = {"point": 0, "line": 1, "polygon": 2}
GEOGRAPHIC = frozenset({"EPSG:4490", "EPSG:4326"})
NAMES = ("MC", "XZQMC", "JJQMC")  # which field is the name
LONG = frozenset({"YT", "LY", "BZ", "TS", "SJLY"})  # fields that need several lines

FEW = 25  # so many sites are labelled while the whole city is in view
MANY_FROM = 500_000

Elements = Mapping[str, tuple[str, str]]  # id → (kind, name)


def styles(layers: Layers, crs: str = "EPSG:4490") -> dict[str, str]:
    """Return the style of each table that `export_gpkg.geopackage` makes of `layers`."""
    return {
        table: qml(name, geometry, layer=layers[name], crs=crs)
        for table, (name, geometry) in table_names(layers).items()
    }


def qml(
    layer_id: str,
    geometry: str,
    *,
    layer: gpd.GeoDataFrame | None = None,
    crs: str = "EPSG:4490",
) -> str:
    """Return the style of one layer.

    Parameters
    ----------
    layer_id : a layer of the plan, or `scores`.
    geometry : point, line or polygon.
    layer : its rows, for the names of the elements in the legend; without it, their ids.
    crs : the system of the file, in which label anchors are written.
    """
    parts = parts_of(layer_id, geometry, layer=layer, crs=crs)
    head = {
        "version": "3.22.0",
        "styleCategories": CATEGORIES,
        "labelsEnabled": 1,
        "simplifyDrawingHints": int(geometry != "point"),
        **visible_from(layer_id),
    }
    root = node("qgis", head, *parts, text("layerGeometryType", NUMBERS[geometry]))
    return written(root)


def parts_of(
    layer_id: str, geometry: str, *, layer: gpd.GeoDataFrame | None, crs: str
) -> list[ET.Element]:
    """Return what a style and a layer of a project have in common."""
    found = elements(layer_id, layer)
    renderer = drawn(layer_id, geometry, found, crs)
    return [renderer, labels_of(layer_id, crs), *fields(FIELDS[layer_id])]


def visible_from(layer_id: str) -> dict[str, object]:
    """Return from which scale on a layer is drawn."""
    zoom = cartography()["layer"].get(layer_id, {}).get("zoom")
    if zoom is None:
        return {"hasScaleBasedVisibilityFlag": 0}
    return {"hasScaleBasedVisibilityFlag": 1, "minScale": scale(zoom), "maxScale": 0}


def elements(layer_id: str, layer: gpd.GeoDataFrame | None) -> Elements:
    """Return the elements of the plan as a layer names them: id → (kind, name)."""
    known = [i for i in cartography()["element"] if i != "other"]
    if layer is None or layer_id not in ("structure", "bands"):
        return {i: (i.partition("-")[0], i) for i in known}
    ids = layer["id" if layer_id == "structure" else "element"]
    named = dict(zip(ids, layer["name"], strict=True))
    if "kind" in layer:
        kinds = dict(zip(ids, layer["kind"], strict=True))
    else:
        kinds = {i: str(i).partition("-")[0] for i in named}
    return {i: (str(kinds[i]), str(name)) for i, name in named.items()}


def drawn(layer_id: str, geometry: str, found: Elements, crs: str) -> ET.Element:
    """Return how a layer is drawn by itself."""
    kind = KINDS[geometry]
    if layer_id == "structure":
        titled = {i: (k, renderers.SCHEMATIC.format(name=n)) for i, (k, n) in found.items()}
        return renderers.courses(titled, degrees=crs in GEOGRAPHIC)
    if layer_id == "bands":
        return renderers.bands(renderers.band_rows(found))
    if layer_id == "districts":
        return renderers.districts()
    if layer_id == "scores":
        return renderers.grades(kind)
    return renderers.plain(layer_id, kind)


def labels_of(layer_id: str, crs: str) -> ET.Element:
    """Return the labels of a layer."""
    make = LABELS.get(layer_id)
    if make is None:
        return node("labeling", {"type": "simple"})
    return make(crs)


def _of_structure(crs: str) -> ET.Element:
    """Return names at their anchors while the whole city is in view, then along the lines."""
    colours = {k: v for k, v in cartography()["element"].items() if k != "other"}
    colour = {"Color": f"coalesce({looked_up(colours, 'BSM')},{quoted('#5A5A5A')})"}
    kept = {"size": 10.5, "bold": True, "colour": "#333333", "priority": 9, "placement": CURVED}
    far = Label(
        text=anchor_text("element", "BSM", "MC"),
        where={**anchored("element", "BSM", crs), **colour},
        **kept,
    )
    near = Label(text=identifier("MC"), where=colour, **kept)
    return by_scale([((WHOLE, 0), far), ((0, WHOLE), near)])


def _of_districts(crs: str) -> ET.Element:
    """Return names at their anchors while the whole city is in view, then inside the area."""
    where = anchored("district", "XZQDM", crs)
    pinned = {
        k: f"if(@map_scale>{WHOLE},{v},NULL)" if k.startswith("Position") else v
        for k, v in where.items()
    }
    colour = cartography()["colour"]["label"]
    return simple(
        Label(text='"XZQMC"', size=10, colour=colour, placement=OVER, priority=8, where=pinned)
    )


def _of_counties(_: str) -> ET.Element:
    guided = rf"regexp_replace({identifier('ZYFX')},'(.{{8,16}}[、，])','\\1\n')"
    told = rf"{identifier('XZQMC')}||'\n'||{guided}"
    return simple(Label(text=told, size=8, colour="#5B4A7A", placement=LEVEL, scale=scale(8)))


def _of_water(_: str) -> ET.Element:
    colour = cartography()["colour"]["label_water"]
    shown = {"Show": f"\"LX\"='河流' OR $area>3e7 OR @map_scale<{scale(10)}"}
    return simple(
        Label(text='"MC"', size=9, colour=colour, italic=True, placement=LEVEL, where=shown)
    )


def _of_lines(_: str) -> ET.Element:
    return simple(Label(text='"MC"', size=7.5, colour="#6B6B6B", placement=CURVED, scale=scale(11)))


def _of_places(group: str) -> Callable[[str], ET.Element]:
    """Return labels that come with their scale, those of the table's `early` list first."""

    def make(_: str) -> ET.Element:
        table = cartography()["label"]["places"]
        early = ",".join(map(quoted, table["early"]))
        show = (
            f"@map_scale<{scale(table[f'{group}_zoom'])} OR "
            f'(@map_scale<{scale(table["early_zoom"])} AND "BSM" IN ({early}))'
        )
        name = "JJQMC" if group == "clusters" else "MC"
        colour = table[f"{group}_colour"]
        return simple(
            Label(
                text=identifier(name),
                size=7.5,
                colour=colour,
                placement=BESIDE,
                where={"Show": show},
            )
        )

    return make


def _of_scores(_: str) -> ET.Element:
    """Return names and scores, of many sites only once the map is large enough."""
    told = "\"JJQMC\"||coalesce(' '||format_number(\"ZCDDF\",1),'')"
    show = {"Show": f"count(1)<={FEW} OR @map_scale<{MANY_FROM}"}
    return simple(Label(text=told, size=8, colour="#1A1A1A", placement=BESIDE, where=show))


LABELS: Mapping[str, Callable[[str], ET.Element]] = {
    "structure": _of_structure,
    "districts": _of_districts,
    "counties": _of_counties,
    "water": _of_water,
    "roads": _of_lines,
    "railways": _of_lines,
    "clusters": _of_places("clusters"),
    "places": _of_places("places"),
    "scores": _of_scores,
}


def fields(table: Table) -> list[ET.Element]:
    """Return titles, order and forms of the fields, and what a feature is called."""
    codes = {f.code for f in table.fields}
    name = next((n for n in NAMES if n in codes), "BSM")
    aliases = [
        node("alias", {"field": f.code, "index": n, "name": f.title})
        for n, f in enumerate(table.fields, 1)
    ]
    columns = [
        node("column", {"name": f.code, "type": "field", "width": -1, "hidden": 0})
        for f in table.fields
    ]
    hidden = [
        node("column", {"name": n, "type": "field", "width": -1, "hidden": 1})
        for n in ("fid", "layer")
    ]
    return [
        node("fieldConfiguration", None, *_forms(table)),
        node("aliases", None, *aliases),
        node("attributetableconfig", None, node("columns", None, *columns, *hidden)),
        text("previewExpression", identifier(name)),
        text("mapTip", _tip(table, name)),
    ]


def _forms(table: Table) -> list[ET.Element]:
    return [
        node("field", {"name": f.code, "configurationFlags": "None"}, _multiline())
        for f in table.fields
        if f.code in LONG
    ]


def _multiline() -> ET.Element:
    option = node("Option", {"name": "IsMultiline", "type": "bool", "value": "true"})
    config = node("config", None, node("Option", {"type": "Map"}, option))
    return node("editWidget", {"type": "TextEdit"}, config)


def _tip(table: Table, name: str) -> str:
    """Return what is shown when the pointer rests on a feature."""
    shown = [f for f in table.fields if f.code in {"ZCDDF", "ZCDDJ", "ZDCY", "ZDLY", "YJ", "JD"}]
    rows = "".join(f"[% coalesce('<br>{f.title}：'||{identifier(f.code)},'') %]" for f in shown)
    return f"<b>[% {identifier(name)} %]</b>{rows}"
