"""What the plan's element parts and places offer to sites: one by one, and all as arrays (K1)."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layers.case import Bools, Case
from layers.elements import Element, ElementPart, PlaceElement
from layers.kinds import Ints
from layers.membership import Floats, membership
from layers.model import Plan
from layers.tiles_support import Offer


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

    @property
    def whole_district(self) -> bool:
        """Say whether it is a district: there is nothing to measure."""
        return isinstance(self.of, PlaceElement) and self.of.tie.geometry == "district"

    @property
    def point(self) -> tuple[float, float] | None:
        """Return where a place is that is one point (EPSG:4549), None for all others."""
        if self.whole_district or isinstance(self.of, Element):
            return None
        shape = self.of.geometry
        return (shape.x, shape.y) if shape.geom_type == "Point" else None

    @property
    def course(self) -> ElementPart | PlaceElement | None:
        """Return the part, or the place that follows a course: what metres are asked from."""
        if self.part is not None:
            return self.part
        assert isinstance(self.of, PlaceElement)  # an element's source always has its part
        return None if self.whole_district or self.point else self.of

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

    def numbers(self, codes: list[str | None]) -> tuple[Floats, float, float, float]:
        """Return credit in each district, w, h and β: S = credit·(β + (1 − β)·μ)."""
        if isinstance(self.of, Element):
            assert self.part is not None  # an element's source always has its part
            credit = self.of.credit(np.array(codes, dtype=object))
            return credit, self.part.w_m, self.part.h_m, self.of.beta
        if self.whole_district:
            return self.of.in_districts(codes), 0.0, 1.0, 1.0
        return np.ones(len(codes)), self.of.w_m, self.of.h_m, 0.0


@dataclass(frozen=True)
class Catalogue:
    """All sources of a plan, in its order, as arrays."""

    sources: tuple[Source, ...]
    offers: Floats  # sectors × sources × districts, the last for none
    element: Bools  # which are parts of elements
    first: Ints  # the first source of the same id
    credit: Floats  # sources × districts, the last for none
    w_m: Floats
    h_m: Floats
    beta: Floats
    place: Floats  # sources × 2: where a place is that is one point, ∞ for all others
    courses: tuple[ElementPart | PlaceElement | None, ...]  # what metres are asked from
    ids: npt.NDArray[np.object_]

    def offer(self, k: int) -> Offer:
        """Return one of them as the compiled loop takes it."""
        return Offer(
            credit=self.credit[k],
            first=int(self.first[k]),
            element=bool(self.element[k]),
            w_m=self.w_m[k],
            h_m=self.h_m[k],
            beta=self.beta[k],
            measured=self.courses[k] is not None,
            place=self.sources[k].point,
        )


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
    """The catalogue of the plan asked about last: the same for one case after the other."""

    def __init__(self) -> None:
        self.last: tuple[weakref.ref[Plan], Catalogue] | None = None

    def catalogue(self, plan: Plan) -> Catalogue:
        """Return the catalogue of a plan."""
        last = self.last
        if last is None or last[0]() is not plan:
            last = self.last = weakref.ref(plan), _catalogue(plan)
        return last[1]


_known = _Known()


def catalogue(plan: Plan) -> Catalogue:
    """Return the sources of a plan as arrays; those of the last plan are kept."""
    return _known.catalogue(plan)


def _catalogue(plan: Plan) -> Catalogue:
    every, codes = sources(plan), [*plan.districts.codes, None]
    ids = [s.id for s in every]
    numbers = zip(*(s.numbers(codes) for s in every), strict=True)
    credit, w_m, h_m, beta = (np.array(column, dtype=np.float64) for column in numbers)
    return Catalogue(
        sources=every,
        offers=np.stack([s.offers for s in every], axis=1),
        element=np.array([s.part is not None for s in every]),
        first=np.array([ids.index(i) for i in ids]),
        credit=credit,
        w_m=w_m,
        h_m=h_m,
        beta=beta,
        place=np.array([s.point or (np.inf, np.inf) for s in every]),
        courses=tuple(s.course for s in every),
        ids=np.array(ids, dtype=object),
    )
