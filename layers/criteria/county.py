"""K2: whether the county's own guidance names the site's sectors (clause 四（二）)."""

from __future__ import annotations

import numpy as np

from layers.case import Case
from layers.column import Column
from layers.membership import Floats
from layers.plan import Affinity, County, Criterion
from layers.setting import Setting
from layers.wording import mix_words, text


def measure(case: Case) -> Floats:
    """Return Σ share·affinity, weighted by the site's area in each county; NaN without guidance."""
    offered, guided = case.setting.once(_guidance)
    if case.areas is None:
        return offered[case.kind, case.positions]
    share = case.areas @ guided[:-1]
    total = np.where(guided[case.positions] > 0, share, np.nan)
    named = np.nan_to_num(offered[:, :-1])
    return np.asarray((named[case.kind] * case.areas).sum(axis=1) / total)


def _guidance(common: Setting) -> tuple[Floats, Floats]:
    """Return Σ share·affinity of kinds × districts, NaN without guidance, and 1 where there is.

    The last column is no district.
    """
    codes, facts = common.plan.districts.codes, common.plan.facts
    offered = np.full((len(common.kinds), len(codes) + 1), np.nan)
    for county in facts.counties:
        affinity = {a.sector: a.value for a in county.affinity}
        offered[:, codes.index(county.id)] = common.named(affinity)
    guided = np.isin([*codes, ""], [county.id for county in facts.counties])
    return offered, guided.astype(np.float64)


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
