"""Where the elements reach: which districts each part concerns, and which stretches of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.districts import Codes
from layers.elements import Element, ElementPart
from layers.membership import Floats
from layers.model import Plan

SHORTEST_M = 1.0  # a shorter rest of a course is no stretch of its own
LOOKS = 5  # places tried across a stretch: enough to meet every stretch and district of any size
COLUMNS = ["element", "part", "course", "stretch", "district"]


def reach(plan: Plan) -> pd.DataFrame:
    """Return every (element, part, course, stretch, district) where the plan offers support.

    There some place is near enough for a site of the right sectors to count as carried, and the
    clause's list of districts does not rule it out: places are tried all over the city, a fifth of
    a stretch apart. Stretches are numbered along the course; their length is ours.
    """
    xy, districts = _looks(plan)
    least = plan.facts.assumptions["coverage"]["carried"]
    rows = [
        row
        for element in plan.elements
        for listed in [element.credit(districts) > 0]
        for part in element.parts
        for row in _rows(plan, element, part, xy[listed], districts[listed], least)
    ]
    return pd.DataFrame(rows, columns=COLUMNS).drop_duplicates(ignore_index=True)


def concerned(plan: Plan, reached: pd.DataFrame) -> dict[tuple[str, str], frozenset[str]]:
    """Return the districts that each part of each element concerns.

    Those its clause lists; without a list those it reaches. A district that is only covered by an
    open list's 等 (and others) is not expected to have a carrier.
    """
    found = reached.groupby(["element", "part"])["district"].agg(frozenset).to_dict()
    return {
        (e.fact.id, p.fact.part): found.get((e.fact.id, p.fact.part), frozenset())
        if e.members is None
        else e.members
        for e in plan.elements
        for p in e.parts
    }


def stretch(part: ElementPart, xy: Floats) -> tuple[npt.NDArray[Any], Floats]:
    """Return course and chainage in metres of the nearest place on a part, for each of n × 2."""
    hits = part.segments.hits(xy)
    return np.array(part.courses, dtype=object)[hits.course], hits.chainage_m


def number(plan: Plan, part: ElementPart, course: str, chainage_m: float) -> int:
    """Return the number of the stretch of a course that a chainage in metres falls into."""
    step = plan.facts.assumptions["siting"]["stretch_m"]
    last = np.ceil((lengths(part)[course] - SHORTEST_M) / step) - 1
    return int(min(chainage_m // step, max(last, 0)))


def lengths(part: ElementPart) -> Mapping[str, float]:
    """Return the length in metres of each course of a part."""
    return dict(zip(part.courses, part.lengths_m, strict=True))


def _looks(plan: Plan) -> tuple[Floats, Codes]:
    """Return points all over the city (EPSG:4549), a fifth of a stretch apart, and districts."""
    step = plan.facts.assumptions["siting"]["stretch_m"] / LOOKS
    west, south, east, north = np.asarray(plan.districts.city.bounds) // step
    x, y = np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1))
    xy = np.column_stack([(x.ravel() + 0.5) * step, (y.ravel() + 0.5) * step])
    positions = plan.districts.positions_at(xy)
    inside = positions >= 0
    return xy[inside], plan.districts.named(positions[inside])


def _rows(
    plan: Plan,
    element: Element,
    part: ElementPart,
    xy: Floats,
    districts: Codes,
    least: float,
) -> Iterator[tuple[object, ...]]:
    near = part.membership(xy) >= least
    courses, chainage = stretch(part, xy[near])
    for course, along, district in zip(courses, chainage, districts[near], strict=True):
        yield (
            element.fact.id,
            part.fact.part,
            course,
            number(plan, part, course, along),
            district,
        )
