"""The ring, axes and belts as layers: their courses, and the bands drawn from the same w and h."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import geopandas as gpd
import numpy as np
import shapely

from layers.crs import METRIC, to_store
from layers.districts import DistrictIndex
from layers.elements import Element, ElementPart
from layers.membership import reach_m
from layers.plan import Facts

SIMPLIFY_M = 60.0  # for drawing only; scores never use these polygons


def structure(facts: Facts, elements: Sequence[Element]) -> gpd.GeoDataFrame:
    """Return one row an element: its courses as a MultiLineString (EPSG:4326) and its facts."""
    rows = [_row(facts, e) for e in elements]
    lines = [shapely.multilinestrings(_lines(e)) for e in elements]
    return to_store(gpd.GeoDataFrame(rows, geometry=lines, crs=METRIC))


def _lines(element: Element) -> list[shapely.LineString]:
    """Return the element's courses, each once, though two parts may share one."""
    courses: dict[str, shapely.LineString] = {}
    for part in element.parts:
        courses.update(zip(part.courses, part.lines, strict=True))
    return list(courses.values())


def _row(facts: Facts, element: Element) -> dict[str, object]:
    fact = element.fact
    members = fact.members.districts if fact.members and fact.members.use == "fit" else ()
    return {
        "id": fact.id,
        "kind": fact.kind,
        "name": fact.name,
        "name_en": fact.name_en,
        "label": fact.label,
        "theme": "+".join(fact.theme),
        "industries": "、".join(i.name for i in fact.industry),
        "districts": ";".join(members),
        "clause": fact.clause,
        "clause_label": facts.label(fact.clause),
        "quote": fact.quote,
        **_provenance(element.parts),
    }


def _provenance(parts: Sequence[ElementPart]) -> dict[str, object]:
    """Return the weakest status and the largest error among the courses."""
    status = [s for p in parts for s in p.status]
    kinds = dict.fromkeys(status)  # in their order: a tie must not depend on the run
    worst = "schematic" if "schematic" in status else max(kinds, key=status.count)
    return {
        "status": worst,
        "accuracy_m": max(a for p in parts for a in p.accuracy_m),
        "method": "+".join(kinds),
        "source": "; ".join(dict.fromkeys(s for p in parts for s in p.sources)),
    }


def bands(facts: Facts, elements: Sequence[Element], index: DistrictIndex) -> gpd.GeoDataFrame:
    """Return the nested bands (EPSG:4326): core to w, influence to w + h, fade to the floor.

    Widths are our assumptions, drawn so that map and score never disagree: a band ends where the
    clause's closed list of districts gives no support.
    """
    floor = facts.assumptions["relation"]["influence_min"]
    rows = [
        row
        for e in elements
        for land in [_supported(e, index)]
        for p in e.parts
        for row in _band_rows(e, p, label=facts.label(e.fact.clause), floor=floor, land=land)
        if not shapely.is_empty(row["geometry"])
    ]
    return to_store(gpd.GeoDataFrame(rows, geometry="geometry", crs=METRIC))


def _supported(element: Element, index: DistrictIndex) -> shapely.Geometry:
    """Return the districts (EPSG:4549) where the element gives any support."""
    codes = np.array(index.codes, dtype=object)
    return shapely.union_all(index.polygons[element.credit(codes) > 0])


def _band_rows(
    element: Element, part: ElementPart, *, label: str, floor: float, land: shapely.Geometry
) -> Iterator[dict[str, object]]:
    widths = {
        "core": part.w_m,
        "influence": part.w_m + part.h_m,
        "fade": reach_m(w_m=part.w_m, h_m=part.h_m, floor=floor),
    }
    for zone, width in widths.items():
        yield {
            "id": f"{element.fact.id}/{part.fact.part}/{zone}",
            "element": element.fact.id,
            "part": part.fact.part,
            "name": element.fact.name,
            "zone": zone,
            "width_m": width,
            "clause": element.fact.clause,
            "clause_label": label,
            "status": "schematic",
            "accuracy_m": max(part.accuracy_m),
            "source": f"{part.fact.name}: w={part.w_m:g} m, h={part.h_m:g} m",
            "geometry": _polygons(shapely.intersection(_band(part, width), land)),
        }


def _band(part: ElementPart, width: float) -> shapely.Geometry:
    """Return everything within `width` metres of the part (around its band distance if any)."""
    whole = shapely.union_all([*part.lines, *([part.area] if part.area is not None else [])])
    outer = shapely.buffer(whole, part.band_m + width)
    inner = part.band_m - width
    if part.band_m and inner > 0:
        outer = shapely.difference(outer, shapely.buffer(whole, inner))
    return shapely.make_valid(shapely.simplify(outer, SIMPLIFY_M))


def _polygons(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Return only the areal parts of an intersection, as one MultiPolygon."""
    parts = shapely.get_parts(shape)
    return shapely.multipolygons(list(parts[shapely.get_type_id(parts) == 3]))
