"""Layers and scored sites as the bytes of a file, with what they were made with."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd

from gis_app.writing.formats import FORMATS
from gis_app.writing.made import Made, Publication
from gis_app.writing.public import coarse
from gis_app.writing.record import facts
from layers.errors import Fault
from layers.export import Layers
from layers.model import Plan
from layers.schema import SCHEMAS
from layers.scored import scored

Json = Mapping[str, Any]


def encoded(
    kind: str, layers: Layers, crs: str, made: Made, *, results: Sequence[Json] | None = None
) -> bytes:
    """Return layers as a file of `kind` (`formats.FORMATS`) in `crs`.

    A file for the public has its geometry rounded first. `results` are the scores behind the
    layer `scores`, for the formats that have room for every criterion.
    """
    module = _module(kind)
    layers = {name: _marked(layer, made.publication) for name, layer in layers.items()}
    if kind == "xlsx":
        return bytes(module.workbook(layers, crs, made, results=results))
    return bytes(module.write(layers, crs, made))


def _marked(layer: gpd.GeoDataFrame, publication: Publication) -> gpd.GeoDataFrame:
    """Return `layer` with approval number and use as columns, coarse where it is for the public."""
    shown = coarse(layer) if publication.public else layer
    use = "公开" if publication.public else "内部"
    return shown.assign(approval=publication.approval.strip() or None, use=use)


def notices(kind: str, layers: Layers, made: Made) -> list[Fault]:
    """Return what whoever writes `layers` as `kind` has to know: what the format cannot hold."""
    told = getattr(_module(kind), "notices", None)
    reminder = [Fault("W-PUB-01")]
    return [*(reminder if made.publication.public else ()), *(told(layers) if told else ())]


def _module(kind: str) -> Any:
    """Return the module that writes a format; loaded when asked for, some take a second."""
    return importlib.import_module(f"{__package__}.{FORMATS[kind].module}")


def layers_file(plan: Plan, kind: str, made: Made) -> bytes:
    """Return every layer of the plan in one file."""
    layers = {name: plan.layers[name] for name in SCHEMAS}
    return encoded(kind, layers, FORMATS[kind].crs, made)


def scored_layers(
    plan: Plan, sites: gpd.GeoDataFrame, results: Sequence[Json], made: Made
) -> Layers:
    """Return sites with their scores as the layer `scores`."""
    rules, time = made.versions["rules"], made.time.isoformat()
    return {"scores": scored(plan, sites, results, rules=rules, time=time, record=made.versions)}


def scored_file(
    plan: Plan, sites: gpd.GeoDataFrame, results: Sequence[Json], kind: str, made: Made
) -> bytes:
    """Return sites with their scores, field codes as columns."""
    layers = scored_layers(plan, sites, results, made)
    return encoded(kind, layers, FORMATS[kind].crs, made, results=results)


def site_json(found: Json, result: Json, made: Made) -> bytes:
    """Return everything that was said about one site, and what it was made with."""
    told = {"locate": found, "score": result, **facts(made)}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
