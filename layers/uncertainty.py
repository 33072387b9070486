"""How sure a score is: the totals under drawn positions and weights.

A draw moves every ring, axis, belt and named place as a whole, N(0, σ) in x and in y (σ of the
element in the assumptions, a place's own error; the district borders move together by the
statutory error), and takes one weight vector from all those in the order of the default weights.
Weights that a user sets stay fixed. A place that follows a course moves with the course.

What is not drawn again, because it cannot change: memberships that differ by less than 1e-6 at
the longest of the drawn offsets (`uncertainty_distance`), sources that another one always beats
(`uncertainty_layout`), districts of sites farther than that from any border (`uncertainty_rows`).
Sites are drawn some hundreds at a time, on every processor; all meet the same draws, so that a
site's numbers depend neither on the others nor on how many are drawn together.

A site outside the city has no interval; one moved off the city keeps its district. Peers, parks
and gateways stay where they are, so that K5 and K6 are fixed. Of a polygon with more than
MOST_SAMPLES cells as many are moved, and its fit is corrected by the difference they make without
a move. Draws in which the plan is silent count in `grade_probability` and not in the quantiles.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from layers.case import Bools, Case
from layers.membership import Floats
from layers.nearest import Ints
from layers.tiles import processors
from layers.totals import GRADES, SILENT, Table
from layers.uncertainty_distance import Offsets, loops
from layers.uncertainty_layout import Drawn, Reach, county, guidance, layout, reaches
from layers.uncertainty_peers import Around, agglomerated, around, differentiated
from layers.uncertainty_rows import Rows, Sampled, chunks, rows_of, sampled
from layers.uncertainty_sources import Sources, Tables, offers, sources
from layers.uncertainty_streams import implied_factor, ordered_weights, shifts
from layers.uncertainty_totals import Values, outcome, quantiles, variance

QUANTILES = ("q05", "q50", "q95")
SOURCES = ("weights", "geometry", "affinity")
ONE = np.ones(1)


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

    case: Case
    table: Table
    draws: Draws
    borders: Offsets
    factor: Floats
    weights: Floats  # criteria × draws, or × 1 where the user set them
    sources: Sources
    guides: tuple[tuple[int, Tables], ...]
    near: Around | None
    samples: Sampled


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
    loops(len(case) * draws.count)  # loaded before the threads ask for them
    run = _run(case, table, draws, fixed_weights=fixed_weights)
    out = Uncertainty(
        draws, *(np.full((*n, len(case)), np.nan) for n in ((), (), (3,), (5,), (3,)))
    )

    def fill(chunk: tuple[Ints, Offsets | None]) -> None:
        rows, borders = chunk
        _fill(out, rows_of(case, rows, run.samples, borders), run)

    found = list(chunks(case, run.samples, run.borders))
    with ThreadPoolExecutor(max(min(processors(), len(found)), 1)) as pool:
        for _ in pool.map(fill, found):
            pass
    return out


def _run(case: Case, table: Table, draws: Draws, *, fixed_weights: bool) -> Run:
    moved = shifts(case.plan, draws.count, draws.seed)
    drawn = ordered_weights(table.weight, draws.count, draws.seed)
    return Run(
        case=case,
        table=table,
        draws=draws,
        borders=Offsets(moved.districts),
        factor=implied_factor(draws.count, draws.seed),
        weights=table.weight[:, None] if fixed_weights else drawn,
        sources=sources(case.plan, moved),
        guides=guidance(case.plan),
        near=around(case, moved),
        samples=sampled(case),
    )


def _fill(out: Uncertainty, rows: Rows, run: Run) -> None:
    """Put the intervals of some sites into the arrays of all."""
    offered = offers(rows, run.sources, run.samples)
    still, everywhere = rows.still(), np.arange(len(rows))
    there, here = reaches(still, offered, still=True), reaches(rows, offered, still=False)
    base = {"layout": layout(still, there, ONE)}
    moved = _moved(rows, here, ONE, run)
    implied = {
        "layout": layout(still, there, run.factor),
        "county": county(still, run.guides, run.factor),
    }
    both = _moved(rows, here, run.factor, run) if run.draws.affinity else moved
    _summary(out, rows, _values(rows, run, both, everywhere), run)
    plain = outcome(_values(rows, run, base, everywhere), run.weights, run.case.plan)
    alone = [variance(plain.total), *(_variance(rows, run, found) for found in (moved, implied))]
    total = np.sum(alone, axis=0)
    out.variance[:, rows.at] = np.array(alone) / np.where(total > 0, total, 1.0)


def _moved(rows: Rows, reached: list[Reach], factor: Floats, run: Run) -> dict[str, Drawn]:
    """Return the criteria that can change with what is moved, by their keys."""
    found = {"layout": layout(rows, reached, factor)}
    borders = rows.codes.shape[1] > 1
    if borders or factor is not ONE:
        found["county"] = county(rows, run.guides, factor)
    if run.near is not None:
        found["differentiation"] = differentiated(rows, run.near)
        if borders:
            found["agglomeration"] = agglomerated(rows, run.near)
    return found


def _values(rows: Rows, run: Run, found: Mapping[str, Drawn], which: Ints) -> Values:
    """Return the criteria of some sites of a chunk, those of `found` as drawn."""
    table, at = run.table, rows.at[which]
    draws = max(drawn.value.shape[1] for drawn in found.values())
    scored = np.repeat(table.scored[:, at, None], draws, axis=2)
    value = np.repeat(table.value[:, at, None], draws, axis=2)
    for k, fact in enumerate(run.case.plan.facts.criteria):
        if fact.key in found:
            scored[k] = found[fact.key].scored[which]
            value[k] = np.clip(found[fact.key].value[which], 0.0, 1.0)
    optional = found["layout"].optional
    assert optional is not None  # K1 always says where it is optional
    return Values(scored, table.unknown[:, at], value, optional[which])


def _summary(out: Uncertainty, rows: Rows, values: Values, run: Run) -> None:
    """Put quantiles and the share of each grade of some sites into the arrays of all."""
    limits = run.case.plan.facts.assumptions["draws"]
    low, high = limits["low"], limits["high"]
    found = outcome(values, run.weights, run.case.plan)
    middle = quantiles(found.total, (low, 0.5, high))
    out.quantiles[:, rows.at] = middle
    out.probability[:, rows.at] = found.grades.T
    out.low[rows.at], out.high[rows.at] = middle[0], middle[2]
    apart = np.flatnonzero(~found.alike)
    out.low[rows.at[apart]] = quantiles(found.low[apart], [low])[0]
    out.high[rows.at[apart]] = quantiles(found.high[apart], [high])[0]


def _variance(rows: Rows, run: Run, found: Mapping[str, Drawn]) -> Floats:
    """Return the variance of the total of each site under the default weights."""
    varied = np.zeros(len(rows), dtype=bool)
    for drawn in found.values():
        for each in (drawn.scored, drawn.value):
            varied |= (each != each[:, :1]).any(axis=1)
    which = np.flatnonzero(varied)
    values = _values(rows, run, found, which)
    total = outcome(values, run.table.weight[:, None], run.case.plan).total
    out = np.zeros(len(rows))
    out[which] = variance(total)
    return out


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
