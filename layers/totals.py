"""Criteria × sites (× draws) → totals: contributions, interval, what counts, and the grade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from layers.chunks import in_chunks
from layers.column import Bools
from layers.kinds import Ints
from layers.membership import Floats
from layers.plan import Facts

WELL, LARGELY, WEAK, INSUFFICIENT = "支持充分", "基本支持", "支持较弱", "依据不足"
SILENT = "规划未涉及"
CHUNK = 1 << 14  # sites at a time, so that the arrays of a chunk stay in the cache
GRADES = (WELL, LARGELY, WEAK, INSUFFICIENT)


@dataclass(frozen=True)
class Table:
    """Criteria × sites: which are scored or unknown, and their values 0–1 (0 unless scored).

    With a third axis, draws, every array has it (of length 1 where nothing varies).
    """

    scored: Bools
    unknown: Bools
    value: Floats
    weight: Floats  # one a criterion, or shaped like the others

    def total(self) -> Floats:
        """Return 100·Σ w x / Σ w over the scored criteria; NaN where none is scored."""
        return 100.0 * _ratio(self._weighted(self.scored, self.value), self._sum(self.scored))

    def contributions(self) -> Floats:
        """Return 100·w x / Σ w of the scored criteria: they add up to the total."""
        share = self._weights() * np.where(self.scored, self.value, np.nan)
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
        return np.asarray(self._sum(self.scored) / self.weight.sum(axis=0))

    @cached_property
    def state(self) -> npt.NDArray[np.uint16]:
        """Return for each site a number: a bit a scored criterion, then a bit an unknown one."""
        scored, unknown = (
            np.packbits(which, axis=0, bitorder="little")[0].astype(np.uint16)
            for which in (self.scored, self.unknown)
        )
        return np.asarray(scored | (unknown << len(self.scored)), dtype=np.uint16)

    def at(self, rows: slice | Ints) -> Table:
        """Return the table of some sites."""
        return Table(self.scored[:, rows], self.unknown[:, rows], self.value[:, rows], self.weight)

    def without(self, criterion: int, rows: Bools) -> Table:
        """Return the table with one criterion left out for some sites."""
        kept = self.scored[criterion] & ~rows
        scored = np.broadcast_to(self.scored, (len(self.scored), *kept.shape)).copy()
        scored[criterion] = kept
        return Table(scored, self.unknown, self.value, self.weight)

    def _any(self) -> Bools:
        return self.scored | self.unknown

    def _weights(self) -> Floats:
        missing = self.scored.ndim - self.weight.ndim
        return self.weight.reshape(self.weight.shape + (1,) * missing)

    def _sum(self, which: Bools) -> Floats:
        return self._added(which.astype(np.float64))

    def _weighted(self, which: Bools, value: Floats) -> Floats:
        return self._added(np.where(which, value, 0.0))

    def _added(self, values: Floats) -> Floats:
        """Return Σ w·value over the criteria."""
        if self.weight.ndim == 1 and values.ndim == 2:
            return np.asarray(self.weight @ values)
        return np.asarray((self._weights() * values).sum(axis=0))


@dataclass(frozen=True)
class Totals:
    """The table of what counts, where the plan is silent, and total and interval 0–100."""

    table: Table
    silent: Bools
    total: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Guides:
    """The rows of the two criteria that the plan speaks through: layout, and county guidance."""

    layout: int
    county: int

    @classmethod
    def of(cls, facts: Facts) -> Guides:
        """Return them for a plan's criteria."""
        keys = [fact.key for fact in facts.criteria]
        return cls(keys.index("layout"), keys.index("county"))

    def silent(self, table: Table) -> Bools:
        """Return where the plan is silent: no layout clause applies, no county guidance above 0."""
        guided = table.scored[self.county] & (table.value[self.county] > 0)
        return np.asarray(~table.scored[self.layout] & ~guided)


def chosen(table: Table, guides: Guides, optional: Mapping[int, Bools]) -> tuple[Table, Table]:
    """Return the table with optional values only where they raise the total, and without.

    `optional` says for a criterion where it counts so. Where the plan would be silent without it
    an optional value is kept in both.
    """
    rest = table
    for k, where in optional.items():
        if not where.any():
            continue
        spared = where & ~guides.silent(table.without(k, where))
        rest = rest.without(k, spared)
        table = table.without(k, spared & (table.total() < rest.total()))
    return table, rest


