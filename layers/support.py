"""What each element part and place supports at many sites, and the best of them (K1)."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from layers.case import Bools, Case
from layers.column import Positions
from layers.elements import Element, ElementPart, PlaceElement
from layers.kinds import Ints
from layers.membership import Floats, membership
from layers.model import Plan
from layers.spans import spans
from layers.tiles import used
from layers.tiles_support import NONE, Best, Offer, best_support

FEW_KINDS = 1_000  # so many are taken as they are; of more, those that some points have,
MANY_KINDS = 1 << 12  # so many points at a time
NAMES = "value", "second", "best", "runner_up"  # of `Best`


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

    def fit(self, case: Case) -> Floats:
        """Return S for each site: the mean over its samples, NaN for a site without any."""
        if isinstance(self.of, PlaceElement):
            return case.samples.mean(self.of.fit(case.metres_to(self.of)))
        assert self.part is not None  # an element's source always has its part
        mu = membership(case.metres_to(self.part), w_m=self.part.w_m, h_m=self.part.h_m)
        return case.samples.mean(self.of.fit(mu, case.sample_credit(self.of)))

    def theme(self, case: Case, rows: Ints | int) -> Floats:
        """Return t of some sites."""
        table = np.minimum(case.kind_shares @ self.offers, 1.0)
        return np.asarray(table[case.kind[rows], case.positions[rows]])


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


class _Known:
    """The sources of the plan asked about last: the same for one window after the other."""

    def __init__(self) -> None:
        self.last: tuple[weakref.ref[Plan], tuple[Source, ...]] | None = None

    def sources(self, plan: Plan) -> tuple[Source, ...]:
        """Return the sources of a plan."""
        last = self.last
        if last is None or last[0]() is not plan:
            last = self.last = weakref.ref(plan), sources(plan)
        return last[1]


_known = _Known()


def support(case: Case) -> Support:
    """Return K1 for every site: max over elements and places of S·t (scoring method, §2).

    Where no ring, axis or belt names a sector of the site, a place that does counts within its
    half membership only, and only where it raises the total.
    """
    search = _Search(case)
    best = _compiled(case) if case.samples.points and used(len(case)) else search.plain()
    least = case.plan.facts.assumptions["relation"]["influence_min"]
    return Support(
        sources=search.sources,
        value=np.maximum(best.value, 0.0),
        second=best.second,
        applies=(best.value > NONE) & case.inside,
        optional=~search.spoken(),
        best=np.where(best.value > 0, best.best, np.int16(-1)),
        runner_up=np.where(best.second >= least, best.runner_up, np.int16(-1)),
    )


def _compiled(case: Case) -> Best:
    """Return the best of every point by compiled loops, a span of points at a time."""
    n = len(case)
    best = Best(np.empty(n), np.empty(n), np.empty(n, np.int16), np.empty(n, np.int16))
    for rows, span in spans(case):
        found = _Search(span).compiled()
        for name in NAMES:
            getattr(best, name)[rows] = getattr(found, name)
    return best


class _Search:
    """The sources of a plan, asked about the sites of a case."""

    def __init__(self, case: Case) -> None:
        self.case, self.sources = case, _known.sources(case.plan)
        self.offers = np.stack([s.offers for s in self.sources], axis=1)
        self.element = np.array([s.part is not None for s in self.sources])
        ids = [s.id for s in self.sources]
        self.first = np.array([ids.index(i) for i in ids])  # the first source of the same id
        self.floor = float(case.plan.facts.assumptions["place_applies"]["min_membership"])

    def named(self, shares: Floats) -> Ints:
        """Return the sources that name a sector of any of some mixes somewhere."""
        every = np.tensordot(shares.max(axis=0, initial=0.0), self.offers, axes=1)
        return np.flatnonzero((every > 0).any(axis=1))

    def spoken(self) -> Bools:
        """Return at which sites an element names one of their sectors."""
        shares, spoken = self.case.kind_shares, []
        for start in range(0, max(len(shares), 1), MANY_KINDS):
            table = themes(shares[start : start + MANY_KINDS], self.offers[:, self.element])
            spoken.append(np.asarray((table > 0).any(axis=1)))
        return np.asarray(np.concatenate(spoken)[self.case.kind, self.case.positions])

    def compiled(self) -> Best:
        """Return the best of every point, by a compiled loop."""
        case, found = self.case, []
        case.measure(self._measured(self.named(case.kind_shares)))
        count = len(case) if len(case.kinds) <= FEW_KINDS else MANY_KINDS
        for start in range(0, len(case), count):
            rows = slice(start, start + count)
            kinds, kind = _local(case.kind[rows], len(case.kinds))
            named = self.named(case.kind_shares[kinds])
            asked = [self._offer(int(k), rows) for k in named]
            table = themes(case.kind_shares[kinds], self.offers[:, named])
            place = case.xy[rows], kind, case.positions[rows]
            best = best_support(asked, *place, table, self.floor)
            which = (_at(named, one) for one in (best.best, best.runner_up))
            found.append(Best(best.value, best.second, *which))
        return _joined(found)

    def _measured(self, which: Ints) -> list[ElementPart | PlaceElement]:
        """Return what is measured for some sources: parts, and places that follow a course."""
        some = [self.sources[k] for k in which]
        parts = [s.part for s in some if s.part is not None]
        places = [s.of for s in some if isinstance(s.of, PlaceElement)]
        return [*parts, *(p for p in places if p.tie.geometry == "course")]

    def _offer(self, k: int, rows: slice) -> Offer:
        """Return source k as the compiled loop takes it, for some points."""
        of, part, case = self.sources[k].of, self.sources[k].part, self.case
        first, codes = int(self.first[k]), [*case.plan.districts.codes, None]
        if part is not None:
            assert isinstance(of, Element)  # a part is an element's
            away, credit = case.metres_to(part)[rows], case.credit(of)
            return Offer(credit, first, True, part.w_m, part.h_m, of.beta, metres=away)
        assert isinstance(of, PlaceElement)
        if of.tie.geometry == "district":
            return Offer(of.in_districts(codes), first, False)
        at = np.ones(len(codes)), first, False, of.w_m, of.h_m
        if of.geometry.geom_type == "Point":
            return Offer(*at, place=(of.geometry.x, of.geometry.y))
        return Offer(*at, metres=case.metres_to(of)[rows])

    def plain(self) -> Best:
        """Return the best of every site, source after source."""
        case, n = self.case, len(self.case)
        spoken, none = self.spoken(), np.full(n, NONE)
        best = Best(none, none.copy(), *(np.full(n, -1, dtype=np.int16) for _ in range(2)))
        for k in self.named(case.kind_shares):
            theme = self.sources[k].theme(case, slice(None))
            if not (theme > 0).any():
                continue
            fit = self._fit(int(k))
            usable = (theme > 0) & (self.element[k] | spoken | (fit >= self.floor))
            rivals = (self.first[best.best] != self.first[k]) | (best.best < 0)
            _put(best, int(k), np.where(usable, fit * theme, NONE), rivals)
        return best

    def _fit(self, k: int) -> Floats:
        """Return S of each site, 0 for one without samples."""
        of = self.sources[k].of
        if not self.case.samples.points:
            return np.nan_to_num(self.sources[k].fit(self.case))
        if isinstance(of, PlaceElement) and of.tie.geometry == "district":
            codes = [*self.case.plan.districts.codes, None]
            return of.in_districts(codes)[self.case.positions]
        return self.sources[k].fit(self.case)


def _put(best: Best, k: int, support: Floats, rivals: Bools) -> None:
    """Take source k for what it is at each site: the best, the second best, or neither.

    `rivals` says where the best so far has another id.
    """
    better = support > best.value
    for where, value, which in (
        (better & rivals, best.value, best.best),
        (~better & rivals & (support > best.second), support, k),
    ):
        np.copyto(best.second, value, where=where)
        np.copyto(best.runner_up, which, where=where)
    np.copyto(best.value, support, where=better)
    np.copyto(best.best, k, where=better)


def _local(kind: Ints, count: int) -> tuple[Ints, Ints]:
    """Return the kinds that some sites have, and which of them each has."""
    if count <= FEW_KINDS:
        return np.arange(count), kind
    kinds, local = np.unique(kind, return_inverse=True)
    return kinds, local


def _at(named: Ints, which: Positions) -> Positions:
    return np.append(named, -1).astype(np.int16)[which]


def _joined(found: list[Best]) -> Best:
    return Best(*(np.concatenate([getattr(f, name) for f in found]) for name in NAMES))
