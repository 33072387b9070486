"""The layers of the web map, ready to draw on paper: shapes in EPSG:4549 with their strokes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import shapely
from matplotlib.axes import Axes

from gis_app.components import cartography as look
from gis_app.components.map_layers import MapLayer, map_layers, site_layer
from gis_app.components.wording import Words
from gis_app.reports import ink
from layers.crs import STORE, to_metric
from layers.model import Plan

View = tuple[float, float, float, float]  # west, south, east, north in metres (EPSG:4549)


@dataclass(frozen=True)
class Layer:
    """One layer: its legend row, its styles by key, and shapes with what the web map knows."""

    id: str
    row: str | None
    styles: Mapping[str, Sequence[ink.Stroke]]
    shapes: tuple[Any, ...]
    told: tuple[Mapping[str, Any], ...]


def base_layers(plan: Plan, words: Words) -> tuple[Layer, ...]:
    """Return every layer of the map, back to front, without those its legend leaves off."""
    off = {row["id"] for row in look.cartography()["row"] if not row["on"]}
    return tuple(_layer(m) for m in map_layers(plan, words) if m.row not in off)


def sites_drawn(sites: gpd.GeoDataFrame) -> Layer:
    """Return proposed sites (any CRS) as a layer: a mark each, areas below theirs."""
    return _layer(site_layer(sites.to_crs(STORE), lambda _: []))


def _layer(layer: MapLayer) -> Layer:
    features = json.loads(layer.geojson)["features"]
    shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in features]
    metric = to_metric(gpd.GeoDataFrame(geometry=shapes, crs=STORE)).geometry if shapes else ()
    told = tuple(f["properties"] for f in features)
    return Layer(layer.id, layer.row, layer.styles, tuple(metric), told)


def paint(
    axes: Axes, layers: Iterable[Layer], view: View, *, pen: float, metre_points: float
) -> None:
    """Draw the layers inside a view; `metre_points` is how many metres a point of paper covers."""
    west, south, east, north = view
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_facecolor(look.cartography()["colour"]["outside"])
    room = 20 * metre_points
    window = shapely.box(west - room, south - room, east + room, north + room)
    for z, layer in enumerate(layers, 1):
        _paint(axes, layer, window, z, pen, metre_points)


def _paint(axes: Axes, layer: Layer, window: Any, z: int, pen: float, metre_points: float) -> None:
    for key, styles in layer.styles.items():
        near = [
            (shape, told)
            for shape, told in zip(layer.shapes, layer.told, strict=True)
            if told.get("style", "all") == key and shape.intersects(window)
        ]
        ink.draw(axes, [shape for shape, _ in near], styles, z, pen * ink.POINT)
        for shape, told in near:
            if told.get("arrows"):
                ink.arrows(axes, shape, told["arrows"], styles, z + 0.2, pen, metre_points)
