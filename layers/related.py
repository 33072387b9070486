"""Related peers around each site: which pairs count, and how much (K3 and K4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from layers.case import Bools, Case
from layers.chunks import in_chunks
from layers.elements import Element, ElementPart
from layers.kinds import Ints, share_matrix
from layers.membership import Floats, membership
from layers.model import Plan
from layers.peers import Peers, normal_name
from layers.setting import Setting
from layers.tiles import Cells, Longs, at_hand, in_threads, kernels, shared, used

CHUNK = 1 << 17  # sites at a time
PAIRS = 1 << 16  # sites × peers at a time, so that the arrays stay in the cache
FEW_KINDS = 64  # so many kinds of sites are taken one by one


@dataclass(frozen=True)
class Pairs:
    """Which pairs count, by the district of the site (the last row: none) and the peer.

    `reached` pairs count where one of `elements` reaches both: it, and the peers that it reaches.
    """

    always: Bools  # districts and none × peers
    reached: Bools
    elements: tuple[tuple[Element, Bools], ...] = ()

    def asked(self, position: int) -> Bools:
        """Return the peers that may count for a site in a district."""
        near = [peers for _, peers in self.elements]
        return np.asarray(self.always[position] | (self.reached[position] & np.any(near, axis=0)))


PairsOf = Callable[[Plan, Peers], Pairs]


@dataclass(frozen=True)
class Some:
    """The peers that may count for sites of one kind (or any) in one district."""

    rows: Ints  # among the peers
    xy: Floats
    related: Floats | None  # to the one kind; None where the sites are of many
    sure: Bools | None  # which count wherever the site lies; None for all
    reached: tuple[Bools, ...]  # by which elements without a list, each of the others


class Related:
    """The peers of a setting that have a sector in common with its sites, and which pairs count."""

    def __init__(self, common: Setting, peers: Peers, pairs: PairsOf) -> None:
        shares = share_matrix(common.plan, peers.mixes)
        self.alike = np.flatnonzero(shares[:, common.kind_shares.any(axis=0)].any(axis=1))
        self.peers = peers.only(self.alike)
        self.pairs = pairs(common.plan, self.peers)
        related = relatedness(common.kind_shares, shares[self.alike])
        self.related = np.broadcast_to(related, (len(common.kinds), len(self.alike)))
        self.few = len(common.kinds) <= FEW_KINDS
        self.same_m = common.plan.facts.assumptions["peers"]["same_m"]
        self.districts = len(self.pairs.always)
        self._some: dict[int, Some] = {}

    def groups(self, case: Case, rows: slice | Ints) -> Iterator[tuple[int, Ints]]:
        """Yield those sites that ask the same peers: in one district, of one kind if few.

        A group's number is that for `some`.
        """
        group = case.positions[rows] % self.districts
        if self.few:
            group = case.kind[rows] * self.districts + group
        if isinstance(rows, slice):
            rows = np.arange(rows.start, rows.stop)
        group = group.astype(np.int16)
        order = np.argsort(group, kind="stable")
        met = np.flatnonzero(np.bincount(group))
        ends = np.searchsorted(group[order], met, side="right")
        yield from zip(met.tolist(), np.split(rows[order], ends[:-1]), strict=True)

    @cached_property
    def listed(self) -> tuple[Longs, Cells, Floats, Bools]:
        """Return the peers of every group as the compiled loop takes them, where kinds are few.

        Entries start[g] to start[g + 1] are those of group g: which, rel, whether sure.
        """
        asked = np.array([self.pairs.asked(k) for k in range(self.districts)])
        count = (asked & (self.related > 0)[:, None]).reshape(-1, len(self.alike))
        group, peer = np.nonzero(count)
        kind, position = np.divmod(group, self.districts)
        start = np.cumsum([0, *count.sum(axis=1)])
        sure = self.pairs.always[position, peer]
        return start, peer.astype(np.int32), self.related[kind, peer], sure

    @cached_property
    def reached(self) -> Bools:
        """Return elements without a list × peers: which they reach."""
        found = [peers for _, peers in self.pairs.elements]
        return np.array(found, dtype=bool).reshape(len(found), len(self.alike))

    def some(self, group: int) -> Some:
        """Return the peers that may count for a group of sites."""
        if group not in self._some:
            kind, position = divmod(group, self.districts)
            asked = self.pairs.asked(position)
            at = np.flatnonzero(asked & (self.related[kind] > 0) if self.few else asked)
            related = self.related[kind, at] if self.few else None
            sure = self.pairs.always[position, at]
            reached = tuple(peers[at] for _, peers in self.pairs.elements)
            self._some[group] = Some(
                at, self.peers.xy[at], related, None if sure.all() else sure, reached
            )
        return self._some[group]


def weighted(case: Case, pairs: PairsOf, *, half_m: float) -> Floats:
    """Return Σ rel·2^−(d/half)² over the peers that `pairs` admits, for each site.

    rel = Σ min(share, share) over sectors; d between anchor points in metres (EPSG:4549). A peer
    that is the same record as the site never counts.
    """
    total = np.zeros(len(case))
    related = case.setting.once(_related, pairs) if len(case) else None
    if related is None:
        return total
    sums = _Sums(case, related, half_m, total)
    if related.few and (at_hand(len(case)) or used(len(case))):
        sums.compiled()
    else:
        in_chunks(len(case), CHUNK, sums.add)
    return total


def _related(common: Setting, pairs: PairsOf) -> Related | None:
    """Return the peers that count for any site; None where there are none."""
    found = Related(common, common.peers, pairs) if common.peers is not None else None
    return found if found is not None and len(found.alike) else None


class _Sums:
    """The sum over peers for each site: each group of sites asks for few of the peers."""

    def __init__(self, case: Case, related: Related, half_m: float, total: Floats) -> None:
        self.case, self.related, self.half_m, self.total = case, related, half_m, total
        near = [_near(case.plan, e, case.anchor_metres) for e, _ in related.pairs.elements]
        self.near = np.array(near, dtype=bool).reshape(len(near), len(case))
        self.record = _records(case, related.peers)

    def compiled(self) -> None:
        """Sum for all sites by the compiled loop, again for those that may be their own peer."""
        related, case = self.related, self.case
        group = case.positions % related.districts + case.kind * related.districts
        close = np.zeros(len(case), dtype=bool)
        loop = kernels("layers.kernels_related").weigh
        fixed = *related.listed, related.peers.xy

        def task(rows: slice) -> None:
            near, out = np.ascontiguousarray(self.near[:, rows]), (self.total[rows], close[rows])
            at = case.xy[rows], group[rows]
            loop(*at, *fixed, near, related.reached, self.half_m, related.same_m, *out)

        in_threads(task, shared(len(case)))
        if close.any() or self.record is not None:
            self.add(np.flatnonzero(close | (self.record is not None)))

    def add(self, rows: slice | Ints) -> None:
        """Sum for some of the sites."""
        for group, at in self.related.groups(self.case, rows):
            some = self.related.some(group)
            step = max(PAIRS // max(len(some.rows), 1), 1)
            for start in range(0, len(at) if len(some.rows) else 0, step):
                self._sum(at[start : start + step], some)

    def _sum(self, rows: Ints, some: Some) -> None:
        """Sum for a few sites of one group."""
        apart = squares(self.case.xy[rows], some.xy)
        weight = np.exp2(apart / -(self.half_m**2))
        related = some.related
        if related is None:
            related = self.related.related[self.case.kind[rows][:, None], some.rows]
        weight *= related
        if some.sure is not None:
            admitted = np.broadcast_to(some.sure, weight.shape)
            for sites, peers in zip(self.near, some.reached, strict=True):
                admitted = admitted | (sites[rows, None] & peers)
            weight *= admitted
        self._without_itself(weight, apart, rows, some.rows)
        self.total[rows] = weight.sum(axis=1)

    def _without_itself(self, weight: Floats, apart: Floats, rows: Ints, peers: Ints) -> None:
        """Put 0 where site and peer are one record: one name in one place, in one file one id."""
        if self.record is not None:
            weight[self.record[rows, None] == peers] = 0.0
        near = apart <= self.related.same_m**2
        if near.any():
            names = self.related.peers.names
            for i, j in zip(*np.nonzero(near), strict=True):
                if normal_name(self.case.names[rows[i]]) == names[peers[j]]:
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


def same_district(plan: Plan, peers: Peers) -> Pairs:
    """Return the pairs in one district."""
    there = plan.districts.positions_at(peers.xy)
    always = np.arange(len(plan.districts.codes) + 1)[:, None] == there
    return Pairs(always, np.zeros_like(always))


def sharing_other_district(plan: Plan, peers: Peers) -> Pairs:
    """Return the pairs in two districts that share an element."""
    there = plan.districts.positions_at(peers.xy)
    districts = np.arange(len(plan.districts.codes) + 1)
    other = (districts[:, None] != there) & (there >= 0)
    elements = tuple(
        (e, _near(plan, e, lambda p: p.distance_m(peers.xy)))
        for e in plan.elements
        if not e.fact.members
    )
    return Pairs(listed(plan)[:, there] & other, other, elements)


def listed(plan: Plan) -> Bools:
    """Return which districts some element lists together; last row and column: outside the city."""
    codes = plan.districts.codes
    shared = np.zeros((len(codes) + 1,) * 2, dtype=bool)
    for members in (e.fact.members for e in plan.elements):
        if members:
            member = np.array([c in members.districts for c in codes] + [False])
            shared |= np.logical_and.outer(member, member)
    return shared


def _near(plan: Plan, element: Element, metres_to: Callable[[ElementPart], Floats]) -> Bools:
    """Return which points an element without a list reaches, from the metres to its parts."""
    least = plan.facts.assumptions["differentiation"]["ring_min_membership"]
    mu = [membership(metres_to(p), w_m=p.w_m, h_m=p.h_m) for p in element.parts]
    return np.asarray(np.max(mu, axis=0) >= least)


def _records(case: Case, peers: Peers) -> Ints | None:
    """Return which peer has each site's id, −1 for none; None where peers are of another file."""
    if not case.own_peers:
        return None
    known = {ident: k for k, ident in enumerate(peers.ids)}
    return np.array([known.get(ident, -1) for ident in case.ids], dtype=np.intp)
