"""Join geodata to layers: the one place that loads a plan, shared by command line and app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata import catalog
from layers.errors import Fault, LayerError
from layers.model import Plan, Vectors, build
from layers.parsing import parse
from layers.plan import Facts

Tell = Callable[[Fault], None]


@lru_cache(maxsize=1)
def default_plan() -> Plan:
    """Return the shipped plan, loaded once; nobody may change it."""
    return load_plan()


def load_plan(
    folder: Path | None = None,
    *,
    readings: Mapping[str, str] | None = None,
    data: str | None = None,
    tell: Tell = lambda _: None,
) -> Plan:
    """Return a plan from its folder of facts, under the given readings.

    Parameters
    ----------
    folder : a folder in the shape of `geodata/` (plan/, assumptions.toml, manifest.toml,
        vector/), or of TOML facts alone, which then go with the shipped numbers and data.
    readings : ambiguity id → value.
    data : a folder of the user's own layers, or the address of a PostGIS database; layers that
        are not there are shipped ones.
    tell : is given a notice for each layer of the user's own.

    Raises
    ------
    LayerError
        A shipped file is missing or changed, or a layer is incomplete.
    FactError
        A fact is missing, or facts and layers do not fit together.
    InputError
        A layer of the user's own is wrong.
    """
    facts, vectors = _sources(folder or catalog.FOLDER, readings)
    if data is None:
        return build(facts, vectors)
    from gis_app.stores.own import own_layers

    return _with(own_layers(data, facts.assumptions["window"], tell), facts, vectors)


def plan_with(own: Vectors) -> Plan:
    """Return the shipped plan with layers of the user's own (`stores.frames.frame`) in place.

    Raises
    ------
    InputError
        They do not fit the plan, or one another.
    """
    return _with(own, *_sources(catalog.FOLDER, None))


def vector(base: Plan, name: str) -> gpd.GeoDataFrame:
    """Return a vector that the shipped plan is made of, as it is on disk (EPSG:4326)."""
    return _read(base.facts.plan.data[name], catalog.FOLDER)


def _with(own: Vectors, facts: Facts, vectors: Vectors) -> Plan:
    from gis_app.stores.replacing import replaced, with_clusters

    return with_clusters(build(facts, replaced(vectors, own, facts)), own)


def _sources(folder: Path, readings: Mapping[str, str] | None) -> tuple[Facts, Vectors]:
    """Return the facts of a plan folder, and the vectors they name."""
    try:
        facts_folder, root = _folders(folder)
        raw = catalog.plan_toml(facts_folder)
        facts = parse(raw, catalog.assumptions(root / "assumptions.toml"), readings)
        return facts, {layer: _read(names, root) for layer, names in facts.plan.data.items()}
    except catalog.DataError as error:
        raise LayerError(str(error)) from error


def _folders(folder: Path) -> tuple[Path, Path]:
    """Return where the facts are, and where the numbers and vectors that go with them are."""
    if (folder / "plan").is_dir():
        return folder / "plan", folder
    return folder, catalog.FOLDER


def _read(names: Any, root: Path) -> gpd.GeoDataFrame:
    """Return one vector, or several in one frame."""
    if isinstance(names, str):
        return catalog.read(names, root)
    return pd.concat([catalog.read(n, root) for n in names], ignore_index=True)
