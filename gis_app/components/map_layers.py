"""Plan layers → what the browser draws: slim GeoJSON, a style, a pane and a legend row each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis_app.components import cartography as look
from gis_app.components.wording import CONFIDENCE, Words
from layers.crs import to_metric
from layers.export_words import ZONES as TITLES
from layers.model import Plan

DECIMALS = 5  # about 1 m: enough for a screen
ROADS_SIMPLIFIED_DEG = 0.0003  # 30 m: their own error is larger
FRAME_DEG = 0.002
FREE_END_M = 2_500.0  # an end this far from the element's other lines gets an arrow
ZONES = ("fade", "influence", "core")  # widest first

Tip = Callable[[Any], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLayer:
    """One drawn layer: `geojson` is complete text, `styles` Leaflet strokes by style key."""

    id: str
    row: str | None
    pane: str
    geojson: str
    styles: dict[str, list[look.Stroke]]

    def head(self) -> dict[str, Any]:
        """Return everything but the data."""
        zoom = look.cartography()["layer"].get(self.id, {}).get("zoom", 0)
        head = {"id": self.id, "row": self.row, "pane": self.pane, "zoom": zoom}
        return {**head, "styles": self.styles}


def map_layers(plan: Plan, words: Words) -> Iterator[MapLayer]:
    """Yield every drawn layer of `plan`, back to front."""
    shown = plan.layers
    districts, clusters, places = shown["districts"], shown["clusters"], shown["places"]
    yield _plain("neighbours", "neighbours", _without_frame(shown["neighbours"]))
    yield _plain("halo", "halo", districts, row=None)
    land = [_feature(r.geometry, tip=_district_tip(words)(r)) for r in districts.itertuples()]
    yield _made("land", None, "land", land, {"all": look.layer_style("land")})
    yield _plain("roads", "base", shown["roads"].clip(districts.union_all()))
    yield _plain("railways", "base", shown["railways"])
    yield from _bands(plan, words)
    yield _plain("water", "water", shown["water"])
    yield _plain("districts", "borders", districts)
    for element in shown["structure"].itertuples():
        yield _courses(element, words)
    yield _points("places", places[~places["id"].isin(clusters["id"])], _place_tip(words))
    yield _points("clusters", clusters, _place_tip(words))


def site_layer(sites: gpd.GeoDataFrame, tip: Tip) -> MapLayer:
    """Return proposed sites (EPSG:4326) as a layer; `tip` gives the lines of a row's tooltip."""
    return _points("sites", sites, tip)


def _made(
    name: str, row: str | None, pane: str, features: Iterable[Any], styles: dict[str, Any]
) -> MapLayer:
    collection = {"type": "FeatureCollection", "features": list(features)}
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    return MapLayer(id=name, row=row, pane=pane, geojson=text, styles=styles)


def _feature(geometry: shapely.Geometry, **properties: Any) -> dict[str, Any]:
    rounded = shapely.transform(geometry, lambda xy: np.round(xy, DECIMALS))
    shape = json.loads(shapely.to_geojson(rounded))
    return {"type": "Feature", "properties": properties, "geometry": shape}


def _plain(name: str, pane: str, layer: gpd.GeoDataFrame, *, row: str | None = "") -> MapLayer:
    """Return a layer nobody points at, as one feature: lines joined end to end."""
    parts = shapely.get_parts(shapely.get_parts(layer.geometry.to_numpy()))
    if set(layer.geom_type) <= {"LineString", "MultiLineString"}:
        whole = shapely.line_merge(shapely.multilinestrings(parts))
        whole = shapely.simplify(whole, ROADS_SIMPLIFIED_DEG)
    else:
        whole = shapely.multipolygons(parts)
    features = [_feature(whole)] if len(parts) else []
    return _made(name, name if row == "" else row, pane, features, {"all": look.layer_style(name)})


