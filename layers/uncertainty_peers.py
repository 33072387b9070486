"""K3 and K4 draw by draw: which district a site near a border is in, who shares an element.

Peers stay where they are and keep their districts. An element without a list of districts moves:
whether a site and a peer both lie in its reach is asked anew in every draw.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from layers.case import Bools, Case
from layers.criteria import agglomeration, differentiation
from layers.elements import Element
from layers.membership import Floats
from layers.nearest import Ints
from layers.peers import Peers
from layers.plan import Criterion
from layers.related import Admits, weighted
from layers.uncertainty_distance import part_membership
from layers.uncertainty_layout import Drawn
from layers.uncertainty_rows import Rows
from layers.uncertainty_streams import Shifts


@dataclass(frozen=True)
class Around:
    """The peers of a case: their districts, and in which draws an unlisted element reaches them."""

    codes: Ints  # position of the district, −1 outside
    reached: tuple[Bools, ...]  # for each unlisted element, peers × draws


def around(case: Case, shifts: Shifts) -> Around | None:
    """Return what does not depend on the sites; None without a cluster layer."""
    if case.peers is None:
        return None
    index = case.plan.districts
    return Around(
        index.positions_at(case.peers.xy),
        tuple(_reached(case, e, case.peers.xy, shifts) for e in _unlisted(case)),
    )


def agglomerated(rows: Rows, fact: Criterion) -> Drawn:
    """Return K3, sites × draws: only the district can change."""
    value = np.zeros((len(rows.case), 1))
    for code in np.unique(rows.codes):
        here = agglomeration.assess(_in_district(rows.case, int(code)), fact).value[:, None]
        value = np.where(rows.codes == code, here, value)
    return Drawn(np.ones_like(value, dtype=bool), value)


def differentiated(rows: Rows, shifts: Shifts, near: Around) -> Drawn:
    """Return K4, sites × draws: the district can change, and an unlisted element's reach."""
    numbers = rows.case.plan.facts.assumptions["differentiation"]
    strength = _strength(rows.case, half_m=numbers["half_m"])
    reached = [_reached(rows.case, e, rows.case.xy, shifts) for e in _unlisted(rows.case)]
    doubles = np.zeros((len(rows.case), 1))
    for code in np.unique(rows.codes):
        listed = _listed(rows.case, int(code), near.codes)
        other = (near.codes != code) & (near.codes >= 0)
        sure = (strength * (listed & other)).sum(axis=1, keepdims=True)
        rest = strength * (other & ~listed)
        here = sure + _through_reach(rest, reached, near.reached)
        doubles = np.where(rows.codes == code, here, doubles)
    value = differentiation.value(doubles, scale=numbers["scale"])
    return Drawn(np.ones_like(value, dtype=bool), value)


def _through_reach(strength: Floats, here: list[Bools], there: tuple[Bools, ...]) -> Floats:
    """Return Σ strength over the peers that share an unlisted element, sites × draws."""
    draws = max((r.shape[1] for r in (*here, *there)), default=1)
    total = np.zeros((len(strength), draws))
    for row in np.flatnonzero(strength.any(axis=1)):
        used = np.flatnonzero(strength[row])
        both = [h[row] & t[used] for h, t in zip(here, there, strict=True)]
        if any(b.any() for b in both):
            shared = np.broadcast_to(reduce(np.logical_or, both), (len(used), draws))
            total[row] = (strength[row, used, None] * shared).sum(axis=0)
    return total


def _strength(case: Case, *, half_m: float) -> Floats:
    """Return rel·2^−(d/half)² of each site (row) and peer (column)."""
    peers = case.peers
    assert peers is not None  # asked for with a cluster layer only
    columns = [
        weighted(replace(case, peers=peers.only(np.array([j]))), _every, half_m=half_m)
        for j in range(len(peers.ids))
    ]
    return np.array(columns).reshape(len(columns), len(case)).T


def _every(_case: Case, _peers: Peers) -> Admits:
    return lambda _rows: np.ones((1, 1), dtype=bool)


def _in_district(case: Case, code: int) -> Case:
    """Return the case as if all its sites lay in one district."""
    return replace(case, positions=np.full(len(case), code, dtype=np.intp))


def _listed(case: Case, code: int, there: Ints) -> Bools:
    """Return which peers lie in a district that some element lists together with this one."""
    codes = case.plan.districts.codes
    shared = np.zeros(len(there), dtype=bool)
    for element in case.plan.elements:
        listed = element.fact.members
        if listed and codes[code] in listed.districts:
            shared |= np.isin(there, [codes.index(c) for c in listed.districts])
    return shared


def _unlisted(case: Case) -> tuple[Element, ...]:
    return tuple(e for e in case.plan.elements if not e.fact.members)


def _reached(case: Case, element: Element, xy: Floats, shifts: Shifts) -> Bools:
    """Return in which draws an element reaches each point, points × draws (or × 1)."""
    least = case.plan.facts.assumptions["differentiation"]["ring_min_membership"]
    offsets = shifts.by_id[element.fact.id]
    parts = [part_membership(p, xy, offsets) >= least for p in element.parts]
    return np.asarray(reduce(np.logical_or, parts))
