"""How each layer is drawn in QGIS, from the one cartography table that the web map draws from."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gis_app.components import cartography as look
from gis_app.writing import symbols as draw
from gis_app.writing.anchors import identifier, quoted
from gis_app.writing.symbols import node
from layers.export_words import ZONES

FREE_END = {True: 0.025, False: 2_500}  # an axis ends freely this far from its other lines
SITE_AREA = 0.6  # opacity of sites that are areas: what lies under them stays visible
BELTS, REACH = "belts", "reach"
NESTED = ("fade", "influence", "core")  # widest first
STUB = {True: 0.002, False: 200}
SCHEMATIC = "{name}（示意）"
ARROWS = """with_variable('g', collect_geometries($geometry), collect_geometries(
array_filter(array_foreach(generate_series(1, 2*num_geometries(@g)),
with_variable('i', (@element+1)//2, with_variable('l',
 if(@element%2=1, geometry_n(@g, @i), reverse(geometry_n(@g, @i))),
 if(CASE WHEN num_geometries(@g)=1 THEN true ELSE distance(end_point(@l), collect_geometries(
  array_foreach(array_filter(generate_series(1, num_geometries(@g)), @element <> @i),
  geometry_n(@g, @element)))) > {free} END,
 line_substring(@l, length(@l)-{stub}, length(@l)), NULL)))), @element is not null)))"""


@dataclass(frozen=True, slots=True)
class Category:
    """One class of a layer: the value that has it, its legend label, its symbol's layers."""

    value: str
    label: str
    layers: Sequence[ET.Element]
    shown: bool = True


def one(kind: str, layers: Sequence[ET.Element]) -> ET.Element:
    """Return a renderer that draws every feature alike; `kind` is fill, line or marker."""
    symbols = node("symbols", None, draw.symbol(kind, "0", layers))
    return node("renderer-v2", {"type": "singleSymbol", "symbollevels": 0}, symbols)


def classes(kind: str, expression: str, found: Sequence[Category]) -> ET.Element:
    """Return a renderer that draws features by the value of an expression."""
    rows = [
        node(
            "category",
            {
                "value": c.value,
                "label": c.label,
                "symbol": n,
                "render": str(c.shown).lower(),
                "type": "string",
            },
        )
        for n, c in enumerate(found)
    ]
    symbols = [draw.symbol(kind, str(n), c.layers) for n, c in enumerate(found)]
    return node(
        "renderer-v2",
        {"type": "categorizedSymbol", "attr": expression, "symbollevels": 0, "enableorderby": 0},
        node("categories", None, *rows),
        node("symbols", None, *symbols),
    )


def merged(inner: ET.Element) -> ET.Element:
    """Return a renderer that joins what `inner` draws alike, so that overlaps do not darken."""
    inner.set("forceraster", "0")
    return node("renderer-v2", {"type": "mergedFeatureRenderer"}, inner)


def districts() -> ET.Element:
    """Return land with dash-dot borders."""
    return one("fill", draw.area([*look.layer_style("land"), *look.layer_style("districts")]))


def plain(layer: str, kind: str) -> ET.Element:
    """Return a reference layer as the table draws it."""
    styles = look.layer_style(layer)
    if kind == "marker":
        return one(kind, [draw.mark(styles[0])])
    return one(kind, draw.line(styles) if kind == "line" else draw.area(styles))


def courses(elements: Mapping[str, tuple[str, str]], *, degrees: bool) -> ET.Element:
    """Return the ring, axes and belts by colour: element id → (kind, legend label)."""
    found = []
    for n, (element, (kind, name)) in enumerate(elements.items()):
        styles = look.line_style(element, kind)
        layers = draw.line(styles)
        if any(s.get("arrows") for s in styles):
            head = draw.arrow_head(styles[-1], f"@{n}@{len(layers)}")
            arrows = ARROWS.format(free=FREE_END[degrees], stub=STUB[degrees])
            layers.append(draw.generated(arrows, head))
        found.append(Category(element, name, layers))
    return classes("line", "BSM", found)


