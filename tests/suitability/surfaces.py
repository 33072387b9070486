"""The surface of the made-up city in one piece."""

import numpy as np

import layers
from layers.grid import grid
from layers.suitability import OUTSIDE, suitability
from tests.layers import toy

NAN = np.nan


PEERS = toy.clusters((toy.at(3, 3), "S1"), (toy.at(12, 16), {"S1": 0.5, "S2": 0.5}, "x", "别处"))


def toy_grid(cell_m=2500.0, margin=3):
    return grid(toy.box(-margin, -margin, 20 + margin, 20 + margin).bounds, cell_m)


def whole(plan, mix, area, **more):
    """Return the surface in one piece: every band by name, total and state."""
    more.setdefault("peers", layers.peers(PEERS) if plan is toy.plan() else plan.peers())
    names = [*(c.id for c in plan.facts.criteria), "total", "weight"]
    bands = {n: np.full((area.rows, area.columns), NAN) for n in names}
    bands["state"] = np.full((area.rows, area.columns), OUTSIDE)
    for tile in suitability(plan, mix, area, **more):
        w = tile.window
        here = (slice(w.row, w.row + w.height), slice(w.column, w.column + w.width))
        for name, values in {
            **tile.values,
            **{k: getattr(tile, k) for k in ("total", "state", "weight")},
        }.items():
            bands[name][here] = values
    return bands
