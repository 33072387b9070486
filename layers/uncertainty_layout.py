"""K1 and K2 draw by draw: where the elements lie, which district it is, what is implied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from layers.case import Bools
from layers.membership import Floats
from layers.model import Plan
from layers.nearest import Ints
from layers.uncertainty_rows import Rows
from layers.uncertainty_sources import Offer, Tables, tables


@dataclass(frozen=True)
class Drawn:
    """One criterion over sites × draws (or × 1): whether it is scored, and its value 0–1."""

    scored: Bools
    value: Floats
    optional: Bools | None = None


@dataclass(frozen=True)
class Reach:
    """An offer to some sites with the least and the greatest fit that a draw can give."""

    offer: Offer
    fit: tuple[Floats, Floats]
    still: bool

    @property
    def is_element(self) -> bool:
        """Say whether it is a part of an element, which needs not be near."""
        return self.offer.source.is_element


@dataclass(frozen=True)
class Claim(Reach):
    """The same with the least and the greatest theme."""

    theme: tuple[Floats, Floats]


def reaches(rows: Rows, offered: Iterable[Offer], *, still: bool) -> list[Reach]:
    """Return the reach of each offer where everything is moved, or is where it is."""
    return [Reach(offer, offer.ends(rows, still=still), still) for offer in offered]


def layout(rows: Rows, reached: Iterable[Reach], factor: Floats) -> Drawn:
    """Return K1 as `criteria.layout` has it, with every element and place moved by its offset.

    K1 is the greatest support, so that a source whose most is no more than the least of another
    is not drawn. `factor` multiplies the affinities that the text implies: one a draw, or a
    single 1.
    """
    floor = rows.case.plan.facts.assumptions["place_applies"]["min_membership"]
    ends = np.array([factor.min()]), np.array([factor.max()])
    named = np.zeros((len(rows), 1), dtype=bool)
    claims = []
    for reach in reached:
        low = high = reach.offer.theme(rows, ends[0])
        if reach.offer.implied.any():
            high = reach.offer.theme(rows, ends[1])
        if reach.is_element:
            named = _raised(named, reach.offer.sites, low > 0)
        theme = low.min(axis=1), high.max(axis=1)
        claims.append(Claim(reach.offer, reach.fit, reach.still, theme))
    always = np.asarray(named.all(axis=1))
    least, applies = _sure(claims, named, always, floor)
    best = least[:, None].copy()
    for claim in claims:
        which = _open(claim, least, always, floor)
        if len(which):
            offer = claim.offer.only(which)
            fit, drawn = offer.fit(rows, still=claim.still), offer.theme(rows, factor)
            usable = drawn > 0
            if not claim.is_element:
                usable = usable & (named[offer.sites] | (fit >= floor))
                applies = _raised(applies, offer.sites, usable)
            best = _raised(best, offer.sites, np.where(usable, fit * drawn, 0.0))
    return Drawn(applies, np.where(applies, best, 0.0), ~named)


def _sure(
    claims: Sequence[Claim], named: Bools, always: Bools, floor: float
) -> tuple[Floats, Bools]:
    """Return the least that K1 of each site can be, and where it applies without a closer look."""
    least, applies = np.zeros(len(named)), named.copy()
    for claim in claims:
        sites, low = claim.offer.sites, claim.theme[0] * claim.fit[0]
        near = claim.fit[0] >= floor
        if not claim.is_element:
            applies = _raised(applies, sites, ((claim.theme[0] > 0) & near)[:, None])
        usable = always[sites] | near | claim.is_element
        least[sites] = np.maximum(least[sites], np.where(usable, low, 0.0))
    return least, applies


def _open(claim: Claim, least: Floats, always: Bools, floor: float) -> Ints:
    """Return which sites of a claim it may raise, or where a draw decides whether it counts."""
    sites = claim.offer.sites
    found = claim.fit[1] * claim.theme[1] > least[sites]
    if not claim.is_element:
        low, high = claim.fit
        found |= ~always[sites] & (low < floor) & (high >= floor)
    return np.flatnonzero(found)


def county(rows: Rows, guides: Sequence[tuple[int, Tables]], factor: Floats) -> Drawn:
    """Return K2 as `criteria.county` has it, with the district borders moved.

    `guides` are the positions of the districts with guidance, and their affinities.
    """
    top = np.zeros((len(rows), 1))
    area = np.zeros_like(top)
    guided = area > 0
    for code, guide in guides:
        here = rows.codes == code
        part = here.astype(float)
        part[rows.areal] = rows.shares[..., code]
        named, implied = guide.of(rows.sectors)
        at = np.flatnonzero(part.any(axis=1))
        offered = named[at] + implied[at] * factor if implied[at].any() else named[at]
        top = _added(top, at, offered * part[at])
        area = _added(area, at, part[at])
        guided = guided | here
    value = np.minimum(top / np.where(area > 0, area, 1.0), 1.0)
    scored = np.broadcast_to(guided, np.broadcast_shapes(guided.shape, value.shape))
    return Drawn(scored, np.where(scored, value, 0.0))


def guidance(plan: Plan) -> tuple[tuple[int, Tables], ...]:
    """Return the positions of the districts with guidance, and what it offers."""
    codes = plan.districts.codes
    return tuple(
        (codes.index(c.id), tables(plan, [[(a.sector, a.value) for a in c.affinity]]))
        for c in plan.facts.counties
    )


def _added(all_sites: Floats, sites: Ints, found: Floats) -> Floats:
    """Add to sites × draws what was found for some sites; in place where wide enough."""
    if found.shape[1] > all_sites.shape[1]:
        all_sites = np.repeat(all_sites, found.shape[1], axis=1)
    all_sites[sites] += found
    return all_sites


def _raised(all_sites: npt.NDArray[Any], sites: Ints, found: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Raise sites × draws to what was found for some sites; in place where wide enough."""
    if found.shape[1] > all_sites.shape[1]:
        all_sites = np.repeat(all_sites, found.shape[1], axis=1)
    all_sites[sites] = np.maximum(all_sites[sites], found)
    return all_sites