def interval(table: Table, rest: Table) -> tuple[Floats, Floats]:
    """Return the totals with what is unknown at 0 and at 1, optional values counted or not."""
    if rest is table:
        return table.low(), table.high()
    return np.fmax(table.low(), rest.low()), np.fmax(table.high(), rest.high())


def totals(every: Table, weight: Floats, guides: Guides, optional: Mapping[int, Bools]) -> Totals:
    """Return the totals of a table of criteria × sites under some weights.

    Σ w over what is scored is the same for all sites of one state: it is taken from a list of
    states, so that other weights cost one product of a vector and the values.

    Parameters
    ----------
    every : the table; its own weights are not used.
    weight : one a criterion.
    guides, optional : as in `chosen`.
    """
    sites = every.value.shape[1]
    scored = every.scored.copy() if optional else every.scored
    table = Table(scored, every.unknown, every.value, weight)
    found = Totals(table, guides.silent(every), *(np.empty(sites) for _ in range(3)))
    share, least, most = _by_state(tuple(weight.tolist()))
    may_go = np.zeros(sites, dtype=bool)  # an optional value is scored there
    for k, where in optional.items():
        may_go |= where & every.scored[k]

    def task(rows: slice) -> None:
        state, top = every.state[rows], weight @ every.value[:, rows]
        np.multiply(top, share[state], out=found.total[rows])
        np.multiply(top, least[state], out=found.low[rows])
        np.add(found.low[rows], most[state], out=found.high[rows])
        may = np.flatnonzero(may_go[rows])
        if len(may):
            _choose(found, every, may + rows.start, guides, optional)

    in_chunks(sites, CHUNK, task)
    return found


def _choose(
    found: Totals, every: Table, some: Ints, guides: Guides, optional: Mapping[int, Bools]
) -> None:
    """Put what sites come to that have optional values."""
    part = replace(every.at(some), weight=found.table.weight)
    table, rest = chosen(part, guides, {k: where[some] for k, where in optional.items()})
    found.table.scored[:, some] = table.scored
    found.silent[some], found.total[some] = guides.silent(table), table.total()
    found.low[some], found.high[some] = interval(table, rest)


@lru_cache(maxsize=64)
def _by_state(weights: tuple[float, ...]) -> tuple[Floats, Floats, Floats]:
    """Return for each state: 100 / Σ w of what is scored, and of what is scored or unknown.

    And 100·Σ w of the unknown / Σ w of what is scored or unknown. NaN where there is nothing.
    """
    weight, k = np.array(weights), len(weights)
    states = np.arange(4**k)
    scored, unknown = (weight @ (states >> np.arange(a, a + k)[:, None] & 1) for a in (0, k))
    some, any_ = (np.where(x > 0, x, np.nan) for x in (scored, scored + unknown))
    return 100.0 / some, 100.0 / any_, 100.0 * unknown / any_


def grade(total: float, first: float | None, limits: Mapping[str, float]) -> str:
    """Return the grade of a total 0–100; a weak layout fit (K1) caps it, so none buys it back.

    >>> limits = {"well": 70, "largely": 50, "weak": 30, "cap_below": 0.25}
    >>> grade(72.0, 0.9, limits) == WELL and grade(72.0, 0.2, limits) == WEAK
    True
    """
    layout = np.nan if first is None else first
    return GRADES[int(grade_index(np.array(total), np.array(layout), limits))]


def grade_index(total: Floats, first: Floats, limits: Mapping[str, float]) -> Floats:
    """Return the positions in GRADES of totals, capped by K1 (NaN where it is not scored)."""
    steps = [total < limits[key] for key in ("well", "largely", "weak")]
    found = np.sum(steps, axis=0)
    cap = GRADES.index(WEAK)
    return np.asarray(np.where(first < limits["cap_below"], np.maximum(found, cap), found))


def grades(
    total: Floats, first: Floats, silent: Bools, limits: Mapping[str, float]
) -> npt.NDArray[np.object_]:
    """Return the grades of totals, SILENT where the plan is, None for any other without a total."""
    named: npt.NDArray[np.object_] = np.array(GRADES, dtype=object)
    found = named[grade_index(total, first, limits)]
    found[np.isnan(total)] = None
    found[silent] = SILENT
    return np.asarray(found)


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Return part/whole, NaN where the whole is 0 or the part is NaN."""
    out = np.full(np.broadcast_shapes(part.shape, whole.shape), np.nan)
    np.divide(part, whole, out=out, where=np.broadcast_to(whole > 0, out.shape))
    return out
