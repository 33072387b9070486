"""K1 and K2 draw by draw: where the elements lie, which district it is, what is implied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from layers.case import Bools
from layers.criteria.layout import measure
from layers.elements import Element, ElementPart, PlaceElement
from layers.membership import Floats
from layers.model import Plan
from layers.nearest import Ints
from layers.uncertainty_distance import part_membership, place_fit
from layers.uncertainty_rows import Rows
from layers.uncertainty_streams import NAMED, Shifts, still


@dataclass(frozen=True)
class Drawn:
    """One criterion over sites × draws (or × 1): whether it is scored, and its value 0–1."""

    scored: Bools
    value: Floats
    optional: Bools | None = None


@dataclass(frozen=True)
class Source:
    """What may support a site: a part of an element, or a place."""

    element: Element | None
    of: ElementPart | PlaceElement

    def sample_fit(self, rows: Rows, used: Ints, codes: Ints, shifts: Shifts) -> Floats:
        """Return S of some samples, × draws or × 1."""
        plan = rows.case.plan
        if isinstance(self.of, PlaceElement):
            return place_fit(self.of, rows.xy[used], shifts.of_place(self.of, plan))
        element = self.element
        assert element is not None  # a part stands for its element
        mu = part_membership(self.of, rows.xy[used], shifts.by_id[element.fact.id])
        credit = element.credit(np.array(plan.districts.codes, dtype=object))
        return np.asarray(credit[codes[used]] * (element.beta + (1.0 - element.beta) * mu))

    def theme(self, rows: Rows, factor: Floats) -> Floats:
        """Return t of each site, × draws or × 1; implied affinities are multiplied by `factor`."""
        if isinstance(self.of, PlaceElement):
            return shares_of(rows, [(s, NAMED) for s in self.of.tie.sectors], factor)
        assert self.element is not None
        offers = [self.element.theme(self.of, code) for code in rows.case.plan.districts.codes]
        if all(offer == offers[0] for offer in offers):
            return shares_of(rows, offers[0].items(), factor)
        theme = np.zeros((len(rows.case), 1))
        for code in np.unique(rows.codes):
            here = shares_of(rows, offers[code].items(), factor)
            theme = np.where(rows.codes == code, here, theme)
        return theme


def sources(plan: Plan) -> tuple[Source, ...]:
    """Return the candidates of `criteria.layout`, in its order."""
    parts = [Source(e, p) for e in plan.elements for p in e.parts]
    return (*parts, *(Source(None, place) for place in plan.places))


def layout(rows: Rows, shifts: Shifts, factor: Floats) -> Drawn:
    """Return K1 as `criteria.layout` has it, with every element and place moved by its offset.

    `factor` multiplies the affinities that the text implies: one a draw, or a single 1.
    """
    case = rows.case
    floor = case.plan.facts.assumptions["place_applies"]["min_membership"]
    full = [c.fit for c in measure(case).candidates] if rows.thinned.any() else None
    best = np.zeros((len(case), 1))
    named = applies = best > 0
    for k, source in enumerate(sources(case.plan)):
        theme = source.theme(rows, factor)
        sites = np.flatnonzero((theme > 0).any(axis=1))
        if not len(sites):
            continue
        fit = _fit(rows, source, sites, shifts, full[k][sites] if full else None)
        usable = theme[sites] > 0
        if source.element is not None:
            named = _joined(named, sites, usable)
        else:
            usable = usable & (named[sites] | (fit >= floor))
        applies = _joined(applies, sites, usable)
        best = _joined(best, sites, np.where(usable, fit * theme[sites], 0.0))
    return Drawn(applies, np.where(applies, best, 0.0), ~named)


def county(rows: Rows, factor: Floats) -> Drawn:
    """Return K2 as `criteria.county` has it, with the district borders moved."""
    codes = rows.case.plan.districts.codes
    top = np.zeros((len(rows.case), 1))
    area = np.zeros_like(top)
    guided = area > 0
    for fact in rows.case.plan.facts.counties:
        k = codes.index(fact.id)
        offered = shares_of(rows, [(a.sector, a.value) for a in fact.affinity], factor, most=None)
        top = top + offered * rows.shares[..., k]
        area = area + rows.shares[..., k]
        guided = guided | (rows.codes == k)
    value = np.minimum(top / np.where(area > 0, area, 1.0), 1.0)
    scored = np.broadcast_to(guided, np.broadcast_shapes(guided.shape, value.shape))
    return Drawn(scored, np.where(scored, value, 0.0))


def shares_of(
    rows: Rows,
    affinity: Iterable[tuple[str, float]],
    factor: Floats,
    *,
    most: float | None = 1.0,
) -> Floats:
    """Return Σ share·affinity of each site, × draws; what is only implied times `factor`."""
    pairs = tuple(affinity)
    named = rows.case.named({s: a for s, a in pairs if a >= NAMED})[:, None]
    implied = rows.case.named({s: a for s, a in pairs if a < NAMED})[:, None]
    total = named + implied * factor if implied.any() else named
    return total if most is None else np.minimum(total, most)


def _fit(rows: Rows, source: Source, sites: Ints, shifts: Shifts, full: Floats | None) -> Floats:
    """Return S of some sites; where only some cells are drawn on, about its value on all."""
    used, first = rows.samples_of(sites)
    fit = rows.mean(source.sample_fit(rows, used, rows.sample_codes, shifts), used, first)
    if full is None:
        return fit
    alike = source.sample_fit(rows, used, rows.still_codes, still(rows.case.plan))
    shift = np.where(rows.thinned[sites], full - rows.mean(alike, used, first)[:, 0], 0.0)
    return np.clip(fit + shift[:, None], 0.0, 1.0)


def _joined(all_sites: npt.NDArray[Any], sites: Ints, found: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the greater of two arrays of sites × draws, the second about some sites only."""
    if found.shape[1] > all_sites.shape[1]:
        all_sites = np.repeat(all_sites, found.shape[1], axis=1)
    out = all_sites.copy()
    out[sites] = np.maximum(all_sites[sites], found)
    return out
