"""What the pages offer for download: scored sites and all layers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd

from gis_app.clock import now
from gis_app.versions import versions
from layers.export import geojson, score_csv
from layers.export_gpkg import geopackage
from layers.model import Plan
from layers.schema import SCHEMAS
from layers.scored import scored

Json = Mapping[str, Any]

WRITERS = {"geojson": geojson, "gpkg": geopackage}
TITLES = {"geojson": "GeoJSON", "gpkg": "GeoPackage"}


def layers_file(plan: Plan, kind: str) -> bytes:
    """Return every layer of the plan in one file; `kind` is one of TITLES."""
    return WRITERS[kind]({name: plan.layers[name] for name in SCHEMAS})


def scored_geojson(plan: Plan, sites: gpd.GeoDataFrame, results: Sequence[Json]) -> bytes:
    """Return sites with their scores as GeoJSON, field codes as properties."""
    return geojson({"scores": _scored(plan, sites, results)})


def scored_csv(plan: Plan, sites: gpd.GeoDataFrame, results: Sequence[Json]) -> bytes:
    """Return sites with their scores as CSV for Excel."""
    return score_csv(_scored(plan, sites, results))


def site_json(plan: Plan, found: Json, result: Json) -> bytes:
    """Return everything that was said about one site, and what it was made with."""
    told = {"locate": found, "score": result, **versions(plan), "time": now().isoformat()}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _scored(plan: Plan, sites: gpd.GeoDataFrame, results: Sequence[Json]) -> gpd.GeoDataFrame:
    made_with = versions(plan)
    time = now().isoformat()
    return scored(plan, sites, results, rules=made_with["rules"], time=time, record=made_with)
