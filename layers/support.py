"""What each element part and place supports at many sites, and the best of them (K1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from layers.case import Bools, Case
from layers.chunks import in_chunks
from layers.column import Positions
from layers.elements import Element, ElementPart, PlaceElement
from layers.kinds import Ints
from layers.membership import Floats, membership
from layers.model import Plan

CHUNK = 1 << 17  # points at a time
FEW_KINDS = 64  # so many kinds of sites are taken one by one; of more, points mixed,
MIXED = 1 << 12  # so many at a time
NONE = -1.0  # the support of a source that is silent


@dataclass(frozen=True)
class Source:
    """One element part or place, and what it offers for each sector in each district.

    A site's support is S·t, spatial fit times theme match, both 0–1: place and theme do not
    compensate each other.
    """

    of: Element | PlaceElement
    part: ElementPart | None
    offers: Floats  # sectors × districts, the last for none

    @property
    def id(self) -> str:
        """Return the id of the element or place."""
        return self.of.fact.id if isinstance(self.of, Element) else self.of.id

    def distance_m(self, xy: Floats) -> Floats:
        """Return metres from points (n × 2, EPSG:4549) to the part or place."""
        if isinstance(self.of, PlaceElement):
            return self.of.distance_m(xy)
        assert self.part is not None  # an element's source always has its part
        return self.part.distance_m(xy)

    def fit(self, case: Case) -> Floats:
        """Return S for each site: the mean over its samples, NaN for a site without any."""
        at = case.samples
        return at.mean(self._fit(case, self.distance_m(at.xy), case.sample_positions))

    def theme(self, case: Case, rows: Ints | int) -> Floats:
        """Return t of some sites."""
        table = themes(case.kind_shares, self.offers)
        return np.asarray(table[case.kind[rows], case.positions[rows]])

    def _fit(self, case: Case, distance_m: Floats, positions: Ints) -> Floats:
        if isinstance(self.of, PlaceElement):
            return self.of.fit(distance_m)
        assert self.part is not None
        mu = membership(distance_m, w_m=self.part.w_m, h_m=self.part.h_m)
        return self.of.fit(mu, case.credit(self.of)[positions])


@dataclass(frozen=True)
class Support:
    """All sources, and for each site the best and the best of another id (−1 for none)."""

    sources: tuple[Source, ...]
    value: Floats  # S·t of the best
    second: Floats  # S·t of the best of another id
    applies: Bools
    optional: Bools
    best: Positions
    runner_up: Positions


def themes(shares: Floats, offers: Floats) -> Floats:
    """Return t of sector shares (n × sectors) and offers (sectors × …): n × …, at most 1."""
    return np.minimum(np.tensordot(shares, offers, axes=1), 1.0)


def sources(plan: Plan) -> tuple[Source, ...]:
    """Return the parts of elements and the places, in the plan's order."""
    codes = [*plan.districts.codes, None]
    order = {s.id: i for i, s in enumerate(plan.facts.sectors)}

    def offers(*offered: Mapping[str, float]) -> Floats:
        table = np.zeros((len(order), len(codes)))
        for k, theme in enumerate(offered):
            for sector, value in theme.items():
                table[order[sector], k if len(offered) > 1 else slice(None)] = value
        return table

    return (
        *(
            Source(e, p, offers(*(e.theme(p, code) for code in codes)))
            for e in plan.elements
            for p in e.parts
        ),
        *(Source(p, None, offers(dict.fromkeys(p.tie.sectors, 1.0))) for p in plan.places),
    )


def support(case: Case) -> Support:
    """Return K1 for every site: max over elements and places of S·t (scoring method, §2).

    Where no ring, axis or belt names a sector of the site, a place that does counts within its
    half membership only, and only where it raises the total.
    """
    search = _Search(case)
    search.run()
    least = case.plan.facts.assumptions["relation"]["influence_min"]
    return Support(
        sources=search.sources,
        value=np.maximum(search.value, 0.0),
        second=search.second,
        applies=(search.value > NONE) & case.inside,
        optional=~search.spoken,
        best=np.where(search.value > 0, search.best, np.int16(-1)),
        runner_up=np.where(search.second >= least, search.runner_up, np.int16(-1)),
    )


