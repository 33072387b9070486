"""From criteria to one score a site, taken apart: contributions, coverage, interval, grade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np

from layers.case import NOT_APPLICABLE, SCORED, UNKNOWN, Bools, Case, Column, case
from layers.criteria import ASSESS
from layers.flags import flags
from layers.membership import Floats
from layers.model import Plan
from layers.peers import Peers
from layers.peers import peers as peers_of
from layers.weights import by_method, checked
from layers.wording import text

WELL, LARGELY, WEAK, INSUFFICIENT = "支持充分", "基本支持", "支持较弱", "依据不足"
SILENT = "规划未涉及"
GRADES = (WELL, LARGELY, WEAK, INSUFFICIENT)

Json = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """Criteria × sites: which are scored or unknown, and their values 0–1 (0 unless scored)."""

    scored: Bools
    unknown: Bools
    value: Floats
    weight: Floats

    def total(self) -> Floats:
        """Return 100·Σ w x / Σ w over the scored criteria; NaN where none is scored."""
        return 100.0 * _ratio(self._weighted(self.scored, self.value), self._sum(self.scored))

    def contributions(self) -> Floats:
        """Return 100·w x / Σ w of the scored criteria: they add up to the total."""
        share = self.weight[:, None] * np.where(self.scored, self.value, np.nan)
        return 100.0 * _ratio(share, self._sum(self.scored))

    def low(self) -> Floats:
        """Return the total with every unknown criterion at 0, its weight in the denominator."""
        return 100.0 * _ratio(self._weighted(self.scored, self.value), self._sum(self._any()))

    def high(self) -> Floats:
        """Return the total with every unknown criterion at 1."""
        best = np.where(self.unknown, 1.0, self.value)
        return 100.0 * _ratio(self._weighted(self._any(), best), self._sum(self._any()))

    def coverage(self) -> Floats:
        """Return the weight of the scored criteria over that of all, 0–1."""
        return np.asarray(self._sum(self.scored) / self.weight.sum())

    def without(self, criterion: int, rows: Bools) -> Table:
        """Return the table with one criterion left out for some sites."""
        scored = self.scored.copy()
        scored[criterion] &= ~rows
        return Table(scored, self.unknown, self.value, self.weight)

    def _any(self) -> Bools:
        return self.scored | self.unknown

    def _sum(self, which: Bools) -> Floats:
        return np.asarray((self.weight[:, None] * which).sum(axis=0))

    def _weighted(self, which: Bools, value: Floats) -> Floats:
        return np.asarray((self.weight[:, None] * np.where(which, value, 0.0)).sum(axis=0))


@dataclass(frozen=True)
class Scores:
    """The scored case: one column a criterion, totals 0–100 (NaN where null), all as arrays."""

    case: Case
    columns: Mapping[str, Column]
    table: Table
    silent: Bools
    total: Floats
    low: Floats
    high: Floats
    contributions: Floats
    coverage: Floats


def score(
    plan: Plan,
    sites: gpd.GeoDataFrame,
    *,
    peers: Peers | gpd.GeoDataFrame | None,
    weights: Mapping[str, object] | None = None,
    lang: str = "zh",
) -> list[Json]:
    """Return for each site what `score --json` of the public contract prints under `sites`.

    Parameters
    ----------
    plan : facts and geometry.
    sites : id, name, sectors (a mix; empty where not known), function, Point or (Multi)Polygon
        geometry in any CRS.
    peers : clusters for K3 and K4; `sites` itself makes the rows each other's peers, None leaves
        both criteria unknown.
    weights : criterion → weight; the plan's order by default.
    lang : zh or en, for the sentences only.

    Raises
    ------
    LayerError
        The sites have no CRS, or a coordinate is not finite.
    InputError
        The weights do not fit the criteria.
    """
    if not len(sites):
        return []
    scores = assess(plan, sites, peers=peers, weights=weights)
    return [_site(scores, row, lang) for row in range(len(sites))]


def assess(
    plan: Plan,
    sites: gpd.GeoDataFrame,
    *,
    peers: Peers | gpd.GeoDataFrame | None,
    weights: Mapping[str, object] | None = None,
) -> Scores:
    """Return the same as arrays; parameters and errors as `score`."""
    laid = case(plan, sites, _peers(plan, peers), own_peers=peers is sites)
    columns = {f.id: ASSESS[f.key](laid, f) for f in plan.facts.criteria}
    table, rest = _tables(plan, columns, _weights(plan, weights))
    quiet = silent(plan, table)
    nothing = quiet | ~laid.inside

    def shown(values: Floats) -> Floats:
        return np.where(nothing, np.nan, values)

    return Scores(
        case=laid,
        columns=columns,
        table=table,
        silent=quiet & laid.inside,
        total=shown(table.total()),
        low=shown(np.fmax(table.low(), rest.low())),
        high=shown(np.fmax(table.high(), rest.high())),
        contributions=shown(table.contributions()),
        coverage=table.coverage(),
    )


def silent(plan: Plan, table: Table) -> Bools:
    """Return where the plan is silent: no layout clause applies, no county guidance above 0."""
    order = [f.key for f in plan.facts.criteria]
    first, second = order.index("layout"), order.index("county")
    guided = table.scored[second] & (table.value[second] > 0)
    return np.asarray(~table.scored[first] & ~guided)


def grade(total: float, first: float | None, limits: Mapping[str, float]) -> str:
    """Return the grade of a total 0–100; a weak layout fit (K1) caps it, so none buys it back.

    >>> limits = {"well": 70, "largely": 50, "weak": 30, "cap_below": 0.25}
    >>> grade(72.0, 0.9, limits) == WELL and grade(72.0, 0.2, limits) == WEAK
    True
    """
    steps = ((limits["well"], WELL), (limits["largely"], LARGELY), (limits["weak"], WEAK))
    found = next((name for least, name in steps if total >= least), INSUFFICIENT)
    capped = first is not None and first < limits["cap_below"]
    return max(found, WEAK, key=GRADES.index) if capped else found


def _peers(plan: Plan, given: Peers | gpd.GeoDataFrame | None) -> Peers | None:
    if given is None or isinstance(given, Peers):
        return given
    return peers_of(given, same_m=plan.facts.assumptions["peers"]["same_m"])


def _weights(plan: Plan, weights: Mapping[str, object] | None) -> Floats:
    ids = [c.id for c in plan.facts.criteria]
    if weights is None:
        weights = dict(by_method(plan.facts.assumptions["weights"]["default"], ids))
    return np.array(list(checked(weights, ids).values()))


def _tables(plan: Plan, columns: Mapping[str, Column], weight: Floats) -> tuple[Table, Table]:
    """Return criteria × sites with optional values only where they raise the total, and without.

    Where the plan would be silent without it an optional value is kept in both.
    """
    state = np.array([c.state for c in columns.values()])
    value = np.nan_to_num(np.array([c.value for c in columns.values()]))
    table = Table(state == SCORED, state == UNKNOWN, value, weight)
    rest = table
    for k, column in enumerate(columns.values()):
        if column.optional is not None:
            spared = column.optional & ~silent(plan, table.without(k, column.optional))
            rest = rest.without(k, spared)
            table = table.without(k, spared & (table.total() < rest.total()))
    return table, rest


def _site(scores: Scores, row: int, lang: str) -> Json:
    case = scores.case
    total = _number(scores.total[row])
    return {
        "id": case.ids[row],
        "name": case.names[row],
        "district": case.districts[row],
        "score": total,
        "low": _number(scores.low[row]),
        "high": _number(scores.high[row]),
        "grade": _grade(scores, row, total),
        "grade_probability": None,
        "coverage": float(scores.coverage[row]),
        "best_element": _pick(scores, "best", row),
        "runner_up": _pick(scores, "runner_up", row),
        "criteria": [
            _criterion(scores, k, name, row, lang) for k, name in enumerate(scores.columns)
        ],
        "improve": None,
        "flags": flags(case, row, lang),
    }


def _grade(scores: Scores, row: int, total: float | None) -> str | None:
    if total is None:
        return SILENT if scores.silent[row] else None
    limits = scores.case.plan.facts.assumptions["grades"]
    first = float(scores.table.value[0, row]) if scores.table.scored[0, row] else None
    return grade(total, first, limits)


def _criterion(scores: Scores, k: int, name: str, row: int, lang: str) -> Json:
    column, table = scores.columns[name], scores.table
    scored = bool(table.scored[k, row])
    state = SCORED if scored else UNKNOWN if table.unknown[k, row] else NOT_APPLICABLE
    clause, quote = column.cite(row)
    return {
        "id": name,
        "state": state,
        "value": float(table.value[k, row]) if scored else None,
        "weight": float(table.weight[k]),
        "contribution": _number(scores.contributions[k, row]),
        "clause": clause,
        "quote": quote,
        "because": column.because(row, lang) if scores.case.inside[row] else text("outside", lang),
    }


def _pick(scores: Scores, which: str, row: int) -> str | None:
    """Return the best or second element of the first column that names one, while it counts."""
    for k, column in enumerate(scores.columns.values()):
        ids = getattr(column, which)
        if ids is not None:
            return ids[row] if scores.table.scored[k, row] else None
    return None


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Return part/whole, NaN where the whole is 0 or the part is NaN."""
    out = np.full(np.broadcast_shapes(part.shape, whole.shape), np.nan)
    np.divide(part, whole, out=out, where=np.broadcast_to(whole > 0, out.shape))
    return out
