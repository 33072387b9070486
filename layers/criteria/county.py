"""K2: whether the county's own guidance names the site's sectors (clause 四（二）)."""

from __future__ import annotations

import numpy as np

from layers.case import Case
from layers.column import Column
from layers.membership import Floats
from layers.plan import Affinity, County, Criterion
from layers.wording import mix_words, text


def measure(case: Case) -> Floats:
    """Return Σ share·affinity, weighted by the site's area in each county; NaN without guidance."""
    codes = case.plan.districts.codes
    offered, area = (np.zeros((len(case.kinds), len(codes))) for _ in range(2))
    for county in case.plan.facts.counties:
        k = codes.index(county.id)
        offered[:, k] = case.kind_named({a.sector: a.value for a in county.affinity})
        area[:, k] = 1.0
    guided = np.append(area.any(axis=0), False)[case.positions]
    total = np.where(guided, case.in_districts(area), np.nan)
    return np.asarray(case.in_districts(offered) / total)


def assess(case: Case, fact: Criterion) -> Column:
    """Return K2 as a column; not applicable where the main district has no guidance."""
    value = np.minimum(measure(case), 1.0)
    return Column(
        scored=~np.isnan(value),
        unknown=np.zeros(len(case), dtype=bool),
        value=value,
        cite=lambda row: _cite(case, fact, row),
        because=lambda row, lang: _because(case, row, float(value[row]), lang),
    )


def _county(case: Case, row: int) -> County | None:
    return next((c for c in case.plan.facts.counties if c.id == case.districts[row]), None)


def _named(case: Case, row: int) -> list[Affinity]:
    county = _county(case, row)
    return [a for a in county.affinity if a.sector in case.mixes[row]] if county else []


def _cite(case: Case, fact: Criterion, row: int) -> tuple[str, str]:
    mix = case.mixes[row]
    top = max(_named(case, row), key=lambda a: mix[a.sector] * a.value, default=None)
    source = top or _county(case, row) or fact
    return source.clause, source.quote


def _because(case: Case, row: int, value: float, lang: str) -> str:
    county = _county(case, row)
    if county is None:
        return text("k2.urban", lang)
    if not case.mixes[row]:
        return text("mix.none", lang)
    name = case.plan.districts.name(county.id, lang)
    mix = mix_words(case.plan.facts, case.mixes[row], lang)
    named = _named(case, row)
    if not named:
        return text("k2.silent", lang, county=name, mix=mix)
    terms = " + ".join(f"{a.sector} {case.mixes[row][a.sector]:.2f}×{a.value:g}" for a in named)
    return text("k2.named", lang, county=name, terms=terms, value=value)
