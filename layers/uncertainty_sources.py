"""What may support a site in K1 as the draws move it, and the sites whose sectors it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from layers.membership import Floats
from layers.model import Plan
from layers.nearest import Ints
from layers.uncertainty_distance import (
    Bounds,
    Offsets,
    Outline,
    bounds,
    moved,
    part_outline,
    place_outline,
)
from layers.uncertainty_rows import Rows, Sampled, ranges, rows_of
from layers.uncertainty_streams import NAMED, Shifts

NOTHING = 1e-12  # a place whose membership is never as much supports nothing


@dataclass(frozen=True)
class Tables:
    """Affinities of which the text speaks, and which it implies: districts × sectors.

    One row where all districts have the same.
    """

    named: Floats
    implied: Floats

    def of(self, shares: Floats) -> tuple[Floats, Floats]:
        """Return Σ share·affinity of each site (shares of sectors): two of sites × districts."""
        named, implied = (np.einsum("ns,ds->nd", shares, v) for v in (self.named, self.implied))
        return named, implied


@dataclass(frozen=True)
class Source:
    """A part of an element, or a place."""

    is_element: bool
    outline: Outline
    offsets: Offsets
    beta: float
    credit: Floats  # what each district counts, 0–1
    tables: Tables

    def fit(self, mu: Floats, codes: Ints) -> Floats:
        """Return S of samples from their memberships and districts, each × draws or × 1."""
        return np.asarray(self.credit[codes] * (self.beta + (1.0 - self.beta) * mu))


@dataclass(frozen=True)
class Offer:
    """A source and those sites that have a sector it may name."""

    source: Source
    sites: Ints
    named: Floats  # sites × districts (or × 1): what its theme gives outright
    implied: Floats
    samples: Ints  # of these sites, site by site
    first: Ints  # where each site starts in them
    near: Bounds
    shift: Floats | None  # S of all samples less that of those used, for each site

    def ends(self, rows: Rows, *, still: bool) -> tuple[Floats, Floats]:
        """Return the least and the greatest S of each site."""
        credit = self.source.credit[rows.sample_codes[self.samples]]
        beta, near = self.source.beta, self.near
        low = beta + (1.0 - beta) * (near.here if still else near.low)
        high = beta + (1.0 - beta) * (near.here if still else near.high)
        found = np.column_stack([credit.min(axis=1) * low, credit.max(axis=1) * high])
        low, high = self._mean(rows, found).T
        return low, high

    def theme(self, rows: Rows, factor: Floats) -> Floats:
        """Return t of each site, × draws or × 1; what is only implied times `factor`."""
        named, implied = self.named, self.implied
        if named.shape[1] > 1:
            codes = rows.codes[self.sites]
            named, implied = (np.take_along_axis(v, codes, axis=1) for v in (named, implied))
        return np.minimum(named + implied * factor if implied.any() else named, 1.0)

    def only(self, which: Ints) -> Offer:
        """Return the offer to some of the sites."""
        sizes = np.diff(np.append(self.first, len(self.samples)))[which]
        at = ranges(self.first[which], sizes)
        return replace(
            self,
            sites=self.sites[which],
            named=self.named[which],
            implied=self.implied[which],
            samples=self.samples[at],
            first=np.cumsum(sizes) - sizes,
            near=Bounds(*(v[at] for v in vars(self.near).values())),
            shift=None if self.shift is None else self.shift[which],
        )

    def fit(self, rows: Rows, *, still: bool) -> Floats:
        """Return S of each site, × draws or × 1."""
        mu = self.near.here[:, None]
        moving = np.flatnonzero(self.near.moving)
        if len(moving) and not still:
            at = rows.xy[self.samples[moving]]
            found = moved(self.source.outline, at, self.source.offsets)
            if len(moving) < len(mu):
                mu = np.repeat(mu, found.shape[1], axis=1)
                mu[moving] = found
            else:
                mu = found
        return self._mean(rows, self.source.fit(mu, rows.sample_codes[self.samples]))

    def _mean(self, rows: Rows, values: Floats) -> Floats:
        found = rows.mean(values, self.samples, self.first)
        return found if self.shift is None else np.clip(found + self.shift[:, None], 0.0, 1.0)


@dataclass(frozen=True)
class Sources:
    """Everything that may support a site, and all their tables in one, one after the other."""

    every: tuple[Source, ...]
    tables: Tables
    starts: Ints


def sources(plan: Plan, shifts: Shifts) -> Sources:
    """Return the candidates of `criteria.layout`, in its order."""
    every = (*_parts(plan, shifts), *_places(plan, shifts))
    sizes = [len(source.tables.named) for source in every]
    pairs = [(source.tables.named, source.tables.implied) for source in every]
    stacked = Tables(*map(np.vstack, zip(*pairs, strict=True)))
    return Sources(every, stacked, np.cumsum([0, *sizes[:-1]]))


def offers(rows: Rows, sources: Sources, at: Sampled) -> list[Offer]:
    """Return the sources that may name a sector of some site, wherever the borders lie."""
    floor = rows.case.plan.facts.assumptions["place_applies"]["min_membership"]
    thinned = rows.thinned.any()
    whole = rows_of(rows.case, rows.at, at, None, most=int(at.sizes.max())) if thinned else None
    named, implied = sources.tables.of(rows.sectors)
    asked = np.logical_or.reduceat((named > 0) | (implied > 0), sources.starts, axis=1)
    ends = [*sources.starts[1:], named.shape[1]]
    found = []
    for k in np.flatnonzero(asked.any(axis=0)):
        source, sites = sources.every[k], np.flatnonzero(asked[:, k])
        own = slice(sources.starts[k], ends[k])
        samples, first = rows.samples_of(sites)
        near = bounds(source.outline, rows.xy[samples], source.offsets)
        offer = Offer(
            source, sites, named[sites, own], implied[sites, own], samples, first, near, None
        )
        if whole is not None:
            found.append(_corrected(offer, rows, whole))
            continue
        high = np.maximum.reduceat(offer.near.high, first)
        which = np.flatnonzero((high >= min(NOTHING, floor)) | source.is_element)
        if len(which):
            found.append(offer if len(which) == len(sites) else offer.only(which))
    return found


def tables(plan: Plan, offered: Iterable[Iterable[tuple[str, float]]]) -> Tables:
    """Return the tables of (sector, affinity) offered in each district."""
    order = {s.id: k for k, s in enumerate(plan.facts.sectors)}
    pairs = [list(found) for found in offered]
    named, implied = np.zeros((2, len(pairs), len(order)))
    for code, found in enumerate(pairs):
        for sector, value in found:
            (named if value >= NAMED else implied)[code, order[sector]] = value
    alike = all((table == table[0]).all() for table in (named, implied))
    return Tables(named[:1], implied[:1]) if alike else Tables(named, implied)


def _corrected(offer: Offer, rows: Rows, whole: Rows) -> Offer:
    """Return the offer with the difference that samples left out make without a move."""
    samples, first = whole.samples_of(offer.sites)
    near = bounds(offer.source.outline, whole.xy[samples], offer.source.offsets)
    every = replace(offer, samples=samples, first=first, near=near)
    more = every.fit(whole, still=True) - offer.fit(rows.still(), still=True)
    shift = np.where(rows.thinned[offer.sites], more[:, 0], 0.0)
    return replace(offer, shift=shift)


def _parts(plan: Plan, shifts: Shifts) -> Iterator[Source]:
    codes = plan.districts.codes
    for element in plan.elements:
        offsets = Offsets(shifts.by_id[element.fact.id])
        for part in element.parts:
            yield Source(
                True,
                part_outline(part),
                offsets,
                element.beta,
                element.credit(np.array(codes, dtype=object)),
                tables(plan, (element.theme(part, code).items() for code in codes)),
            )


def _places(plan: Plan, shifts: Shifts) -> Iterator[Source]:
    n = len(plan.districts.codes)
    for place in plan.places:
        most = place.tie.value if place.tie.geometry == "district" else 1.0
        offered = [(sector, NAMED) for sector in place.tie.sectors]
        yield Source(
            False,
            place_outline(place),
            Offsets(shifts.of_place(place, plan)),
            0.0,
            np.full(n, most),
            tables(plan, [offered] * n),
        )