class _Search:
    """The best and second best of every site, over the sources in their order."""

    def __init__(self, case: Case) -> None:
        self.case, self.sources = case, sources(case.plan)
        self.value, self.second = np.full(len(case), NONE), np.full(len(case), NONE)
        self.best, self.runner_up = (np.full(len(case), -1, dtype=np.int16) for _ in range(2))
        self.spoken = np.zeros(len(case), dtype=bool)  # an element names a sector of the site
        self.offers = np.stack([s.offers for s in self.sources], axis=1)
        ids = [s.id for s in self.sources]
        self.first = np.array([ids.index(i) for i in ids])  # the first source of the same id
        self.alone = [ids.count(i) == 1 for i in ids]
        self.element = np.array([isinstance(s.of, Element) for s in self.sources])
        self.floor = case.plan.facts.assumptions["place_applies"]["min_membership"]
        self.away: dict[int, Floats] = {}

    def run(self) -> None:
        """Search for every site."""
        case, n = self.case, len(self.case)
        if not case.samples.points:  # sites are few then
            self._search(slice(0, n), np.arange(len(case.kinds)), case.kind)
            return
        every = themes(case.kind_shares.max(axis=0, initial=0.0)[None], self.offers)[0]
        for k in np.flatnonzero(every.any(axis=1)):
            if not _is_point(self.sources[k]) and not _is_district(self.sources[k]):
                self.away[int(k)] = self.sources[k].distance_m(case.xy)
        few = len(case.kinds) <= FEW_KINDS
        in_chunks(n, CHUNK if few else MIXED, self._by_kind if few else self._mixed)

    def _by_kind(self, rows: slice) -> None:
        """Search for the points of a chunk, one kind after the other."""
        kind = self.case.kind[rows].astype(np.int8)
        used = np.flatnonzero(np.bincount(kind, minlength=1))
        if len(used) == 1:
            self._search(rows, used, None)
            return
        order = np.argsort(kind, kind="stable")
        ends = np.searchsorted(kind[order], used, side="right")
        for k, at in zip(used, np.split(order, ends[:-1]), strict=True):
            self._search(at + rows.start, np.array([k]), None)

    def _mixed(self, rows: slice) -> None:
        """Search for the points of a chunk, whatever their kinds."""
        used, local = np.unique(self.case.kind[rows], return_inverse=True)
        self._search(rows, used, local)

    def _search(self, rows: slice | Ints, kinds: Ints, local: Ints | None) -> None:
        """Search for some sites; `local` says which of `kinds` each has, None if there is one."""
        table = themes(self.case.kind_shares[kinds], self.offers)
        group = _Group(self.case, rows, local)
        spoken = group.taken(np.asarray((table[:, self.element] > 0).any(axis=1)))
        for k in np.flatnonzero((table > 0).any(axis=(0, 2))):
            theme, fit = group.taken(table[:, k]), self._fit(group, int(k))
            usable = theme > 0 if self.element[k] else (theme > 0) & (spoken | (fit >= self.floor))
            group.put(int(k), np.where(usable, fit * theme, NONE), self._rivals(int(k), group))
        self.spoken[rows] = spoken
        self.value[rows], self.second[rows] = group.value, group.second
        self.best[rows], self.runner_up[rows] = group.best, group.runner_up

    def _rivals(self, k: int, group: _Group) -> Bools | None:
        """Return where the best so far has another id than source k, None for everywhere."""
        if self.alone[k]:
            return None
        return np.asarray((self.first[group.best] != self.first[k]) | (group.best < 0))

    def _fit(self, group: _Group, k: int) -> Floats:
        """Return S of the sites of a group, 0 for a site without samples."""
        source, case = self.sources[k], self.case
        if not case.samples.points:
            return np.nan_to_num(source.fit(case))
        if k in self.away:
            return source._fit(case, self.away[k][group.rows], group.positions)
        assert isinstance(source.of, PlaceElement)  # all else is in `away`
        if _is_point(source):
            return source.of.fit(source.of.distance_m(group.xy))
        codes = [*case.plan.districts.codes, None]
        there = np.array([0.0 if code in source.of.codes else np.inf for code in codes])
        return source.of.fit(there)[group.positions]


class _Group:
    """Some sites that are searched for together."""

    def __init__(self, case: Case, rows: slice | Ints, local: Ints | None) -> None:
        self.rows, self.local = rows, local
        self.positions = case.positions[rows]
        self.xy = case.xy[rows] if case.samples.points else case.xy
        n = len(self.positions)
        self.value, self.second = np.full(n, NONE), np.full(n, NONE)
        self.best, self.runner_up = np.full(n, -1, np.int16), np.full(n, -1, np.int16)

    def taken(self, table: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return a table of kinds × districts at each site; one value where all are the same."""
        if table.size and (table == table[0, 0]).all():
            return np.asarray(table[0, 0])
        kind = 0 if self.local is None else self.local
        return np.asarray(table[kind, self.positions])

    def put(self, k: int, support: Floats, rivals: Bools | None) -> None:
        """Take source k for what it is: the best, the second best, or neither."""
        better = support > self.value
        moved = better if rivals is None else better & rivals
        np.copyto(self.second, self.value, where=moved)
        np.copyto(self.runner_up, self.best, where=moved)
        behind = (support > self.second) & ~better
        if rivals is not None:
            behind &= rivals
        np.copyto(self.second, support, where=behind)
        np.copyto(self.runner_up, k, where=behind)
        np.copyto(self.value, support, where=better)
        np.copyto(self.best, k, where=better)


def _is_point(source: Source) -> bool:
    if not isinstance(source.of, PlaceElement) or _is_district(source):
        return False
    return bool(source.of.geometry.geom_type == "Point")


def _is_district(source: Source) -> bool:
    return isinstance(source.of, PlaceElement) and source.of.tie.geometry == "district"
