"""K3 and K4 draw by draw: which district a site near a border is in, who shares an element.

Peers stay where they are and keep their districts. An element without a list of districts moves:
whether a site and a peer both lie in its reach is asked anew in every draw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layers.case import Bools, Case
from layers.criteria import agglomeration, differentiation
from layers.kinds import share_matrix
from layers.membership import Floats
from layers.nearest import Ints
from layers.peers import normal_name
from layers.related import listed, metres, relatedness
from layers.uncertainty_distance import Offsets, Outline, bounds, loops, moved, part_outline
from layers.uncertainty_layout import Drawn
from layers.uncertainty_rows import Rows
from layers.uncertainty_streams import Shifts

Bits = npt.NDArray[np.uint64]
Parts = Sequence[tuple[Outline, Offsets]]


@dataclass(frozen=True)
class Around:
    """The peers of a case: their districts, and in which draws unlisted elements reach them."""

    xy: Floats
    shares: Floats  # peers × sectors
    codes: Ints  # position of the district, −1 outside
    listed: Bools  # districts that some element lists together; the last is none
    unlisted: Sequence[Parts]  # the parts of each element without a list
    reached: Bits  # one bit for each of these, peers × draws


def around(case: Case, shifts: Shifts) -> Around | None:
    """Return what does not depend on the sites; None without a cluster layer."""
    peers = case.peers
    if peers is None:
        return None
    unlisted = [
        [(part_outline(part), Offsets(shifts.by_id[e.fact.id])) for part in e.parts]
        for e in case.plan.elements
        if not e.fact.members
    ]
    return Around(
        peers.xy,
        share_matrix(case.plan, peers.mixes),
        case.plan.districts.positions_at(peers.xy),
        listed(case.plan),
        unlisted,
        _reached(case, peers.xy, unlisted, len(shifts.districts)),
    )


def agglomerated(rows: Rows, near: Around) -> Drawn:
    """Return K3, sites × draws: only the district can change."""
    half_m = rows.case.plan.facts.assumptions["agglomeration"]["half_m"]
    strength = _strength(rows, near, half_m)
    value = np.zeros((len(rows), 1))
    for code in np.unique(rows.codes):
        count = np.where(near.codes == code, strength, 0.0).sum(axis=1, keepdims=True)
        value = np.where(rows.codes == code, agglomeration.value(count), value)
    return Drawn(np.ones_like(value, dtype=bool), value)


def differentiated(rows: Rows, near: Around) -> Drawn:
    """Return K4, sites × draws: the district can change, and an unlisted element's reach."""
    numbers = rows.case.plan.facts.assumptions["differentiation"]
    strength = _strength(rows, near, numbers["half_m"])
    draws = near.reached.shape[1]
    here = _reached(rows.case, rows.case.xy[rows.at], near.unlisted, draws)
    doubles = np.zeros((len(rows), draws))
    for code in np.unique(rows.codes):
        other = (near.codes != code) & (near.codes >= 0)
        listed = near.listed[code, near.codes]
        at = np.flatnonzero((rows.codes == code).any(axis=1))
        sure = np.where(other & listed, strength[at], 0.0).sum(axis=1, keepdims=True)
        rest = np.where(other & ~listed, strength[at], 0.0)
        there = sure + _shared(rest, here[at], near.reached)
        doubles[at] = np.where(rows.codes[at] == code, there, doubles[at])
    value = _value(doubles[:, :1], numbers)
    varied = (doubles != doubles[:, :1]).any(axis=1)
    if varied.any():
        value = np.repeat(value, draws, axis=1)
        value[varied] = _value(doubles[varied], numbers)
    return Drawn(np.ones_like(value, dtype=bool), value)


def _value(doubles: Floats, numbers: Mapping[str, float]) -> Floats:
    return differentiation.value(doubles, scale=numbers["scale"])


def _strength(rows: Rows, near: Around, half_m: float) -> Floats:
    """Return rel·2^−(d/half)² of each site (row) and peer (column), 0 for the same record."""
    apart = metres(rows.case.xy[rows.at], near.xy)
    strength = relatedness(rows.sectors, near.shares) * np.exp2(-np.square(apart / half_m))
    return np.where(_same(rows, apart), 0.0, strength)


def _same(rows: Rows, apart: Floats) -> Bools:
    """Return which sites and peers are one record, as `layers.related` has it."""
    case, peers = rows.case, rows.case.peers
    assert peers is not None  # asked for with a cluster layer only
    same = np.zeros(apart.shape, dtype=bool)
    near = apart <= case.plan.facts.assumptions["peers"]["same_m"]
    for site, peer in zip(*np.nonzero(near), strict=True):
        same[site, peer] = normal_name(case.names[rows.at[site]]) == peers.names[peer]
    if case.own_peers:
        ids = np.array([case.ids[row] for row in rows.at], dtype=object)
        same |= ids[:, None] == np.array(peers.ids, dtype=object)
    return same


def _shared(strength: Floats, here: Bits, there: Bits) -> Floats:
    """Return Σ strength over the peers that share an unlisted element, sites × draws or × 1."""
    sites = np.flatnonzero(strength.any(axis=1) & here.any(axis=1))
    if not len(sites):
        return np.zeros((len(strength), 1))
    total, found = np.zeros(here.shape), np.zeros((len(sites), here.shape[1]))
    if compiled := loops(found.size):
        compiled.shared(strength[sites], here[sites], there, found)
    else:
        for row, site in enumerate(sites):
            peers = np.flatnonzero(strength[site])
            both = (here[site] & there[peers]) != 0
            found[row] = np.where(both, strength[site, peers, None], 0.0).sum(axis=0)
    total[sites] = found
    return total


def _reached(case: Case, xy: Floats, unlisted: Sequence[Parts], draws: int) -> Bits:
    """Return a bit for each unlisted element that reaches a point in a draw, points × draws."""
    least = case.plan.facts.assumptions["differentiation"]["ring_min_membership"]
    found = np.zeros((len(xy), draws), dtype=np.uint64)
    for bit, parts in enumerate(unlisted):
        for outline, offsets in parts:
            near = bounds(outline, xy, offsets)
            reached = np.repeat((near.low >= least)[:, None], draws, axis=1)
            rows = np.flatnonzero((near.low < least) & (near.high >= least))
            reached[rows] = moved(outline, xy[rows], offsets) >= least
            found |= reached.astype(np.uint64) << np.uint64(bit)
    return found
