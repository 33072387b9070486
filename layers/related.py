"""Related peers around each site: which pairs count, and how much (K3 and K4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from layers.case import Bools, Case
from layers.elements import Element
from layers.kinds import share_matrix
from layers.membership import Floats
from layers.nearest import Ints
from layers.peers import Peers, normal_name

CHUNK = 1_000  # sites at a time, so that sites × peers stays small
Admits = Callable[[slice], Bools]  # rows of sites → which pairs count (sites × peers, or 1 × 1)
Pairs = Callable[[Case, Peers], Admits]


def weighted(case: Case, pairs: Pairs, *, half_m: float) -> Floats:
    """Return Σ rel·2^−(d/half)² over the peers that `pairs` admits, for each site.

    rel = Σ min(share, share) over sectors; d between anchor points in metres (EPSG:4549). A peer
    that is the same record as the site never counts.
    """
    total = np.zeros(len(case))
    if case.peers is None or not len(case.peers.ids):
        return total
    shares = share_matrix(case.plan, case.peers.mixes)
    alike = np.flatnonzero(shares[:, case.shares.any(axis=0)].any(axis=1))
    peers, shares = case.peers.only(alike), shares[alike]
    admits, same = pairs(case, peers), _same_record(case, peers)
    xy, sites = peers.xy, case.xy
    for start in range(0, len(case) if len(alike) else 0, CHUNK):
        rows = slice(start, start + CHUNK)
        apart = metres(sites[rows], xy)
        admitted = admits(rows) & ~same(rows, apart)
        weight = relatedness(case.shares[rows], shares) * np.exp2(-np.square(apart / half_m))
        total[rows] = np.where(admitted, weight, 0.0).sum(axis=1)
    return total


def metres(here: Floats, there: Floats) -> Floats:
    """Return the distances of two sets of coordinates, sites × peers."""
    east, north = (np.subtract.outer(here[:, k], there[:, k]) for k in (0, 1))
    return np.asarray(np.sqrt(east * east + north * north))


def relatedness(here: Floats, there: Floats) -> Floats:
    """Return Σ min(share, share) of sites × peers; one row where all sites have one mix."""
    if (here == here[:1]).all():
        here = here[:1]
    related = np.zeros((len(here), len(there)))
    for k in np.flatnonzero(here.any(axis=0)):
        related += np.minimum.outer(here[:, k], there[:, k])
    return related


def same_district(case: Case, peers: Peers) -> Admits:
    """Return which pairs lie in one district."""
    here, there = _positions(case, peers)
    return lambda rows: np.asarray((here[rows, None] == there) & (there >= 0))


def sharing_other_district(case: Case, peers: Peers) -> Admits:
    """Return which pairs lie in two districts that share an element."""
    here, there = _positions(case, peers)
    listed = _listed(case)[:, there]
    reached = [
        (_near(case, e, case.xy), _near(case, e, peers.xy))
        for e in case.plan.elements
        if not e.fact.members
    ]

    def admits(rows: slice) -> Bools:
        own = here[rows, None]
        shared = listed[here[rows]]
        for sites, others in reached:
            shared = shared | (sites[rows, None] & others)
        return np.asarray(shared & (own != there) & (there >= 0))

    return admits


def _positions(case: Case, peers: Peers) -> tuple[Ints, Ints]:
    """Return the positions of the districts of sites and of peers, −1 outside the city."""
    return case.positions, case.plan.districts.positions_at(peers.xy)


def _listed(case: Case) -> Bools:
    """Return which districts some element lists together; last row and column: outside the city."""
    codes = case.plan.districts.codes
    shared = np.zeros((len(codes) + 1,) * 2, dtype=bool)
    for listed in (e.fact.members for e in case.plan.elements):
        if listed:
            member = np.array([c in listed.districts for c in codes] + [False])
            shared |= np.logical_and.outer(member, member)
    return shared


def _near(case: Case, element: Element, xy: Floats) -> Bools:
    """Return which points (n × 2, EPSG:4549) an element without a list reaches."""
    least = case.plan.facts.assumptions["differentiation"]["ring_min_membership"]
    reach = np.max([p.membership(xy) for p in element.parts], axis=0)
    return np.asarray(reach >= least)


def _same_record(case: Case, peers: Peers) -> Callable[[slice, Floats], Bools]:
    """Return which pairs are one record: the same name in one place, in one file the same id."""
    same_m = case.plan.facts.assumptions["peers"]["same_m"]
    normal = {name: normal_name(name) for name in set(case.names)}
    namesakes = bool(set(normal.values()) & set(peers.names))
    none = np.zeros((1, 1), dtype=bool)

    def same(rows: slice, apart: Floats) -> Bools:
        found = none
        if namesakes:
            names = [normal[name] for name in case.names[rows]]
            found = _outer(names, peers.names) & (apart <= same_m)
        if case.own_peers:
            found = found | _outer(case.ids[rows], peers.ids)
        return found

    return same


def _outer(here: Sequence[str], there: Sequence[str]) -> Bools:
    """Return which pairs are equal."""
    rows, columns = np.array([*here], dtype=object), np.array([*there], dtype=object)
    return np.asarray(rows[:, None] == columns[None, :], dtype=bool)
