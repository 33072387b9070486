"""The shipped plan with layers of the user's own in place: read, checked, for one session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd

from gis_app.load import plan_with
from gis_app.reading.coordinates import named
from gis_app.stores.folder import layer_of
from gis_app.stores.forms import FORMS
from gis_app.stores.frames import frame
from layers.errors import Fault
from layers.model import Plan
from layers.peers import Peers


@dataclass(frozen=True)
class OwnLayer:
    """A layer of the user's own: the name of its file, the layer, how it was read."""

    file: str
    layer: gpd.GeoDataFrame
    notes: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class OwnPlan:
    """A plan of one session, its clusters as peers, and the layers that were put in."""

    plan: Plan
    peers: Peers
    layers: Mapping[str, OwnLayer]


def read_layer(layer: str, content: bytes, file: str, base: Plan, crs: str | None) -> OwnLayer:
    """Return a file as `layer` of `base`; `crs` is how coordinates without a system are read.

    Raises
    ------
    InputError
        The file cannot be read, or is no such layer: every fault found.
    """
    window = base.facts.assumptions["window"]
    asked = named(crs) if crs else None
    reading = layer_of(layer, content, file, window, crs=asked)
    frames = frame(layer, FORMS[layer], reading.records, file, window)
    return OwnLayer(file, frames, tuple(reading.notes))


def with_layers(layers: Mapping[str, OwnLayer]) -> OwnPlan | None:
    """Return the shipped plan with `layers` in place; None where there are none.

    Raises
    ------
    InputError
        E-DAT-10, E-DAT-11: they do not fit the plan, or one another.
    """
    if not layers:
        return None
    plan = plan_with({name: own.layer for name, own in layers.items()})
    return OwnPlan(plan, plan.peers(), dict(layers))
