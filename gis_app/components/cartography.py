"""The palette, strokes, legend order and label anchors of `geodata/cartography.toml`."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[2] / "geodata" / "cartography.toml"

Table = Mapping[str, Any]
Stroke = dict[str, Any]  # a Leaflet path style

LEAFLET = {
    "colour": "color",
    "weight": "weight",
    "opacity": "opacity",
    "dash": "dashArray",
    "arrows": "arrows",
}


@functools.cache
def cartography() -> Table:
    """Return the table as read; treat it as constant."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def element_colour(element: str) -> str:
    """Return the colour of an element; one colour for all elements of other plans."""
    colours = cartography()["element"]
    return str(colours.get(element, colours["other"]))


def strokes(rows: Sequence[Table], colour: str = "#000000") -> list[Stroke]:
    """Return Leaflet styles for stroke rows, drawn one over the other."""
    return [{"color": colour, "fill": False, **{LEAFLET[k]: v for k, v in r.items()}} for r in rows]


def line_style(element: str, kind: str) -> list[Stroke]:
    """Return how the course of an element is drawn: casing first, then its own colour."""
    table = cartography()["line"]
    return strokes(table.get(kind, table["belt"]), element_colour(element))


def band_style(element: str, zone: str) -> list[Stroke]:
    """Return the fill of one nested band: no outline, fading outwards."""
    fill = {"fillColor": element_colour(element), "fillOpacity": cartography()["band"][zone]}
    return [{"stroke": False, "weight": 0, "fill": True, **fill}]


def layer_style(layer: str) -> list[Stroke]:
    """Return how a reference layer is drawn: its fill below its strokes."""
    table = cartography()["layer"][layer]
    drawn = strokes(table.get("strokes", ()))
    if "fill" not in table:
        return drawn
    fill = {"fill": True, "fillColor": table["fill"], "fillOpacity": 1}
    if "radius" in table:
        return [{**drawn[0], **fill, "radius": table["radius"]}]
    return [{"stroke": False, "weight": 0, **fill}, *drawn]


def swatch(styles: Sequence[Stroke]) -> list[dict[str, Any]]:
    """Return the strokes of a legend sample: points, areas or lines as the style says."""
    return [{**s, "shape": _shape(s)} for s in styles]


def _shape(style: Stroke) -> str:
    if "radius" in style:
        return "point"
    return "area" if style.get("fill") else "line"
