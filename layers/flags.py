"""Remarks on a site that never change its score: outside the city, near a border, no sector."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from layers.case import Case
from layers.wording import text


def flags(case: Case, row: int, lang: str) -> list[str]:
    """Return the remarks for one site, in the language asked for."""
    return [text(f"flag.{key}", lang) for key in _keys(case, row)]


def _keys(case: Case, row: int) -> Iterator[str]:
    shape, code = case.geometry[row], case.districts[row]
    if code is None:
        yield "outside"
    elif not shapely.covers(case.plan.districts.city, shape):
        yield "partly_outside"
    if code is not None and _near_border(case, row, code):
        yield "near_border"
    if not case.mixes[row]:
        yield "no_sector"


def _near_border(case: Case, row: int, code: str) -> bool:
    limits = case.plan.facts.assumptions["border"]
    point = case.anchors[row]
    index = case.plan.districts
    near = index.border_m(point, code) <= limits["ambiguous_m"]
    return bool(near or index.cut_m(point) <= limits["derived_m"])
