"""Legend rows, labels and sources of the layout map, from the one cartography table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import shapely

from gis_app.components import cartography as look
from gis_app.components import plan_tables
from gis_app.components.wording import Words
from layers.model import Plan
from layers.schema import SCHEMAS

Json = dict[str, Any]

MOST_SITE_LABELS = 200


def groups(plan: Plan, words: Words, *, with_sites: bool = False) -> list[Json]:
    """Return the legend: the plan's elements first, then the reference layers."""
    elements = [_element_row(row, words) for row in plan.layers["structure"].itertuples()]
    rows = [_row(row, words) for row in look.cartography()["row"]]
    if with_sites:
        rows.insert(0, _row({"id": "sites", "title": "拟选址点", "on": True}, words))
    return [
        {"title": words.t("总体空间布局（示意）"), "rows": elements, "slider": True},
        {"title": words.t("参考图层"), "rows": rows, "slider": False},
    ]


def _element_row(row: Any, words: Words) -> Json:
    line = look.swatch(look.line_style(row.id, row.kind))
    if row.kind in look.cartography()["band"]["line_kinds"]:
        line = _fading(row.id) + line
    hint = f"{row.clause_label} · {words.provenance(row.status, row.accuracy_m)}"
    title = words.name(row)
    if row.status == "schematic":
        title = words.t("{name}（示意）").format(name=title)
    return {"id": row.id, "title": title, "hint": hint, "on": True, "swatch": line}


def _row(row: Json, words: Words) -> Json:
    """Return a row of the table; its sample is that of the layer with the row's name."""
    bands = row.get("bands_of")
    sample = _fading(bands) if bands else look.swatch(look.layer_style(row["id"]))
    return {"id": row["id"], "title": words.t(row["title"]), "on": row["on"], "swatch": sample}


def _fading(element: str) -> list[Json]:
    """Return a sample of nested bands, the core in the middle."""
    fades = [look.band_style(element, zone)[0] for zone in ("fade", "influence", "core")]
    return [{**style, "shape": "area", "inset": 2 * i} for i, style in enumerate(fades)]


def labels(plan: Plan, words: Words) -> list[Json]:
    """Return every label, the most important first: elements, districts, water, places, towns."""
    return [
        *_element_labels(plan, words),
        *_district_labels(plan, words),
        *_fixed_labels(words),
        *_place_labels(plan, words),
        *_town_labels(plan, words),
    ]


def site_labels(sites: gpd.GeoDataFrame | None) -> list[Json]:
    """Return the names of proposed sites (EPSG:4326), before all other labels."""
    if sites is None or len(sites) > MOST_SITE_LABELS:
        return []
    points = shapely.point_on_surface(sites.geometry.to_numpy())
    colour = look.cartography()["colour"]["label"]
    return [
        {"text": str(name), "at": [p.y, p.x], "kind": "place", "row": "sites", "colour": colour}
        for name, p in zip(sites["name"], points, strict=True)
    ]


def _element_labels(plan: Plan, words: Words) -> Iterator[Json]:
    anchors = look.cartography()["label"]["element"]
    for row in plan.layers["structure"].itertuples():
        anchor = anchors.get(row.id) or {"at": _middle(row.geometry)}
        tilt = anchor.get("rotate_en", -90 if anchor.get("stack") else anchor.get("rotate", 0))
        chinese = words.lang == "zh"
        yield {
            "text": (anchor.get("text") or row.name) if chinese else words.name(row),
            "at": _lat_lon(anchor["at"] if chinese else anchor.get("at_en", anchor["at"])),
            "kind": "element",
            "row": row.id,
            "colour": look.element_colour(row.id),
            "rotate": anchor.get("rotate", 0) if chinese else tilt,
            "stack": chinese and anchor.get("stack", False),
            "zoom": anchor.get("zoom", 0),
        }


def _district_labels(plan: Plan, words: Words) -> Iterator[Json]:
    table = look.cartography()
    anchors = table["label"]["district"]
    for row in plan.layers["districts"].itertuples():
        anchor = anchors.get(row.id, {"at": _inside(row.geometry)})
        yield {
            "text": words.name(row),
            "at": _lat_lon(anchor["at"]),
            "kind": "district",
            "row": None,
            "colour": table["colour"]["label"],
            "zoom": anchor.get("zoom", 0),
        }


def _fixed_labels(words: Words) -> Iterator[Json]:
    table = look.cartography()
    for fixed in table["label"]["fixed"]:
        yield {
            "text": words.t(fixed["text"]),
            "at": _lat_lon(fixed["at"]),
            "kind": fixed["kind"],
            "row": fixed["row"],
            "colour": table["colour"][f"label_{fixed['kind']}"],
            "rotate": fixed.get("rotate", 0),
            "zoom": fixed.get("zoom", 0),
        }


def _place_labels(plan: Plan, words: Words) -> Iterator[Json]:
    table = look.cartography()
    clusters = set(plan.layers["clusters"]["id"])
    early = set(table["label"]["places"]["early"])
    rows = list(plan.layers["places"].itertuples())
    for row in sorted(rows, key=lambda r: (r.id not in early, r.id not in clusters, r.error_m)):
        group = "clusters" if row.id in clusters else "places"
        zoom = table["label"]["places"]["early_zoom" if row.id in early else f"{group}_zoom"]
        yield {
            "text": words.name(row),
            "at": [row.geometry.y, row.geometry.x],
            "kind": "place",
            "row": group,
            "colour": table["label"]["places"][f"{group}_colour"],
            "zoom": zoom,
        }


def _town_labels(plan: Plan, words: Words) -> Iterator[Json]:
    table = look.cartography()["label"]["places"]
    for row in plan.layers["towns"].itertuples():
        yield {
            "text": words.name(row),
            "at": [row.geometry.y, row.geometry.x],
            "kind": "town",
            "row": None,
            "colour": table["towns_colour"],
            "zoom": table["towns_zoom"],
        }


def sources(plan: Plan, words: Words) -> list[str]:
    """Return one line a layer: title, status and accuracy, where it came from."""
    lines = []
    for name, layer in plan.layers.items():
        schema = SCHEMAS.get(name)
        title = _title(name, words) if schema is None else _schema_title(schema, words)
        for (status, source), rows in layer.groupby(["status", "source"], sort=True):
            if len(lines) < 60 and name not in ("structure", "bands", "counties", "clusters"):
                accuracy = float(rows["accuracy_m"].max())
                told = words.listed(plan_tables.sources([source], words))
                lines.append(words.joined([f"{title}: {words.provenance(status, accuracy)}", told]))
    return lines


def _schema_title(schema: Any, words: Words) -> str:
    return str(schema.title_en if words.lang == "en" else schema.title)


def _title(name: str, words: Words) -> str:
    return words.t({"neighbours": "周边城市", "towns": "镇"}.get(name, name))


def _middle(geometry: shapely.Geometry) -> list[float]:
    line = max(shapely.get_parts(geometry), key=shapely.length)
    point = shapely.line_interpolate_point(line, 0.5, normalized=True)
    return [point.x, point.y]


def _inside(geometry: shapely.Geometry) -> list[float]:
    point = shapely.point_on_surface(geometry)
    return [point.x, point.y]


def _lat_lon(at: list[float]) -> list[float]:
    return [at[1], at[0]]
