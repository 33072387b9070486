"""What is drawn: one rigid offset an element, weights in the plan's order, implied affinities.

Every stream has its own seed, made of the user's and of the element's id, so that a draw depends
neither on the sites nor on which other elements there are.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from layers.elements import PlaceElement
from layers.membership import Floats
from layers.model import Plan

IMPLIED = (0.5, 1.5)  # times an implied affinity: 0.5 becomes 0.25 to 0.75
NAMED = 1.0


@dataclass(frozen=True)
class Shifts:
    """Offsets in metres (draws × 2): one an element or place, one for all district borders."""

    by_id: Mapping[str, Floats]
    districts: Floats

    def of_place(self, place: PlaceElement, plan: Plan) -> Floats:
        """Return the offset of a place: its own, its course's or that of the district borders."""
        if place.tie.geometry == "course":
            wanted = set(place.tie.courses)
            for element in plan.elements:
                if any(wanted & set(part.courses) for part in element.parts):
                    return self.by_id[element.fact.id]
        if _sited(place):
            return self.by_id[place.id]
        return self.districts


def shifts(plan: Plan, draws: int, seed: int) -> Shifts:
    """Return offsets N(0, σ) in x and in y: σ of the element, the place, the statutory borders."""
    sigma = {e.fact.id: e.sigma_m for e in plan.elements}
    sigma |= {p.id: p.error_m or 0.0 for p in plan.places if _sited(p)}
    border = plan.facts.assumptions["sigma"]["statutory_boundary_m"]
    return Shifts(
        {key: s * _normal(draws, seed, key) for key, s in sigma.items()},
        border * _normal(draws, seed, "district borders"),
    )


def ordered_weights(default: Floats, draws: int, seed: int) -> Floats:
    """Return criteria × draws: uniform over all weights in the order of the default ones.

    A sorted flat Dirichlet; its mean is the rank-order centroid. Equal ones change places at will.
    """
    stream = _stream(seed, "weights")
    flat = stream.dirichlet(np.ones(len(default)), draws)
    ties = stream.random((len(default), draws))
    order = np.lexsort((ties, np.broadcast_to(-default[:, None], ties.shape)), axis=0)
    weights = np.empty_like(ties)
    np.put_along_axis(weights, order, -np.sort(-flat, axis=1).T, axis=0)
    return weights


def implied_factor(draws: int, seed: int) -> Floats:
    """Return one factor a draw for all affinities that the text only implies."""
    return _stream(seed, "affinity").uniform(*IMPLIED, draws)


def _sited(place: PlaceElement) -> bool:
    return place.tie.geometry == "point" and place.tie.place is not None


def _normal(draws: int, seed: int, key: str) -> Floats:
    return _stream(seed, key).standard_normal((draws, 2))


def _stream(seed: int, key: str) -> np.random.Generator:
    return np.random.default_rng((seed, zlib.crc32(key.encode())))
