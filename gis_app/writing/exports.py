"""Layers and scored sites as the bytes of a file, with what they were made with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd

from gis_app.clock import now
from gis_app.versions import versions
from layers.export import Layers, geojson, score_csv
from layers.export_gpkg import geopackage
from layers.model import Plan
from layers.schema import SCHEMAS
from layers.scored import scored

Json = Mapping[str, Any]

GPKG_CRS = "EPSG:4490"
TITLES = {"geojson": "GeoJSON", "gpkg": "GeoPackage"}


def encoded(kind: str, layers: Layers, crs: str = GPKG_CRS) -> bytes:
    """Return layers as a GeoJSON file (WGS84 always) or a GeoPackage in `crs`."""
    return geopackage(layers, crs, when=now()) if kind == "gpkg" else geojson(layers)


def layers_file(plan: Plan, kind: str) -> bytes:
    """Return every layer of the plan in one file; `kind` is one of TITLES."""
    return encoded(kind, {name: plan.layers[name] for name in SCHEMAS})


def scored_file(plan: Plan, sites: gpd.GeoDataFrame, results: Sequence[Json], kind: str) -> bytes:
    """Return sites with their scores, field codes as columns; `kind` is geojson, gpkg or csv."""
    made_with = versions(plan)
    time = now().isoformat()
    rows = scored(plan, sites, results, rules=made_with["rules"], time=time, record=made_with)
    return score_csv(rows) if kind == "csv" else encoded(kind, {"scores": rows})


def site_json(plan: Plan, found: Json, result: Json) -> bytes:
    """Return everything that was said about one site, and what it was made with."""
    told = {"locate": found, "score": result, **versions(plan), "time": now().isoformat()}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
