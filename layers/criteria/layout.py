"""K1: whether an element lies here whose theme names the site's sectors (clause 四（一）)."""

from __future__ import annotations

import numpy as np

from layers.case import Case
from layers.column import Column, Picks
from layers.elements import Element, PlaceElement
from layers.plan import Criterion
from layers.sources import Source
from layers.support import Support, support
from layers.wording import mix_words, text


def assess(case: Case, fact: Criterion) -> Column:
    """Return K1 as a column, each row with its best element's clause."""
    found = support(case)
    return Column(
        scored=found.applies,
        unknown=np.zeros(len(case), dtype=bool),
        value=np.where(found.applies, found.value, np.nan),
        cite=lambda row: _cite(found, fact, case, row),
        because=lambda row, lang: _because(found, case, row, lang),
        optional=found.optional,
        picks=Picks(
            ids=found.ids,
            best=np.where(found.applies, found.best, np.int16(-1)),
            runner_up=np.where(found.applies, found.runner_up, np.int16(-1)),
        ),
    )


def _cite(found: Support, fact: Criterion, case: Case, row: int) -> tuple[str, str]:
    if found.best[row] < 0 or not found.applies[row]:
        return fact.clause, fact.quote
    source = found.sources[found.best[row]].of
    if isinstance(source, PlaceElement):
        return source.tie.clause, source.tie.quote
    mix = case.mixes[row]
    part = found.sources[found.best[row]].part
    credited = source.theme(part, case.districts[row]) if part else {}
    named = [a for a in source.fact.affinity if a.sector in mix.keys() & credited.keys()]
    top = max(named, key=lambda a: mix[a.sector] * a.value, default=source.fact)
    return top.clause, top.quote


def _because(found: Support, case: Case, row: int, lang: str) -> str:
    if not case.mixes[row]:
        return text("mix.none", lang)
    mix = mix_words(case.plan.facts, case.mixes[row], lang)
    if not found.applies[row]:
        return text("k1.silent", lang, mix=mix)
    if found.best[row] < 0:
        return text("k1.zero", lang, mix=mix)
    winner = found.sources[found.best[row]]
    parts = [_sentence(found, winner, case, row, lang)]
    if found.runner_up[row] >= 0:
        second = found.sources[found.runner_up[row]]
        parts.append(text("k1.second", lang, name=name_of(second, lang), value=found.second[row]))
    return text("join", lang).join(parts)


def _sentence(found: Support, winner: Source, case: Case, row: int, lang: str) -> str:
    facts = case.plan.facts
    source, theme = winner.of, winner.theme(case, row)
    clause = source.fact.clause if isinstance(source, Element) else source.tie.clause
    values = {
        "name": name_of(winner, lang),
        "clause": facts.label(clause),
        "fit": found.value[row] / theme,
        "theme": theme,
        "value": found.value[row],
        "km": _distance_m(winner, case, row) / 1000.0,
    }
    if isinstance(source, PlaceElement):
        return text(place_key(source), lang, **values)
    part = winner.part
    assert part is not None  # an element's source always has its part
    listed = ("k1.listed" if source.beta else "k1.listed_far") if source.members else "k1.unlisted"
    credit = source.credit(np.array([case.districts[row]], dtype=object))[0]
    member = text(listed, lang, credit=credit, beta=source.beta)
    return text(
        "k1.element",
        lang,
        **values,
        part=part.fact.name if lang == "zh" else part.fact.name_en,
        w_km=part.w_m / 1000.0,
        h_km=part.h_m / 1000.0,
        member=member,
    )


def place_key(place: PlaceElement) -> str:
    """Return the sentence for a carrier, one without a known site, or a whole district."""
    if place.tie.geometry != "district":
        return "k1.place"
    return "k1.unsited" if place.tie.place else "k1.district"


def _distance_m(winner: Source, case: Case, row: int) -> float:
    """Return the least distance in metres from the site to the winner (0 inside)."""
    at = np.array([case.geometry[row]])
    source = winner.part if winner.part is not None else winner.of
    assert not isinstance(source, Element)  # a part stands for its element
    return float(source.shape_distance_m(at)[0])


def name_of(one: Source, lang: str) -> str:
    """Return the name of an element or place."""
    source = one.of
    if isinstance(source, PlaceElement):
        return source.name if lang == "zh" else source.name_en
    return source.fact.name if lang == "zh" else source.fact.name_en
