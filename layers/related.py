"""Related peers around each site: which pairs count, and how much (K3 and K4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import shapely

from layers.case import Bools, Case, share_matrix
from layers.elements import Element, Geometries
from layers.membership import Floats
from layers.peers import Peers, normal_name

CHUNK = 1_000  # sites at a time, so that sites × peers stays small
Pairs = Callable[[Case, Peers, slice], Bools]


def weighted(case: Case, pairs: Pairs, *, half_m: float) -> Floats:
    """Return Σ rel·2^−(d/half)² over the peers that `pairs` admits, for each site.

    rel = Σ min(share, share) over sectors; d between anchor points in metres (EPSG:4549). A peer
    that is the same record as the site never counts.
    """
    peers = case.peers
    total = np.zeros(len(case))
    if peers is None or not len(peers.ids):
        return total
    shares = share_matrix(case.plan, peers.mixes)
    xy, sites = peers.xy(), shapely.get_coordinates(case.anchors)
    for start in range(0, len(case), CHUNK):
        rows = slice(start, start + CHUNK)
        apart = np.hypot(*(sites[rows, None, :] - xy[None, :, :]).transpose(2, 0, 1))
        admitted = pairs(case, peers, rows) & ~_same_record(case, peers, rows, apart)
        related = sum(
            np.minimum.outer(case.shares[rows, k], shares[:, k]) for k in range(shares.shape[1])
        )
        total[rows] = (np.where(admitted, related, 0.0) * 2.0 ** -np.square(apart / half_m)).sum(
            axis=1
        )
    return total


def same_district(case: Case, peers: Peers, rows: slice) -> Bools:
    """Return which pairs lie in one district (sites × peers)."""
    there = case.plan.districts.at(peers.points)
    return _outer(case.districts[rows], there)


def sharing_other_district(case: Case, peers: Peers, rows: slice) -> Bools:
    """Return which pairs lie in two districts that share an element (sites × peers)."""
    there = case.plan.districts.at(peers.points)
    here = case.districts[rows]
    shared = np.zeros((len(here), len(there)), dtype=bool)
    for element in case.plan.elements:
        listed = element.fact.members
        if listed:
            shared |= np.logical_and.outer(
                np.isin(here, listed.districts), np.isin(there, listed.districts)
            )
        else:
            shared |= np.logical_and.outer(
                _near(case, element, case.anchors[rows]), _near(case, element, peers.points)
            )
    located = np.array([c is not None for c in there], dtype=bool)
    return np.asarray(shared & ~_outer(here, there) & located)


def _near(case: Case, element: Element, points: Geometries) -> Bools:
    """Return which points (EPSG:4549) an element without a list reaches."""
    least = case.plan.facts.assumptions["differentiation"]["ring_min_membership"]
    reach = np.max([p.membership(points) for p in element.parts], axis=0)
    return np.asarray(reach >= least)


def _same_record(case: Case, peers: Peers, rows: slice, apart: Floats) -> Bools:
    same_m = case.plan.facts.assumptions["peers"]["same_m"]
    names = tuple(normal_name(n) for n in case.names[rows])
    same = _outer(names, peers.names) & (apart <= same_m)
    if case.own_peers:
        same = same | _outer(case.ids[rows], peers.ids)
    return np.asarray(same)


def _outer(here: Iterable[str | None], there: Iterable[str | None]) -> Bools:
    """Return which pairs are equal."""
    rows, columns = np.array([*here], dtype=object), np.array([*there], dtype=object)
    return np.asarray(rows[:, None] == columns[None, :], dtype=bool)
