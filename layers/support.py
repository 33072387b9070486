"""What each element part and place supports at many sites, and the best of them (K1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from layers.case import Bools, Case
from layers.column import Positions
from layers.elements import ElementPart, PlaceElement
from layers.kinds import Ints
from layers.membership import Floats, membership, spatial_fit
from layers.related import metres
from layers.setting import Setting
from layers.sources import Catalogue, Source, catalogue
from layers.spans import spans
from layers.tiles import Cells, at_hand, used
from layers.tiles_support import NONE, Best, Offers

FEW_KINDS = 1_000  # so many are taken as they are; of more, those that some points have,
MANY_KINDS = 1 << 12  # so many points at a time
NAMES = ("value", "second", "best", "runner_up")
PLAIN = 1 << 18  # sources × sites at a time without the compiled loop


@dataclass(frozen=True)
class Support:
    """All sources, and for each site the best and the best of another id (−1 for none)."""

    sources: tuple[Source, ...]
    ids: npt.NDArray[np.object_]
    value: Floats  # S·t of the best
    second: Floats  # S·t of the best of another id
    applies: Bools
    optional: Bools
    best: Positions
    runner_up: Positions


@dataclass(frozen=True)
class Named:
    """The sources that name a sector of some kinds of sites, and t of kinds × them × districts."""

    of: Catalogue
    which: Ints
    themes: Floats
    floor: float

    @cached_property
    def ends(self) -> Positions:
        """Return which they are among all, and −1 for none as the last."""
        return np.append(self.which, -1).astype(np.int16)

    @cached_property
    def courses(self) -> list[ElementPart | PlaceElement]:
        """Return what metres are asked from, in the order of the sources."""
        return [course for k in self.which if (course := self.of.courses[k]) is not None]

    @cached_property
    def offers(self) -> Offers:
        """Return the sources as the compiled loop takes them."""
        return Offers([self.of.offer(int(k)) for k in self.which], self.themes, self.floor)


class _Asked:
    """The sources of a plan, and what they offer to the kinds of sites of a setting."""

    def __init__(self, common: Setting) -> None:
        self.of, self.shares = catalogue(common.plan), common.kind_shares
        self.floor = float(common.plan.facts.assumptions["place_applies"]["min_membership"])
        self.least = common.plan.facts.assumptions["relation"]["influence_min"]
        self.spoken = self._spoken()
        self.few = len(self.shares) <= FEW_KINDS
        self.every = self._named(self.shares) if self.few else None

    def named(self, kind: Ints) -> tuple[Named, Ints]:
        """Return what is named for the kinds of some sites, and each one's row there."""
        if self.every is not None:
            return self.every, kind
        kinds, local = np.unique(kind, return_inverse=True)
        return self._named(self.shares[kinds]), local

    def _named(self, shares: Floats) -> Named:
        which = self._which(shares)
        return Named(self.of, which, themes(shares, self.of.offers[:, which]), self.floor)

    def _which(self, shares: Floats) -> Ints:
        every = np.tensordot(shares.max(axis=0, initial=0.0), self.of.offers, axes=1)
        return np.flatnonzero((every > 0).any(axis=1))

    def _spoken(self) -> Bools:
        """Return for kinds × districts, and none, whether an element names one of the sectors."""
        offers, found = self.of.offers[:, self.of.element], []
        for start in range(0, max(len(self.shares), 1), MANY_KINDS):
            table = themes(self.shares[start : start + MANY_KINDS], offers)
            found.append(np.asarray((table > 0).any(axis=1)))
        return np.concatenate(found)


def themes(shares: Floats, offers: Floats) -> Floats:
    """Return t of sector shares (n × sectors) and offers (sectors × …): n × …, at most 1."""
    return np.minimum(np.tensordot(shares, offers, axes=1), 1.0)


