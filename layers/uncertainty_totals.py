"""Criteria draw by draw → totals draw by draw → quantiles, grades and variance of each site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from layers.case import Bools
from layers.membership import Floats
from layers.model import Plan
from layers.totals import GRADES, Guides, Table, chosen, grade_index, interval
from layers.uncertainty_distance import loops

ROUNDING = 1e-12  # a variance (in points of the score, squared) below it is none
LIMITS = ("well", "largely", "weak", "cap_below")


@dataclass(frozen=True)
class Values:
    """Criteria × sites × draws: which are scored, their values 0–1, and where K1 is optional.

    The last axis has the length 1 where nothing varies. `unknown` is criteria × sites.
    """

    scored: Bools
    unknown: Bools
    value: Floats
    optional: Bools  # sites × draws


@dataclass(frozen=True)
class Outcome:
    """Sites × draws: the total and its ends, NaN where the plan is silent; sites × grades."""

    total: Floats
    low: Floats
    high: Floats
    grades: Floats  # the share of the draws, silence last
    alike: Bools  # the sites of which total, low and high are the same


def outcome(values: Values, weight: Floats, plan: Plan) -> Outcome:
    """Return the totals under weights (criteria × draws, or × 1)."""
    guides = Guides.of(plan.facts)
    limits = plan.facts.assumptions["grades"]
    draws = max(values.value.shape[2], weight.shape[1])
    shape = (values.value.shape[1], draws)
    alike = np.asarray(~(values.unknown.any(axis=0) | values.optional.any(axis=1)))
    compiled = loops(shape[0] * draws)
    if compiled is None:
        return _plain(values, weight, guides, limits, alike)
    total, low, high = (np.empty(shape) for _ in range(3))
    grades = np.empty((shape[0], len(GRADES) + 1), dtype=np.int64)
    compiled.totals(
        np.broadcast_to(values.scored, (len(weight), *shape)),
        values.unknown,
        np.broadcast_to(values.value, (len(weight), *shape)),
        np.broadcast_to(weight, (len(weight), draws)),
        np.broadcast_to(values.optional, shape),
        guides.layout,
        guides.county,
        np.array([limits[key] for key in LIMITS]),
        *(total, low, high, grades),
    )
    return Outcome(total, low, high, grades / draws, alike)


def _plain(
    values: Values, weight: Floats, guides: Guides, limits: dict[str, float], alike: Bools
) -> Outcome:
    """Return the outcome by array functions alone."""
    every = Table(values.scored, values.unknown[..., None], values.value, weight[:, None, :])
    table, rest = chosen(every, guides, {guides.layout: values.optional})
    quiet = guides.silent(table)
    total, low, high = (np.where(quiet, np.nan, x) for x in (table.total(), *interval(table, rest)))
    first = np.where(table.scored[guides.layout], table.value[guides.layout], np.nan)
    index = np.where(quiet, len(GRADES), grade_index(total, first, limits))
    shares = np.column_stack([(index == k).mean(axis=1) for k in range(len(GRADES) + 1)])
    return Outcome(total, low, high, shares, alike)


def quantiles(values: Floats, wanted: Sequence[float]) -> Floats:
    """Return quantiles (in rising order) of each row over what is not NaN; NaN where nothing is.

    >>> quantiles(np.array([[3.0, 1.0, 2.0], [5.0, np.nan, 4.0]]), [0.0, 0.5]).tolist()
    [[1.0, 4.0], [2.0, 4.5]]
    """
    out = np.full((len(wanted), len(values)), np.nan)
    gaps = np.isnan(values)
    whole = ~gaps.any(axis=1)
    out[:, whole] = _parted(values[whole], wanted)
    some = np.flatnonzero(~whole & ~gaps.all(axis=1))
    ordered, count = np.sort(values[some], axis=1), (~gaps[some]).sum(axis=1)
    row = np.arange(len(some))
    for k, q in enumerate(wanted):
        below = np.floor((count - 1) * q).astype(np.intp)
        above = np.minimum(below + 1, count - 1)
        out[k, some] = _between(ordered[row, below], ordered[row, above], (count - 1) * q - below)
    return out


def _parted(values: Floats, wanted: Sequence[float]) -> list[Floats]:
    """Return quantiles in rising order of rows without gaps, as `numpy.quantile` has them."""
    rest, start, found = values.copy(), 0, []
    last = values.shape[1] - 1
    for q in wanted:
        below = int(np.floor(last * q))
        if below >= start:
            rest[:, start:].partition(below - start, axis=1)
            start = below
        above = rest[:, below + 1 :].min(axis=1) if below < last else rest[:, below]
        found.append(_between(rest[:, below].copy(), above, np.array(last * q - below)))
    return found


def _between(low: Floats, high: Floats, share: Floats) -> Floats:
    """Return what lies a share of the way from `low` to `high`."""
    step = high - low
    return np.where(share < 0.5, low + step * share, high - step * (1.0 - share))


def variance(values: Floats) -> Floats:
    """Return the variance a row over what is not NaN; 0 where nothing is."""
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=1), 1)
    clean = np.where(known, values, 0.0)
    mean = clean.sum(axis=1) / count
    off = np.where(known, clean - mean[:, None], 0.0)
    found = (off**2).sum(axis=1) / count
    return np.where(found > ROUNDING, found, 0.0)
