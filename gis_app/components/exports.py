"""What the pages offer for download: scored sites, all layers, the template of a batch."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd

from layers.export import geojson, score_csv
from layers.export_gpkg import geopackage
from layers.model import Plan
from layers.schema import SCHEMAS
from layers.scored import scored

Json = Mapping[str, Any]

WRITERS = {"geojson": geojson, "gpkg": geopackage}
TITLES = {"geojson": "GeoJSON", "gpkg": "GeoPackage"}
TEMPLATE = (
    "名称,经度,纬度,坐标系,重点领域,功能\n示例载体,120.6189,31.3041,cgcs2000,P7:0.6;P3:0.4,\n"
)


def layers_file(plan: Plan, kind: str) -> bytes:
    """Return every layer of the plan in one file; `kind` is one of TITLES."""
    return WRITERS[kind]({name: plan.layers[name] for name in SCHEMAS})


def scored_geojson(plan: Plan, sites: gpd.GeoDataFrame, results: Sequence[Json]) -> bytes:
    """Return sites with their scores as GeoJSON, field codes as properties."""
    return geojson({"scores": _scored(plan, sites, results)})


def scored_csv(plan: Plan, sites: gpd.GeoDataFrame, results: Sequence[Json]) -> bytes:
    """Return sites with their scores as CSV for Excel."""
    return score_csv(_scored(plan, sites, results))


def site_json(found: Json, result: Json | None) -> bytes:
    """Return everything that was said about one site, as the command line prints it."""
    return json.dumps({"locate": found, "score": result}, ensure_ascii=False, indent=1).encode()


def template_csv() -> bytes:
    """Return the template of a batch: UTF-8 with a mark, as Excel wants it."""
    return TEMPLATE.encode("utf-8-sig")


def _scored(plan: Plan, sites: gpd.GeoDataFrame, results: Sequence[Json]) -> gpd.GeoDataFrame:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return scored(plan, sites, results, rules=plan.facts.plan.key, time=now)
