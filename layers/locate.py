"""Where a point lies relative to the districts, the elements and the named places."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Geod, Transformer

from layers.crs import METRIC, STORE, to_metric, to_store
from layers.elements import Element, ElementPart, PlaceElement
from layers.membership import Floats, relation
from layers.model import Plan
from layers.wording import text

Json = dict[str, Any]

GEOD = Geod(ellps="GRS80")
NEAREST_PLACES = 5
TO_DEGREES = Transformer.from_crs(METRIC, STORE, always_xy=True)


def locate(plan: Plan, points: gpd.GeoDataFrame, *, lang: str = "zh") -> list[Json]:
    """Return for each point (any CRS) what `locate --json` of the public contract prints.

    Distances in metres (EPSG:4549), bearings in degrees from true north, memberships 0–1.

    Raises
    ------
    LayerError
        The points have no CRS, or a coordinate is not finite.
    """
    metric = to_metric(points).geometry.to_numpy()
    degrees = to_store(points).geometry.to_numpy()
    return [_located(plan, p, d, lang) for p, d in zip(metric, degrees, strict=True)]


def _located(plan: Plan, point: shapely.Point, degrees: shapely.Point, lang: str) -> Json:
    code = plan.districts.at(_xy(point))[0]
    district = _district(plan, point, code)
    return {
        "position": {
            "lon": round(degrees.x, 7),
            "lat": round(degrees.y, 7),
            "x": round(point.x, 3),
            "y": round(point.y, 3),
        },
        "in_city": code is not None,
        "district": district,
        "elements": [element_at(plan, e, point, code) for e in plan.elements],
        "places": _places(plan, point),
        "county": _county(plan, code),
        "nearest_places": _nearest(plan, point),
        "caveats": _caveats(district, lang),
    }


def _xy(point: shapely.Point) -> Floats:
    """Return one point as an array, 1 × 2."""
    return np.array([[point.x, point.y]])


def _district(plan: Plan, point: shapely.Point, code: str | None) -> Json | None:
    if code is None:
        return None
    limits = plan.facts.assumptions["border"]
    border = plan.districts.border_m(point, code)
    near = border <= limits["ambiguous_m"] or plan.districts.cut_m(point) <= limits["derived_m"]
    return {
        "code": code,
        "name": plan.districts.name(code),
        "border_distance_m": round(border, 1),
        "ambiguous": bool(near),
    }


def element_at(plan: Plan, element: Element, point: shapely.Point, code: str | None) -> Json:
    """Return the relation of one point (EPSG:4549) to one element: its best part."""
    at = _xy(point)
    found = [(p, float(p.distance_m(at)[0]), float(p.membership(at)[0])) for p in element.parts]
    part, distance, mu = max(found, key=lambda f: f[2])
    fit = (
        element.fit(np.array([mu]), element.credit(np.array([code], dtype=object)))[0]
        if code
        else 0.0
    )
    members = element.members
    floor = plan.facts.assumptions["relation"]["influence_min"]
    return {
        "id": element.fact.id,
        "kind": element.fact.kind,
        "name": element.fact.name,
        "part": part.fact.part,
        "relation": relation(distance, mu, w_m=part.w_m, floor=floor),
        "distance_m": round(distance, 1),
        "core_m": part.w_m,
        "half_m": part.h_m,
        "member": None if members is None else code in members,
        "membership": round(mu, 6),
        "fit": round(float(fit), 6),
        **_along(part, point, distance),
        "clause": element.fact.clause,
        "quote": element.fact.quote,
    }


def _along(part: ElementPart, point: shapely.Point, distance: float) -> Json:
    """Return bearing, chainage and provenance of the nearest course."""
    hit = part.segments.hits(_xy(point))
    course = int(hit.course[0])
    return {
        "bearing_deg": _bearing(point, hit.x[0], hit.y[0]) if distance > 0 else None,
        "chainage_m": round(float(hit.chainage_m[0]), 1),
        "length_m": round(part.lengths_m[course], 1),
        "accuracy_m": part.accuracy_m[course],
        "status": part.status[course],
    }


def _bearing(point: shapely.Point, x: float, y: float) -> float:
    (lon, to_lon), (lat, to_lat) = TO_DEGREES.transform([point.x, x], [point.y, y])
    return round(float(GEOD.inv(lon, lat, to_lon, to_lat)[0]), 1) % 360.0


def _places(plan: Plan, point: shapely.Point) -> list[Json]:
    """Return the cited ties in whose reach the point lies, the best first, one entry a clause."""
    floor = plan.facts.assumptions["relation"]["influence_min"]
    found = []
    for place in plan.places:
        distance = place.distance_m(_xy(point))
        mu = float(place.fit(distance)[0])
        if mu >= floor:
            found.append(_place(place, float(distance[0]), mu))
    return sorted(found, key=lambda e: (-e["membership"], e["distance_m"], e["id"]))


def _place(place: PlaceElement, distance: float, mu: float) -> Json:
    return {
        "id": place.id,
        "name": place.name,
        "distance_m": round(distance, 1),
        "membership": round(mu, 6),
        "sectors": list(place.tie.sectors),
        "clause": place.tie.clause,
        "quote": place.tie.quote,
        "confidence": place.confidence,
    }


def _county(plan: Plan, code: str | None) -> Json | None:
    for county in plan.facts.counties:
        if county.id == code:
            return {
                "name": county.name,
                "clause": county.clause,
                "quote": county.quote,
                "sectors": [a.sector for a in county.affinity],
            }
    return None


def _nearest(plan: Plan, point: shapely.Point) -> list[Json]:
    layer = plan.layers["places"]
    distance = shapely.distance(plan.place_points, point)
    return [
        {
            "id": layer["id"].iloc[i],
            "name": layer["name"].iloc[i],
            "distance_m": round(float(distance[i]), 1),
            "confidence": layer["confidence"].iloc[i],
        }
        for i in np.argsort(distance, kind="stable")[:NEAREST_PLACES]
    ]


def _caveats(district: Json | None, lang: str) -> list[str]:
    keys = ["schematic", "widths"]
    if district is None:
        keys.insert(0, "outside")
    elif district["ambiguous"]:
        keys.insert(0, "ambiguous")
    return [text(f"caveat.{key}", lang) for key in keys]
