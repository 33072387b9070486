"""Related peers around each site: which pairs count, and how much (K3 and K4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from layers.case import Bools, Case
from layers.chunks import in_chunks
from layers.elements import Element, ElementPart
from layers.kinds import Ints, share_matrix
from layers.membership import Floats, membership
from layers.peers import Peers, normal_name

CHUNK = 1 << 17  # sites at a time
PAIRS = 1 << 16  # sites × peers at a time, so that the arrays stay in the cache
FEW_KINDS = 64  # so many kinds of sites are taken one by one


@dataclass(frozen=True)
class Pairs:
    """Which pairs count, by the district of the site (the last row: none) and the peer.

    `reached` pairs count where one of `elements` reaches both: sites and peers that it reaches.
    """

    always: Bools  # districts and none × peers
    reached: Bools
    elements: tuple[tuple[Bools, Bools], ...] = ()

    def asked(self, position: int) -> Bools:
        """Return the peers that may count for a site in a district."""
        near = [peers for _, peers in self.elements]
        return np.asarray(self.always[position] | (self.reached[position] & np.any(near, axis=0)))

    def admitted(self, position: int, rows: Ints, peers: Ints) -> Bools | None:
        """Return which pairs of sites in a district and peers count; None for all."""
        sure = self.always[position, peers]
        if sure.all():
            return None
        found = np.broadcast_to(sure, (len(rows), len(peers)))
        for sites, others in self.elements:
            found = found | (sites[rows, None] & others[peers])
        return found


def weighted(case: Case, pairs: Callable[[Case, Peers], Pairs], *, half_m: float) -> Floats:
    """Return Σ rel·2^−(d/half)² over the peers that `pairs` admits, for each site.

    rel = Σ min(share, share) over sectors; d between anchor points in metres (EPSG:4549). A peer
    that is the same record as the site never counts.
    """
    total = np.zeros(len(case))
    if case.peers is None or not len(case.peers.ids) or not len(case):
        return total
    shares = share_matrix(case.plan, case.peers.mixes)
    alike = np.flatnonzero(shares[:, case.kind_shares.any(axis=0)].any(axis=1))
    if not len(alike):
        return total
    sums = _Sums(case, case.peers.only(alike), shares[alike], pairs, half_m, total)
    in_chunks(len(case), CHUNK, sums.add)
    return total


class _Sums:
    """The sum over peers for each site, by kind and district: each asks for few of the peers."""

    def __init__(
        self,
        case: Case,
        peers: Peers,
        shares: Floats,
        pairs: Callable[[Case, Peers], Pairs],
        half_m: float,
        total: Floats,
    ) -> None:
        self.case, self.peers, self.total, self.half_m = case, peers, total, half_m
        self.pairs = pairs(case, peers)
        pairs_of_kinds = len(case.kinds), len(shares)
        self.related = np.broadcast_to(relatedness(case.kind_shares, shares), pairs_of_kinds)
        self.same_m = case.plan.facts.assumptions["peers"]["same_m"]
        self.record = _records(case, peers)
        self.districts = len(self.pairs.always)

    def add(self, rows: slice) -> None:
        """Sum for the sites of a chunk."""
        group = self.case.positions[rows] % self.districts
        few = len(self.case.kinds) <= FEW_KINDS
        if few:
            group = self.case.kind[rows] * self.districts + group
        group = group.astype(np.int16)
        order = np.argsort(group, kind="stable")
        met = np.flatnonzero(np.bincount(group))
        ends = np.searchsorted(group[order], met, side="right")
        for code, at in zip(met, np.split(order + rows.start, ends[:-1]), strict=True):
            kind, position = divmod(int(code), self.districts)
            peers = self.pairs.asked(position)
            if few:
                peers = peers & (self.related[kind] > 0)
            self._group(at, np.flatnonzero(peers), position, kind if few else None)

    def _group(self, rows: Ints, peers: Ints, position: int, kind: int | None) -> None:
        """Sum for sites in one district, and of one kind unless it is None."""
        step = max(PAIRS // max(len(peers), 1), 1)
        for at in range(0, len(rows) if len(peers) else 0, step):
            some = rows[at : at + step]
            apart = squares(self.case.xy[some], self.peers.xy[peers])
            weight = np.exp2(apart / -(self.half_m**2))
            which: int | Ints = self.case.kind[some][:, None] if kind is None else kind
            weight *= self.related[which, peers]
            if (admitted := self.pairs.admitted(position, some, peers)) is not None:
                weight *= admitted
            self._without_itself(weight, apart, some, peers)
            self.total[some] = weight.sum(axis=1)

    def _without_itself(self, weight: Floats, apart: Floats, rows: Ints, peers: Ints) -> None:
        """Put 0 where site and peer are one record: one name in one place, in one file one id."""
        if self.record is not None:
            weight[self.record[rows, None] == peers] = 0.0
        near = apart <= self.same_m**2
        if near.any():
            for i, j in zip(*np.nonzero(near), strict=True):
                if normal_name(self.case.names[rows[i]]) == self.peers.names[peers[j]]:
                    weight[i, j] = 0.0


def squares(here: Floats, there: Floats) -> Floats:
    """Return the squared distances of two sets of coordinates, sites × peers."""
    east, north = (np.subtract.outer(here[:, k], there[:, k]) for k in (0, 1))
    east *= east
    north *= north
    east += north
    return np.asarray(east)


def metres(here: Floats, there: Floats) -> Floats:
    """Return the distances of two sets of coordinates, sites × peers."""
    return np.sqrt(squares(here, there))


def relatedness(here: Floats, there: Floats) -> Floats:
    """Return Σ min(share, share) of sites × peers; one row where all sites have one mix."""
    if (here == here[:1]).all():
        here = here[:1]
    related = np.zeros((len(here), len(there)))
    for k in np.flatnonzero(here.any(axis=0)):
        related += np.minimum.outer(here[:, k], there[:, k])
    return related


def same_district(case: Case, peers: Peers) -> Pairs:
    """Return the pairs in one district."""
    there = case.plan.districts.positions_at(peers.xy)
    always = np.arange(len(case.plan.districts.codes) + 1)[:, None] == there
    return Pairs(always, np.zeros_like(always))


def sharing_other_district(case: Case, peers: Peers) -> Pairs:
    """Return the pairs in two districts that share an element."""
    there = case.plan.districts.positions_at(peers.xy)
    districts = np.arange(len(case.plan.districts.codes) + 1)
    other = (districts[:, None] != there) & (there >= 0)
    elements = tuple(
        (_near(case, e, case.anchor_metres), _near(case, e, lambda p: p.distance_m(peers.xy)))
        for e in case.plan.elements
        if not e.fact.members
    )
    return Pairs(_listed(case)[:, there] & other, other, elements)


def _listed(case: Case) -> Bools:
    """Return which districts some element lists together; last row and column: outside the city."""
    codes = case.plan.districts.codes
    shared = np.zeros((len(codes) + 1,) * 2, dtype=bool)
    for listed in (e.fact.members for e in case.plan.elements):
        if listed:
            member = np.array([c in listed.districts for c in codes] + [False])
            shared |= np.logical_and.outer(member, member)
    return shared


def _near(case: Case, element: Element, metres_to: Callable[[ElementPart], Floats]) -> Bools:
    """Return which points an element without a list reaches, from the metres to its parts."""
    least = case.plan.facts.assumptions["differentiation"]["ring_min_membership"]
    mu = [membership(metres_to(p), w_m=p.w_m, h_m=p.h_m) for p in element.parts]
    return np.asarray(np.max(mu, axis=0) >= least)


def _records(case: Case, peers: Peers) -> Ints | None:
    """Return which peer has each site's id, −1 for none; None where peers are of another file."""
    if not case.own_peers:
        return None
    known = {ident: k for k, ident in enumerate(peers.ids)}
    return np.array([known.get(ident, -1) for ident in case.ids], dtype=np.intp)