def _without_frame(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the borders of areas that a window has cut, without the window's own edges."""
    whole = layer.union_all()
    frame = shapely.buffer(shapely.boundary(shapely.envelope(whole)), FRAME_DEG)
    borders = shapely.difference(shapely.boundary(layer.geometry.to_numpy()), frame)
    return gpd.GeoDataFrame(geometry=borders, crs=layer.crs)


def _points(name: str, layer: gpd.GeoDataFrame, tip: Tip) -> MapLayer:
    features = [_feature(r.geometry, tip=tip(r)) for r in layer.itertuples()]
    return _made(name, name, "points", features, {"all": look.layer_style(name)})


def _bands(plan: Plan, words: Words) -> Iterator[MapLayer]:
    """Yield the nested bands, parts of an element joined, widest first.

    Belts show theirs with the element; those of rings and axes, and parts that hold for a few
    sectors only, have legend rows of their own.
    """
    table = look.cartography()["band"]
    kinds = dict(zip(plan.layers["structure"]["id"], plan.layers["structure"]["kind"], strict=True))
    bands = plan.layers["bands"]
    part = bands["element"] + "/" + bands["part"]
    row = bands["element"].where(bands["element"].map(kinds).isin(table["line_kinds"]), "reach")
    row = part.map(table["apart"]).fillna(row)
    for (legend_row, element), rows in bands.groupby([row, "element"], sort=False):
        features = [
            _feature(zone.union_all(), style=name, tip=_band_tip(words)(next(zone.itertuples())))
            for name in ZONES
            if len(zone := rows[rows["zone"] == name])
        ]
        styles = {zone: look.band_style(element, zone) for zone in ZONES}
        yield _made(f"bands-{element}-{legend_row}", legend_row, "bands", features, styles)


def _courses(element: Any, words: Words) -> MapLayer:
    """Return the courses of one element, one feature a line so that free ends get arrows."""
    lines = shapely.get_parts(element.geometry)
    tip = _element_tip(words)(element)
    arrows = _free_ends(lines)
    features = [
        _feature(line, tip=tip, arrows=ends) for line, ends in zip(lines, arrows, strict=True)
    ]
    styles = {"all": look.line_style(element.id, element.kind)}
    return _made(element.id, element.id, "structure", features, styles)


def _free_ends(lines: Iterable[shapely.Geometry]) -> list[str]:
    """Return for each line which ends (`start end`) do not run into another line."""
    metric = to_metric(gpd.GeoDataFrame(geometry=list(lines), crs="EPSG:4326")).geometry.to_numpy()
    found = []
    for i, line in enumerate(metric):
        others = shapely.geometrycollections([m for j, m in enumerate(metric) if j != i])
        ends = {"start": shapely.get_point(line, 0), "end": shapely.get_point(line, -1)}
        closed = shapely.is_closed(line)
        free = [
            name
            for name, point in ends.items()
            if not closed and not shapely.distance(point, others) < FREE_END_M
        ]
        found.append(" ".join(free))
    return found


def _element_tip(words: Words) -> Tip:
    def tip(row: Any) -> list[str]:
        own = words.provenance(row.status, row.accuracy_m)
        return [words.name(row), f"{words.t(row.label)} · {row.clause_label} · {own}"]

    return tip


def _band_tip(words: Words) -> Tip:
    def tip(row: Any) -> list[str]:
        width = words.distance(row.width_m)
        reach = words.t("{zone}：距结构线{width}以内（本工具设定）")
        own = words.provenance(row.status, row.accuracy_m)
        return [words.t(row.name), reach.format(zone=words.t(TITLES[row.zone]), width=width), own]

    return tip


def _district_tip(words: Words) -> Tip:
    return lambda row: [words.name(row), words.provenance(row.status, row.accuracy_m)]


def _place_tip(words: Words) -> Tip:
    def tip(row: Any) -> list[str]:
        kind = f"{words.t(row.zone_kind)} · " if isinstance(row.zone_kind, str) else ""
        clause = row.clause_label if isinstance(row.clause_label, str) else words.t("条款未单列")
        sure = words.t("位置把握：{grade}，误差约{m}米").format(
            grade=words.t(CONFIDENCE.get(row.confidence, row.confidence)), m=f"{row.error_m:.0f}"
        )
        return [words.name(row), f"{kind}{clause}", sure]

    return tip
