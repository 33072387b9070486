"""What the plan asks for, cut into stretches, and how well each site would serve it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layers.case import Case
from layers.elements import Element, ElementPart, PlaceElement
from layers.membership import Floats
from layers.model import Plan
from layers.plan import Affinity, Tie
from layers.siting_candidates import Check, no_check

Ints = npt.NDArray[np.intp]
SAME = 1e-12  # two supports this near are equal: the nearer course decides
SHORT = 1e-3  # a last stretch shorter than this share of one belongs to the stretch before


@dataclass(frozen=True, slots=True)
class Source:
    """A ring, axis or belt, or a whole district tied by a clause, for one requested sector."""

    of: Element | PlaceElement
    sector: str


@dataclass(frozen=True, slots=True)
class Demand:
    """One sector on one stretch of a course inside one district, or in a whole district.

    `part` is None for a whole district; chainages are metres along the course.
    """

    source: Source
    district: str
    part: ElementPart | None = None
    course: str | None = None
    from_m: float | None = None
    to_m: float | None = None

    @property
    def cited(self) -> Affinity | Tie:
        """Return the fact that names the sector here."""
        of = self.source.of
        if isinstance(of, PlaceElement):
            return of.tie
        named = [a for a in of.fact.affinity if a.sector == self.source.sector]
        return max(
            (a for a in named if not a.districts or self.district in a.districts),
            key=lambda a: a.value,
        )


@dataclass(frozen=True)
class Service:
    """Sites × sources: how well (0–1) each site serves one demand of the source, and which.

    A site belongs to one stretch of an element only, so that a row has one demand a source; where
    the value is 0 the index means nothing.
    """

    value: Floats
    demand: Ints

    def best(self, count: int) -> Floats:
        """Return for each of `count` demands the best service by any of the sites, 0 for none."""
        best = np.zeros(count)
        np.maximum.at(best, self.demand.ravel(), self.value.ravel())
        return best


def sources(plan: Plan, sectors: Sequence[str]) -> tuple[Source, ...]:
    """Return who asks for the sectors: elements that name them, and whole-district ties.

    A named carrier, known site or not, is itself what its clause names and asks for no other.
    """
    asked = [
        Source(element, sector)
        for element in plan.elements
        for sector in sectors
        if any(_offers(element, part, sector) for part in element.parts)
    ]
    tied = [
        Source(place, sector)
        for place in plan.places
        if place.tie.place is None
        for sector in sectors
        if sector in place.tie.sectors
    ]
    return (*asked, *tied)


def _offers(element: Element, part: ElementPart, sector: str) -> bool:
    named = any(a.sector == sector and a.value > 0 for a in element.fact.affinity)
    return named and (not part.fact.sectors or sector in part.fact.sectors)


def services(
    plan: Plan, asked: Sequence[Source], cases: Sequence[Case], check: Check = no_check
) -> tuple[tuple[Demand, ...], tuple[Service, ...]]:
    """Return the demands that any site of the cases can serve, and what the sites of each serve.

    served = S·a·share: spatial fit, affinity of the clause, share of the sector in the site's mix.
    A fit below the influence floor counts 0. The stretch is that of the nearest course of the part
    with the best support.

    Parameters
    ----------
    plan : assumptions `siting.stretch_m` and `relation.influence_min` are read.
    asked : sources, one column each.
    cases : laid-out sites; every case gets its own Service over the same demands.
    check : called between the courses that are measured.
    """
    laid = [_Laid(plan, case, check) for case in cases]
    values = [np.zeros((len(case), len(asked))) for case in cases]
    indices = [np.zeros((len(case), len(asked)), dtype=np.intp) for case in cases]
    demands: list[Demand] = []
    for column, source in enumerate(asked):
        found = [one.service(source) for one in laid]
        keys = np.concatenate([key[value > 0] for value, key in found])
        distinct, inverse = np.unique(keys, axis=0, return_inverse=True)
        starts = np.cumsum([0, *(int((value > 0).sum()) for value, _ in found)])
        for k, (value, _) in enumerate(found):
            values[k][:, column] = value
            own = inverse.ravel()[starts[k] : starts[k + 1]]
            indices[k][value > 0, column] = own + len(demands)
        demands.extend(_demand(plan, source, key) for key in distinct)
    return tuple(demands), tuple(map(Service, values, indices))


class _Laid:
    """One case with its memberships and chainages, each part measured once."""

    def __init__(self, plan: Plan, case: Case, check: Check) -> None:
        self.case, self.check = case, check
        self.stretch_m = float(plan.facts.assumptions["siting"]["stretch_m"])
        self.floor = float(plan.facts.assumptions["relation"]["influence_min"])
        self.district = case.positions
        self.order = [s.id for s in plan.facts.sectors]
        self.parts: dict[tuple[str, str], tuple[Floats, Floats, Ints, Ints]] = {}

    def service(self, source: Source) -> tuple[Floats, Ints]:
        """Return the value of each site and its key: part, course, stretch, district."""
        share = self.case.shares[:, self.order.index(source.sector)]
        share = np.where(self.district >= 0, share, 0.0)
        if isinstance(source.of, PlaceElement):
            fit = source.of.fit(source.of.distance_m(self.case.samples.xy))
            value = self._kept(self.case.samples.mean(fit)) * share
            return value, self._key(-1, np.zeros((2, len(share)), dtype=np.intp))
        best, key = np.zeros(len(share)), self._key(-1, np.zeros((2, len(share)), dtype=np.intp))
        near = np.full(len(share), np.inf)
        for index, part in enumerate(source.of.parts):
            if not _offers(source.of, part, source.sector):
                continue
            fit, metres, course, stretch = self._part(source.of, part)
            support = fit * self._affinity(source.of, part, source.sector) * share
            equal = np.abs(support - best) <= SAME
            better = (support > 0) & ((support > best + SAME) | (equal & (metres < near)))
            best, near = np.where(better, support, best), np.where(better, metres, near)
            key[better] = self._key(index, np.array([course, stretch]))[better]
        return best, key

    def _kept(self, fit: Floats) -> Floats:
        fit = np.nan_to_num(fit)
        return np.where(fit >= self.floor, fit, 0.0)

    def _key(self, part: int, place: Ints) -> Ints:
        return np.column_stack([np.full(len(self.district), part), *place, self.district])

    def _affinity(self, element: Element, part: ElementPart, sector: str) -> Floats:
        found = np.zeros(len(self.district))
        for district in set(self.case.districts):
            offered = element.theme(part, district).get(sector, 0.0)
            found[self.case.districts == district] = offered
        return found

    def _part(self, element: Element, part: ElementPart) -> tuple[Floats, Floats, Ints, Ints]:
        """Return fit, metres to the nearest course, which course, and the stretch of each site."""
        known = (element.fact.id, part.fact.part)
        if known not in self.parts:
            self.check()
            case = self.case
            mu = part.membership(case.samples.xy)
            fit = self._kept(case.samples.mean(element.fit(mu, case.sample_credit(element))))
            hits = part.segments.hits(case.xy)
            whole = np.array(part.lengths_m) / self.stretch_m
            last = np.maximum(np.ceil(whole - SHORT), 1.0).astype(np.intp) - 1
            stretch = np.floor(hits.chainage_m / self.stretch_m).astype(np.intp)
            stretch = np.minimum(stretch, last[hits.course])
            self.parts[known] = fit, hits.distance_m, hits.course, stretch
        return self.parts[known]


def _demand(plan: Plan, source: Source, key: Ints) -> Demand:
    part_index, course, stretch, district = (int(k) for k in key)
    code = plan.districts.codes[district]
    if isinstance(source.of, PlaceElement):
        return Demand(source, code)
    part = source.of.parts[part_index]
    step, length = float(plan.facts.assumptions["siting"]["stretch_m"]), part.lengths_m[course]
    end = (stretch + 1) * step
    return Demand(
        source,
        code,
        part=part,
        course=part.courses[course],
        from_m=stretch * step,
        to_m=length if length - end < SHORT * step else end,
    )


def newly(
    service: Service, row: int, before: Floats, demands: Sequence[Demand]
) -> Iterator[tuple[Demand, float, float]]:
    """Yield (demand, served before, gain) for what one site serves better, most gain first."""
    served = service.value[row] > 0
    index = service.demand[row][served]
    gains = service.value[row][served] - before[index]
    for k in np.lexsort((index, -gains.round(9))):
        if gains[k] > SAME:
            yield demands[index[k]], float(before[index[k]]), float(gains[k])