@dataclass(frozen=True, slots=True)
class Bands:
    """The nested bands of one legend row: an element's, or those of a part with a row apart."""

    key: str
    name: str
    element: str
    group: str  # belts, reach (rings and axes) or the row of the part


def band_rows(elements: Mapping[str, tuple[str, str]]) -> list[Bands]:
    """Return the legend rows of the bands; `elements`: id → (kind, name)."""
    table = look.cartography()
    titles = {row["id"]: row["title"] for row in table["row"]}
    kinds = table["band"]["line_kinds"]
    rows = [
        Bands(element, name, element, BELTS if kind in kinds else REACH)
        for element, (kind, name) in elements.items()
    ]
    apart: Mapping[str, str] = table["band"]["apart"]
    owners = {row: part.partition("/")[0] for part, row in apart.items()}
    return rows + [Bands(r, titles.get(r, r), e, r) for r, e in owners.items() if e in elements]


def bands(rows: Sequence[Bands], shown: Collection[str] = (BELTS,)) -> ET.Element:
    """Return nested bands, widest first; only those of the groups `shown` are switched on."""
    found = [
        Category(
            f"{row.key} {ZONES[zone]}",
            f"{row.name} {ZONES[zone]}",
            [draw.fill(look.band_style(row.element, zone)[0])],
            row.group in shown,
        )
        for row in rows
        for zone in NESTED
    ]
    return merged(classes("fill", band_class(), found))


def band_class() -> str:
    """Return the expression that says which band a feature belongs to: element, then zone."""
    apart: Mapping[str, str] = look.cartography()["band"]["apart"]
    part = f"{identifier('YSBSM')}||'/'||{identifier('FD')}"
    cases = " ".join(f"WHEN {part}={quoted(p)} THEN {quoted(row)}" for p, row in apart.items())
    return f"(CASE {cases} ELSE {identifier('YSBSM')} END)||' '||{identifier('LX')}"


def fading(element: str) -> ET.Element:
    """Return a symbol for legends: nested bands fade from the middle to both edges."""
    table = look.cartography()["band"]
    clear = math.prod(1 - table[zone] for zone in NESTED)
    colour = look.element_colour(element)
    return draw.symbol("fill", "0", [draw.fading(colour, 1 - clear, table[NESTED[0]])])


def course_sample(element: str, kind: str) -> ET.Element:
    """Return a symbol for legends: the strokes of a course without its arrows."""
    return draw.symbol("line", "0", draw.line(look.line_style(element, kind)))


def edge_sample(layer: str) -> ET.Element:
    """Return a symbol for legends: the outline of an area as a line."""
    return draw.symbol("line", "0", draw.line(look.layer_style(layer)))


def grades(kind: str) -> ET.Element:
    """Return scored sites by their grade; those without one are outside the city."""
    site = look.layer_style("sites")[0]
    colours: Mapping[str, str] = look.cartography()["grade"]
    solid = 1.0 if kind == "marker" else SITE_AREA
    found = []
    for grade, colour in colours.items():
        styled = {**site, "fillColor": colour, "weight": 1.2, "fillOpacity": solid}
        layers = [draw.mark(styled)] if kind == "marker" else draw.area([styled, _outline(styled)])
        found.append(Category(grade, grade, layers))
    return classes(kind, f"coalesce({identifier('ZCDDJ')},{quoted(list(colours)[-1])})", found)


def _outline(style: draw.Stroke) -> draw.Stroke:
    return {"color": style["color"], "weight": style["weight"]}


def halo() -> ET.Element:
    """Return the halo around the whole city."""
    return merged(one("fill", draw.area(look.layer_style("halo"))))


def beyond() -> ET.Element:
    """Return the ground outside the city, over what reaches beyond its border."""
    style = {"fillColor": look.cartography()["colour"]["outside"]}
    inner = one("fill", [draw.fill(style)])
    return node("renderer-v2", {"type": "invertedPolygonRenderer", "preprocessing": 1}, inner)


def borders() -> ET.Element:
    """Return the borders of districts without their land."""
    return one("fill", draw.area(look.layer_style("districts")))


def land() -> ET.Element:
    """Return the land of the city without borders."""
    return one("fill", draw.area(look.layer_style("land")))
