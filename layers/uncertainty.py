"""How sure a score is: the totals under drawn positions and weights.

A draw moves every ring, axis, belt and named place as a whole, N(0, σ) in x and in y (σ of the
element in the assumptions, a place's own error; the district borders move together by the
statutory error), and takes one weight vector from all those in the order of the default weights.
Weights that a user sets stay fixed. A place that follows a course moves with the course.

What is not drawn again, because it cannot change: memberships that differ by less than 1e-6 at
the longest of the drawn offsets (`uncertainty_distance`), districts of sites farther than that
from any border (`uncertainty_rows`). A site outside the city has no interval; one moved off the
city keeps its district. Peers, parks and gateways stay where they are, so that K5 and K6 are
fixed. Of a polygon with more than MOST_SAMPLES cells as many are moved, and its fit is corrected
by the difference they make without a move. Draws in which the plan is silent count in
`grade_probability` and not in the quantiles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from layers.case import Bools, Case
from layers.membership import Floats
from layers.model import Plan
from layers.totals import GRADES, SILENT, Guides, Table, chosen, grade_index, interval
from layers.uncertainty_layout import Drawn, county, layout
from layers.uncertainty_peers import Around, agglomerated, around, differentiated
from layers.uncertainty_rows import Rows, chunks
from layers.uncertainty_streams import Shifts, implied_factor, ordered_weights, shifts, still

QUANTILES = ("q05", "q50", "q95")
SOURCES = ("weights", "geometry", "affinity")
ONE = np.ones(1)
ROUNDING = 1e-12  # a variance (in points of the score, squared) below it is none


@dataclass(frozen=True)
class Draws:
    """How often to draw, from which seed; `affinity` also draws what the text only implies."""

    count: int
    seed: int = 0
    affinity: bool = False


@dataclass(frozen=True)
class Uncertainty:
    """What the draws say of each site, NaN where the score is null."""

    draws: Draws
    low: Floats
    high: Floats
    quantiles: Floats  # three (QUANTILES) × sites, of the total
    probability: Floats  # grades (GRADES, then silence) × sites
    variance: Floats  # three (SOURCES) × sites: the share of each source alone

    def only(self, rows: Bools) -> Uncertainty:
        """Return the same with NaN, but for the grades, where a site has no score."""

        def shown(values: Floats) -> Floats:
            return np.where(rows, values, np.nan)

        return replace(
            self,
            low=shown(self.low),
            high=shown(self.high),
            quantiles=shown(self.quantiles),
            variance=shown(self.variance),
        )

    def json(self, row: int) -> dict[str, object]:
        """Return the object `uncertainty` of one site."""
        return {
            "draws": self.draws.count,
            "seed": self.draws.seed,
            **{name: _number(q[row]) for name, q in zip(QUANTILES, self.quantiles, strict=True)},
            "variance": {
                name: _number(share[row])
                for name, share in zip(SOURCES, self.variance, strict=True)
            },
        }

    def grades(self, row: int) -> dict[str, float]:
        """Return grade → share of the draws, silence of the plan too."""
        shares = self.probability[:, row].tolist()
        return dict(zip((*GRADES, SILENT), shares, strict=True))


@dataclass(frozen=True)
class Run:
    """Everything drawn once for all sites."""

    plan: Plan
    draws: Draws
    moved: Shifts
    factor: Floats
    weights: Floats  # criteria × draws, or × 1 where the user set them
    default: Floats  # criteria × 1
    near: Around | None

    @property
    def guides(self) -> Guides:
        """Return the rows of K1 and K2."""
        return Guides.of(self.plan.facts)


def uncertainty(
    case: Case,
    table: Table,
    draws: Draws,
    *,
    fixed_weights: bool,
) -> Uncertainty:
    """Return the intervals of a scored case; the same seed gives the same numbers.

    Parameters
    ----------
    case : the sites.
    table : the criteria before optional values are decided on (criteria × sites).
    draws : how many, and from which seed.
    fixed_weights : the user set the weights.
    """
    run = _run(case, table, draws, fixed_weights=fixed_weights)
    out = Uncertainty(
        draws, *(np.full((*n, len(case)), np.nan) for n in ((), (), (3,), (5,), (3,)))
    )
    for rows in chunks(case, run.moved.districts):
        _fill(out, rows, table, run)
    return out


def _run(case: Case, table: Table, draws: Draws, *, fixed_weights: bool) -> Run:
    default = table.weight[:, None]
    moved = shifts(case.plan, draws.count, draws.seed)
    return Run(
        plan=case.plan,
        draws=draws,
        moved=moved,
        factor=implied_factor(draws.count, draws.seed),
        weights=default
        if fixed_weights
        else ordered_weights(table.weight, draws.count, draws.seed),
        default=default,
        near=around(case, moved),
    )


def _fill(out: Uncertainty, rows: Rows, table: Table, run: Run) -> None:
    """Put the intervals of some sites into the arrays of all."""
    here = (slice(None), rows.at, None)
    base = Table(table.scored[here], table.unknown[here], table.value[here], ONE)
    moved = _values(base, rows, run, run.moved, ONE)
    implied = _values(base, rows.still(), run, still(run.plan), run.factor)
    both = _values(base, rows, run, run.moved, run.factor) if run.draws.affinity else moved
    _summary(out, rows, _weighed(both, run.weights), run)
    alone = (
        _weighed(_values(base, rows.still(), run, still(run.plan), ONE), run.weights),
        _weighed(moved, run.default),
        _weighed(implied, run.default),
    )
    variance = np.array([_variance(_total(found, run)) for found in alone])
    total = variance.sum(axis=0)
    out.variance[:, rows.at] = variance / np.where(total > 0, total, 1.0)


@dataclass(frozen=True)
class Values:
    """A table without weights, criteria × sites × draws, and where K1 is optional."""

    table: Table
    optional: Bools


def _values(base: Table, rows: Rows, run: Run, moved: Shifts, factor: Floats) -> Values:
    """Return the criteria of some sites, those that can change drawn anew."""
    found: dict[int, Drawn] = {}
    for k, fact in enumerate(run.plan.facts.criteria):
        if fact.key == "layout":
            found[k] = layout(rows, moved, factor)
        elif fact.key == "county":
            found[k] = county(rows, factor)
        elif fact.key == "agglomeration" and run.near is not None and moved is run.moved:
            found[k] = agglomerated(rows, fact)
        elif fact.key == "differentiation" and run.near is not None and moved is run.moved:
            found[k] = differentiated(rows, moved, run.near)
    draws = max(d.value.shape[1] for d in found.values())
    shape = (*base.scored.shape[:2], draws)
    scored = np.broadcast_to(base.scored, shape).copy()
    value = np.broadcast_to(base.value, shape).copy()
    for k, drawn in found.items():
        scored[k], value[k] = drawn.scored, np.clip(drawn.value, 0.0, 1.0)
    optional = found[run.guides.layout].optional
    assert optional is not None  # K1 always says where it is optional
    return Values(Table(scored, base.unknown, value, ONE), optional)


def _weighed(values: Values, weights: Floats) -> Values:
    """Return the values with one weight vector a draw."""
    found = values.table
    return Values(
        Table(found.scored, found.unknown, found.value, weights[:, None, :]), values.optional
    )


def _chosen(values: Values, run: Run) -> tuple[Table, Table]:
    return chosen(values.table, run.guides, {run.guides.layout: values.optional})


def _total(values: Values, run: Run) -> Floats:
    """Return the totals, sites × draws, NaN where the plan is silent."""
    table, _ = _chosen(values, run)
    return np.where(run.guides.silent(table), np.nan, table.total())


def _summary(out: Uncertainty, rows: Rows, values: Values, run: Run) -> None:
    """Put quantiles and the share of each grade of some sites into the arrays of all."""
    limits = run.plan.facts.assumptions["draws"]
    low, high = limits["low"], limits["high"]
    table, rest = _chosen(values, run)
    quiet = run.guides.silent(table)
    total, *ends = (np.where(quiet, np.nan, x) for x in (table.total(), *interval(table, rest)))
    out.low[rows.at] = _quantile(ends[0], low)
    out.high[rows.at] = _quantile(ends[1], high)
    out.quantiles[:, rows.at] = [_quantile(total, q) for q in (low, 0.5, high)]
    first = np.where(table.scored[run.guides.layout], table.value[run.guides.layout], np.nan)
    index = grade_index(total, first, run.plan.facts.assumptions["grades"])
    index = np.where(quiet, len(GRADES), index)
    shares = [(index == k).mean(axis=1) for k in range(len(GRADES) + 1)]
    out.probability[:, rows.at] = shares


def _quantile(values: Floats, q: float) -> Floats:
    """Return one quantile a row over what is not NaN; NaN where nothing is."""
    out = np.full(len(values), np.nan)
    gaps = np.isnan(values)
    whole = ~gaps.any(axis=1)
    if whole.any():
        out[whole] = np.quantile(values[whole], q, axis=1)
    for row in np.flatnonzero(~whole & ~gaps.all(axis=1)):
        out[row] = np.quantile(values[row, ~gaps[row]], q)
    return out


def _variance(values: Floats) -> Floats:
    """Return the variance a row over what is not NaN; 0 where nothing is."""
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=1), 1)
    clean = np.where(known, values, 0.0)
    mean = clean.sum(axis=1) / count
    off = np.where(known, clean - mean[:, None], 0.0)
    found = (off**2).sum(axis=1) / count
    return np.where(found > ROUNDING, found, 0.0)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
