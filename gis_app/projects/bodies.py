"""What a scenario says as JSON and back, whatever version of this program wrote it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from gis_app.projects.checked import (
    cleaned,
    items,
    mapping,
    named,
    number,
    refuse_more,
    text,
    wrong,
)
from gis_app.projects.model import Indicators, Scenario, Site
from gis_app.reading.wkt import from_wkt
from layers.errors import Fault, InputError

Json = dict[str, Any]

SCHEMA = 2
MOST_SITES = 10_000
MOST_BYTES = 8_000_000
MOST_VALUES = 10_000
YEARS = range(1900, 2200)
DECIMALS = 7  # of a degree: 1 cm


def sites_of_1(tree: Json) -> Json:
    """Return a body of schema 1, which knew one site and no indicators, in schema 2."""
    kept = {k: v for k, v in tree.items() if k != "site"}
    site = tree.get("site")
    return {**kept, "schema": 2, "sites": [] if site is None else [site], "indicators": {}}


UPGRADES = {1: sites_of_1}  # never changed: migrations of stores rely on them


def upgraded(tree: Json) -> Json:
    """Return a body in the present schema.

    Raises
    ------
    InputError
        E-PRJ-03: a later version wrote it. E-PRJ-07: it has no schema.
    """
    found = tree.get("schema")
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise wrong("schema")
    if found > SCHEMA:
        facts = {"path": "schema", "found": found, "known": SCHEMA}
        raise InputError(Fault("E-PRJ-03", facts))
    for version in range(found, SCHEMA):
        tree = UPGRADES[version](tree)
    return tree


def body(scenario: Scenario) -> Json:
    """Return what a scenario says, without which it is and when it was saved."""
    return {
        "schema": SCHEMA,
        "name": scenario.name,
        "note": scenario.note,
        "sites": [_said(site) for site in scenario.sites],
        "weights": scenario.weights,
        "readings": dict(scenario.readings),
        "indicators": {
            k: {str(y): v for y, v in sorted(values.items())}
            for k, values in sorted(scenario.indicators.items())
        },
    }


def _said(site: Site) -> Json:
    return {
        "id": site.id,
        "name": site.name,
        "lon": round(site.lon, DECIMALS),
        "lat": round(site.lat, DECIMALS),
        **({"wkt": site.wkt} if site.wkt else {}),
        "unsure": site.unsure,
        "sectors": dict(site.sectors),
        "function": site.function,
    }


def settled(scenario: Scenario) -> tuple[Scenario, str]:
    """Return the scenario as it will be read again, and its body as it is stored.

    Raises
    ------
    InputError
        E-PRJ-07, E-PRJ-08: a part of it is wrong or too large.
    """
    kept = with_body(scenario, body(scenario))
    written = body_text(kept)
    refuse_more("prj-size", len(written.encode()), MOST_BYTES)
    return kept, written


def body_text(scenario: Scenario) -> str:
    """Return the body as it is stored."""
    return json.dumps(body(scenario), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def with_body(scenario: Scenario, said: object) -> Scenario:
    """Return `scenario` saying what the JSON says.

    Raises
    ------
    InputError
        E-PRJ-03, E-PRJ-07, E-PRJ-08: it is no scenario, or too large a one.
    """
    tree = upgraded(mapping(said, "scenario"))
    sites = items(tree.get("sites", []), "sites")
    refuse_more("prj-sites", len(sites), MOST_SITES)
    readings = mapping(tree.get("readings", {}), "readings")
    return replace(
        scenario,
        name=named(text(tree, "name")),
        note=cleaned("prj-note", text(tree, "note")),
        sites=tuple(_site(mapping(site, "site")) for site in sites),
        weights=cleaned("prj-name", text(tree, "weights")),
        readings={cleaned("prj-name", k): text(readings, k) for k in readings},
        indicators=indicators(tree.get("indicators", {})),
    )


def _site(tree: Json) -> Site:
    lon, lat = number(tree, "lon"), number(tree, "lat")
    if abs(lon) > 180 or abs(lat) > 90:
        raise wrong(f"lon, lat {lon}, {lat}")
    shares = mapping(tree.get("sectors", {}), "sectors")
    sectors = tuple((cleaned("prj-name", k), number(shares, k)) for k in shares)
    if any(share < 0 for _, share in sectors):
        raise wrong("sectors")
    function = tree.get("function")
    return Site(
        id=cleaned("prj-id", text(tree, "id")),
        name=cleaned("prj-name", text(tree, "name")),
        lon=lon,
        lat=lat,
        wkt=_outline(text(tree, "wkt")),
        unsure=tree.get("unsure") is True,
        sectors=sectors,
        function=None if function is None else cleaned("prj-name", text(tree, "function")),
    )


def _outline(wkt: str) -> str:
    """Return `wkt` where it is empty or an area in degrees."""
    if not wkt:
        return ""
    try:
        shape = from_wkt(wkt)
    except InputError as error:
        raise wrong("wkt") from error
    area = shape.geom_type in {"Polygon", "MultiPolygon"} and not shape.is_empty
    if not area or not shape.is_valid:
        raise wrong("wkt")
    west, south, east, north = shape.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise wrong("wkt")
    return wkt


def indicators(said: object) -> Indicators:
    """Return indicator → year → value, as a body or a page says them."""
    found: dict[str, dict[int, float]] = {}
    for ident, values in mapping(said, "indicators").items():
        by_year = {str(year): v for year, v in mapping(values, "indicators").items()}
        if any(not y.isascii() or not y.isdigit() or int(y[:5]) not in YEARS for y in by_year):
            raise wrong("indicators: year")
        found[cleaned("prj-name", ident)] = {int(y): number(by_year, y) for y in by_year}
    refuse_more("prj-values", sum(map(len, found.values())), MOST_VALUES)
    return found
