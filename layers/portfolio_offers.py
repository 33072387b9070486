"""What each clause of the layout and each county's guidance gives to every cluster of a layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.case import Case
from layers.elements import Element
from layers.membership import Floats
from layers.portfolio_reach import concerned
from layers.sources import sources


@dataclass(frozen=True)
class Offer:
    """One element part or county: the districts it concerns, what it names, what it supports.

    `named` holds for each district the sectors that count there; `support` is clusters × sectors,
    each the sector's term of S·t (for a county of K2): a row sums to the support of its cluster.
    """

    row: str
    part: str | None
    concerned: frozenset[str]
    named: Mapping[str, frozenset[str]]
    support: Floats


def offers(case: Case, reached: pd.DataFrame) -> tuple[Offer, ...]:
    """Return the offers of all elements and counties, in the plan's order.

    Parameters
    ----------
    case : the clusters.
    reached : what `reach` returned for the plan.
    """
    return (*_elements(case, reached), *_counties(case))


def _elements(case: Case, reached: pd.DataFrame) -> Iterator[Offer]:
    """Yield an offer a part; beyond an element's reach (outside its influence) it gives nothing."""
    floor = case.plan.facts.assumptions["relation"]["influence_min"]
    districts = concerned(case.plan, reached)
    for found in sources(case.plan):
        if not isinstance(found.of, Element) or found.part is None:
            continue
        themes = {d: found.of.theme(found.part, d) for d in case.plan.districts.codes}
        fit = np.nan_to_num(found.fit(case))
        fit = np.where(fit >= floor, fit, 0.0)
        yield Offer(
            row=found.id,
            part=found.part.fact.part,
            concerned=districts[found.id, found.part.fact.part],
            named={d: _named(theme) for d, theme in themes.items()},
            support=fit[:, None] * case.shares * _affinities(case, themes),
        )


def _counties(case: Case) -> Iterator[Offer]:
    for county in case.plan.facts.counties:
        theme = {a.sector: a.value for a in county.affinity}
        yield Offer(
            row=county.id,
            part=None,
            concerned=frozenset({county.id}),
            named={county.id: _named(theme)},
            support=case.shares * _affinities(case, {county.id: theme}),
        )


def _named(theme: Mapping[str, float]) -> frozenset[str]:
    return frozenset(sector for sector, value in theme.items() if value > 0)


def _affinities(case: Case, themes: Mapping[str, Mapping[str, float]]) -> Floats:
    """Return clusters × sectors: the affinity that the cluster's own district gives each sector."""
    silent = np.zeros(case.shares.shape[1])
    known = {d: case.setting.affinities(dict(theme)) for d, theme in themes.items()}
    return np.array([known.get(d, silent) for d in case.districts]).reshape(case.shares.shape)
