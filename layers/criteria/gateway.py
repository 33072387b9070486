"""K6: nearness of the gateway whose role fits the site's function (clause 四, 功能完善)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from layers.case import NOT_APPLICABLE, SCORED, UNKNOWN, Bools, Case, Column
from layers.membership import Floats, membership
from layers.model import Plan
from layers.plan import Criterion, Gateway
from layers.wording import text


@dataclass(frozen=True)
class Access:
    """For each site: the best gateway (None for none with a site), metres to it, μ and value."""

    gateway: npt.NDArray[np.object_]
    distance_m: Floats
    membership: Floats
    value: Floats


def applies(case: Case, fact: Criterion) -> Bools:
    """Return where the plan gives gateways a role: sectors that need one, with their function."""
    always = case.named(dict.fromkeys(fact.sectors_without_function, 1.0)) > 0
    with_function = case.named(dict.fromkeys(fact.sectors_with_function, 1.0)) > 0
    given = np.array(case.functions, dtype=object) != None  # noqa: E711, one answer a site
    return np.asarray((always | (with_function & given)) & case.inside)


def fitting(case: Case, fact: Criterion, function: str | None) -> tuple[Gateway, ...]:
    """Return the gateways for a function; without one any cargo gateway, each counting 1."""
    if function is not None:
        known = {f.id: f.gateways for f in case.plan.facts.functions}
        return known.get(function, ())
    cited = {"clause": fact.clause, "quote": fact.quote}
    return tuple(Gateway(place=p, value=1.0, **cited) for p in fact.gateways_without_function)


def measure(case: Case, fact: Criterion) -> Access:
    """Return the access of every site where K6 applies: max over gateways of value·μ(d)."""
    found = Access(np.full(len(case), None, dtype=object), *(_unknown(case) for _ in range(3)))
    asked = applies(case, fact)
    for function in set(case.functions):
        same = np.array(case.functions, dtype=object) == function
        rows = np.flatnonzero(asked & same)
        gateways = fitting(case, fact, function)
        points = case.plan.sites(g.place for g in gateways)
        located = [g for g in gateways if g.place in points]
        if located and len(rows):
            _fill(found, case, rows, located, points)
    return found


def assess(case: Case, fact: Criterion) -> Column:
    """Return K6 as a column; unknown where none of the gateways that fit has a known site."""
    asked, found = applies(case, fact), measure(case, fact)
    sited = np.isfinite(found.value)

    def cite(row: int) -> tuple[str, str]:
        source = found.gateway[row] or fact
        return source.clause, source.quote

    def because(row: int, lang: str) -> str:
        if not asked[row]:
            return text("k6.other", lang)
        return _because(case, found, row, lang) if sited[row] else text("k6.unsited", lang)

    state = np.where(asked, np.where(sited, SCORED, UNKNOWN), NOT_APPLICABLE)
    return Column(state, found.value, cite, because)


def _fill(
    found: Access,
    case: Case,
    rows: npt.NDArray[np.intp],
    gateways: Sequence[Gateway],
    points: Mapping[str, shapely.Point],
) -> None:
    """Put the best of `gateways` for the sites at `rows` into `found`; a tie goes to the nearer."""
    numbers = case.plan.facts.assumptions["gateway"]
    there = shapely.get_coordinates([points[g.place] for g in gateways])
    distance = np.hypot(*(case.xy[rows, None, :] - there[None, :, :]).transpose(2, 0, 1))
    mu = membership(distance, w_m=numbers["w_m"], h_m=numbers["h_m"])
    value = mu * np.array([g.value for g in gateways])
    top = value == value.max(axis=1, keepdims=True)
    best = np.where(top, distance, np.inf).argmin(axis=1)
    each = np.arange(len(rows))
    found.gateway[rows] = np.array([*gateways, None], dtype=object)[best]
    found.distance_m[rows] = distance[each, best]
    found.membership[rows] = mu[each, best]
    found.value[rows] = value[each, best]


def _because(case: Case, found: Access, row: int, lang: str) -> str:
    numbers, facts = case.plan.facts.assumptions["gateway"], case.plan.facts
    gateway, function = found.gateway[row], case.functions[row]
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
    places = plan.layers["places"].set_index("id")
    english = places["name_en"][place]
    return str(english if lang == "en" and isinstance(english, str) else places["name"][place])


def _unknown(case: Case) -> Floats:
    return np.full(len(case), np.nan)