def support(case: Case) -> Support:
    """Return K1 for every site: max over elements and places of S·t (scoring method, §2).

    Where no ring, axis or belt names a sector of the site, a place that does counts within its
    half membership only, and only where it raises the total.
    """
    asked = case.setting.once(_Asked)
    compiled = case.samples.points and (at_hand(len(case)) or used(len(case)))
    best = _joined(len(case), list((_compiled if compiled else _plain)(case, asked)))
    return Support(
        sources=asked.of.sources,
        ids=asked.of.ids,
        value=np.maximum(best.value, 0.0),
        second=best.second,
        applies=(best.value > NONE) & case.inside,
        optional=~asked.spoken[case.kind, case.positions],
        best=np.where(best.value > 0, best.best, np.int16(-1)),
        runner_up=np.where(best.second >= asked.least, best.runner_up, np.int16(-1)),
    )


def _joined(sites: int, found: Sequence[tuple[Cells | slice, Best]]) -> Best:
    """Return the best of all sites from those of some rows after others."""
    if len(found) == 1:
        return found[0][1]
    values, which = np.full((2, sites), NONE), np.full((2, sites), -1, dtype=np.int16)
    best = Best(*values, *which)
    for rows, part in found:
        for name in NAMES:
            getattr(best, name)[rows] = getattr(part, name)
    return best


def _compiled(case: Case, asked: _Asked) -> Iterator[tuple[Cells | slice, Best]]:
    """Yield rows and the best of points by a compiled loop, a span of points at a time."""
    for at, span in spans(case):
        for rows in _portions(len(span), len(span) if asked.few else MANY_KINDS):
            named, kind = asked.named(span.kind[rows])
            span.measure(named.courses)
            metres = [span.metres_to(course)[rows] for course in named.courses]
            best = named.offers.best(span.xy[rows], kind, span.positions[rows], metres)
            which = named.ends[best.best], named.ends[best.runner_up]
            where = rows if isinstance(at, slice) else at[rows]
            yield where, Best(best.value, best.second, *which)


def _portions(count: int, size: int) -> list[slice]:
    return [slice(start, start + size) for start in range(0, count, size)]


def _plain(case: Case, asked: _Asked) -> Iterator[tuple[slice, Best]]:
    """Yield rows and the best of sites, some at a time, from arrays of sources × sites."""
    for rows in _portions(len(case), max(PLAIN // len(asked.of.sources), 1)):
        named, kind = asked.named(case.kind[rows])
        position = case.positions[rows]
        theme = named.themes[kind, :, position].T
        fit = _fit(case, asked.of, named.which, rows)
        spoken = asked.of.element[named.which, None] | asked.spoken[case.kind[rows], position]
        usable = (theme > 0) & (spoken | (fit >= asked.floor))
        supports = np.where(usable, fit * theme, NONE)
        yield rows, _best(supports, named.which, asked.of.first[named.which])


def _fit(case: Case, of: Catalogue, which: Ints, rows: slice) -> Floats:
    """Return S of some sources × sites, 0 for a site without samples."""
    if not case.samples.points:
        fits = [np.nan_to_num(of.sources[k].fit(case)[rows]) for k in which]
        return np.array(fits).reshape(len(which), len(case.kind[rows]))
    away = metres(of.place[which], case.xy[rows])
    for row, k in enumerate(which):
        if (course := of.courses[k]) is not None:
            away[row] = case.metres_to(course)[rows]
    w_m, h_m, beta = (column[which, None] for column in (of.w_m, of.h_m, of.beta))
    mu = membership(away, w_m=w_m, h_m=h_m)
    return spatial_fit(mu, of.credit[which][:, case.positions[rows]], beta)


def _best(support: Floats, which: Ints, first: Ints) -> Best:
    """Return the best of sources × sites, and the best of another id (NONE and −1 for none)."""
    sites = np.arange(support.shape[1])
    support = np.vstack([support, np.full(len(sites), NONE)])
    which, first = np.append(which, -1).astype(np.int16), np.append(first, -1)
    best = support.argmax(axis=0)
    rest = np.where(first[:, None] == first[best], NONE, support)
    second = rest.argmax(axis=0)
    found = [at[k, sites] for at, k in ((support, best), (rest, second))]
    named = [np.where(v > NONE, which[k], -1) for v, k in zip(found, (best, second), strict=True)]
    return Best(*found, *named)
