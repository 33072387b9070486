"""The shipped plan with layers of the user's own in place: read, checked, for one session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import shapely

from gis_app.load import plan_with, vector
from gis_app.reading.coordinates import named
from gis_app.stores.folder import layer_of
from gis_app.stores.forms import FORMS
from gis_app.stores.frames import frame
from gis_app.stores.replacing import SAME_M
from layers.crs import to_metric
from layers.errors import Fault
from layers.model import Plan
from layers.peers import Peers


@dataclass(frozen=True)
class Difference:
    """What is otherwise in a layer than in the shipped one, by id."""

    before: int
    after: int
    added: tuple[str, ...]
    gone: tuple[str, ...]
    moved: tuple[str, ...]


@dataclass(frozen=True)
class OwnLayer:
    """A layer of the user's own: its file, what it changes, how it was read."""

    file: str
    layer: gpd.GeoDataFrame
    change: Difference
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
    own = frame(layer, FORMS[layer], reading.records, file, window)
    shipped = base.layers[layer] if layer in base.layers else vector(base, layer)
    return OwnLayer(file, own, difference(shipped, own), tuple(reading.notes))


def difference(shipped: gpd.GeoDataFrame, own: gpd.GeoDataFrame) -> Difference:
    """Return which features were added, are gone, or lie elsewhere by more than SAME_M."""
    before, after = (to_metric(g).set_index(g["id"].astype(str)).geometry for g in (shipped, own))
    both = [i for i in after.index if i in before.index]
    apart = shapely.hausdorff_distance(before[both].to_numpy(), after[both].to_numpy())
    return Difference(
        before=len(before),
        after=len(after),
        added=tuple(i for i in after.index if i not in before.index),
        gone=tuple(i for i in before.index if i not in after.index),
        moved=tuple(i for i, far in zip(both, apart, strict=True) if not far <= SAME_M),
    )


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
