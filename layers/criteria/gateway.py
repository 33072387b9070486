"""K6: nearness of the gateway whose role fits the site's function (clause 四, 功能完善)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from layers.case import Bools, Case
from layers.column import Column, Positions
from layers.kinds import Ints
from layers.membership import Floats, membership
from layers.model import Plan
from layers.plan import Criterion, Gateway
from layers.related import metres
from layers.setting import Setting
from layers.wording import text


@dataclass(frozen=True)
class Access:
    """For each site: the best gateway (−1 for none with a site), metres to it, μ and value."""

    gateways: tuple[Gateway, ...]
    best: Positions
    distance_m: Floats
    membership: Floats
    value: Floats


def applies(case: Case, fact: Criterion) -> Bools:
    """Return where the plan gives gateways a role: sectors that need one, with their function."""
    return np.asarray(case.setting.once(_asking, fact)[case.kind] & case.inside)


def _asking(common: Setting, fact: Criterion) -> Bools:
    """Return which kinds of sites need a gateway."""
    always = common.named(dict.fromkeys(fact.sectors_without_function, 1.0)) > 0
    with_function = common.named(dict.fromkeys(fact.sectors_with_function, 1.0)) > 0
    given = np.array([kind.function is not None for kind in common.kinds], dtype=bool)
    return np.asarray(always | (with_function & given))


def fitting(plan: Plan, fact: Criterion, function: str | None) -> tuple[Gateway, ...]:
    """Return the gateways for a function; without one any cargo gateway, each counting 1."""
    if function is not None:
        known = {f.id: f.gateways for f in plan.facts.functions}
        return known.get(function, ())
    cited = {"clause": fact.clause, "quote": fact.quote}
    return tuple(Gateway(place=p, value=1.0, **cited) for p in fact.gateways_without_function)


@dataclass(frozen=True)
class _Serving:
    """The gateways with a site that serve some kinds of sites, and their positions among all."""

    kinds: Bools
    which: Positions
    there: Floats  # gateways × 2, EPSG:4549
    rank: Floats


def _serving(common: Setting, fact: Criterion) -> tuple[tuple[Gateway, ...], list[_Serving]]:
    """Return all gateways that may serve, and who is served by which of them."""
    every: list[Gateway] = []
    found = []
    functions = [kind.function for kind in common.kinds]
    for function in dict.fromkeys(functions):
        gateways = fitting(common.plan, fact, function)
        points = common.plan.sites(g.place for g in gateways)
        located = [k for k, g in enumerate(gateways) if g.place in points]
        if located:
            found.append(
                _Serving(
                    np.array([f == function for f in functions], dtype=bool),
                    np.array(located, dtype=np.int16) + np.int16(len(every)),
                    shapely.get_coordinates([points[gateways[k].place] for k in located]),
                    np.array([gateways[k].value for k in located]),
                )
            )
        every += gateways
    return tuple(every), found


def measure(case: Case, fact: Criterion) -> Access:
    """Return the access of every site where K6 applies: max over gateways of value·μ(d)."""
    asked = applies(case, fact)
    nowhere = np.full(len(case), -1, dtype=np.int16)
    every, serving = case.setting.once(_serving, fact) if asked.any() else ((), [])
    found = Access(every, nowhere, *(np.full(len(case), np.nan) for _ in range(3)))
    for some in serving:
        rows = np.flatnonzero(asked & some.kinds[case.kind])
        if len(rows):
            _fill(found, case, rows, some)
    return found


def assess(case: Case, fact: Criterion) -> Column:
    """Return K6 as a column; unknown where none of the gateways that fit has a known site."""
    asked, found = applies(case, fact), measure(case, fact)
    sited = np.isfinite(found.value)

    def cite(row: int) -> tuple[str, str]:
        source = found.gateways[found.best[row]] if found.best[row] >= 0 else fact
        return source.clause, source.quote

    def because(row: int, lang: str) -> str:
        if not asked[row]:
            return text("k6.other", lang)
        return _because(case, found, row, lang) if sited[row] else text("k6.unsited", lang)

    return Column(asked & sited, asked & ~sited, found.value, cite, because)


def _fill(found: Access, case: Case, rows: Ints, some: _Serving) -> None:
    """Put the best of some gateways for the sites at `rows`; a tie goes to the nearer."""
    numbers = case.plan.facts.assumptions["gateway"]
    distance = metres(case.xy[rows], some.there)
    mu = membership(distance, w_m=numbers["w_m"], h_m=numbers["h_m"])
    value = mu * some.rank
    top = value == value.max(axis=1, keepdims=True)
    best = np.where(top, distance, np.inf).argmin(axis=1)
    each = np.arange(len(rows))
    found.best[rows] = some.which[best]
    found.distance_m[rows] = distance[each, best]
    found.membership[rows] = mu[each, best]
    found.value[rows] = value[each, best]


def _because(case: Case, found: Access, row: int, lang: str) -> str:
    numbers, facts = case.plan.facts.assumptions["gateway"], case.plan.facts
    gateway, function = found.gateways[found.best[row]], case.functions[row]
    english = next((f.name_en for f in facts.functions if f.id == function), "")
    return text(
        "k6.function" if function else "k6.any",
        lang,
        function=english if lang == "en" else function,
        name=place_name(case.plan, gateway.place, lang),
        clause=facts.label(gateway.clause),
        rank=gateway.value,
        km=found.distance_m[row] / 1000.0,
        w_km=numbers["w_m"] / 1000.0,
        h_km=numbers["h_m"] / 1000.0,
        mu=found.membership[row],
        value=found.value[row],
    )


def place_name(plan: Plan, place: str, lang: str) -> str:
    """Return the name of a place of the plan, Chinese where it has no English one."""
    return plan.place_names[place][lang == "en"]
