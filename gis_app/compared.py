"""What sites are compared with: clusters of `--with` (K3, K4) and parks of `--parks` (K5)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd

from gis_app.messages import render
from gis_app.site_source import SITE_LAYERS, read_file
from gis_app.suitability_inputs import polygons
from gis_app.two_datums import UNSURE
from layers.errors import Fault, InputError
from layers.model import Plan
from layers.peers import peers
from layers.schema import SCHEMAS

CLUSTERS, NONE = "clusters", "none"


def clusters_of(
    plan: Plan, wanted: str | None, *, crs: str | None, lang: str
) -> tuple[gpd.GeoDataFrame | None, list[str]]:
    """Return the clusters to compare with, None for none, and how they were read.

    `wanted` is a layer of the plan (its clusters by default), a file, or `none`.

    Raises
    ------
    InputError
        E-LYR-02: a layer without sectors. The file cannot be read.
    """
    wanted = wanted or CLUSTERS
    if wanted in SITE_LAYERS:
        return plan.layers[wanted], []
    if wanted in SCHEMAS:
        raise InputError(Fault("E-LYR-02", {"name": wanted, "known": "、".join(SITE_LAYERS)}))
    if wanted == NONE:
        return None, []
    table = read_file(plan, wanted, crs=_stated(crs), lang=lang)
    told = [f"{d['code']}: {d['why']}" for d in table.dropped]
    return table.sites, [f"{wanted} {line}" for line in (*told, *table.notes)]


def twins(clusters: gpd.GeoDataFrame | None, lang: str) -> list[str]:
    """Return a notice for each cluster that counts once though it stands there twice."""
    if clusters is None:
        return []
    names = dict(zip(clusters["id"].astype(str), clusters["name"], strict=True))
    return [render(Fault("W-DUP-02", {"v": names[i]}), lang) for i in peers(clusters).dropped]


def parks_of(
    plan: Plan, path: Path | None, *, crs: str | None
) -> tuple[gpd.GeoDataFrame | None, Sequence[Fault]]:
    """Return the industrial parks of a file, None without one, and notices of how they read."""
    if path is None:
        return None, ()
    window = plan.facts.assumptions["window"]
    return polygons(path, option="--parks", crs=_stated(crs), window=window)


def _stated(crs: str | None) -> str | None:
    """Return how to read a file beside that of the sites: that nobody knows theirs says nothing."""
    return None if crs in UNSURE else crs
