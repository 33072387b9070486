"""Why K1 is what it is at each of many points: the sentence of the best element or place."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from layers.case import Case
from layers.criteria import layout
from layers.elements import Element, PlaceElement
from layers.phrases import joined, phrases, scattered
from layers.plan import Criterion
from layers.sources import Source
from layers.support import Support, support
from layers.wording import mix_words, text

Ints = npt.NDArray[np.intp]


def layout_reasons(case: Case, fact: Criterion, lang: str) -> pa.Array:  # noqa: ARG001 - as all are
    """Return for each point why K1 is what it is, blank where it does not apply."""
    measured = support(case)
    best = np.where(measured.applies, measured.best, -2)
    winners = []
    for k in np.unique(best[best >= 0]):
        rows = np.flatnonzero(best == k)
        winners.append((rows, _sentences(measured, measured.sources[k], case, rows, lang)))
    zero = np.flatnonzero(best == -1)
    words = [
        text("k1.zero", lang, mix=mix_words(case.plan.facts, case.mixes[r], lang)) for r in zero
    ]
    winners.append((zero, pa.array(words, pa.string())))
    seconds = _seconds(measured, np.where(best >= 0, measured.runner_up, -1), lang)
    return joined([scattered(len(case), winners), scattered(len(case), seconds)], len(case))


def _seconds(measured: Support, second: Ints, lang: str) -> list[tuple[Ints, pa.Array]]:
    """Return what is said of the second best, with what joins it to the first."""
    found, join = [], text("join", lang)
    for k in np.unique(second[second >= 0]):
        rows, candidate = np.flatnonzero(second == k), measured.sources[k]
        told = {"name": layout.name_of(candidate, lang), "value": measured.second[rows]}
        found.append(
            (rows, joined([join, phrases("k1.second", lang, len(rows), **told)], len(rows)))
        )
    return found


def _sentences(found: Support, winner: Source, case: Case, rows: Ints, lang: str) -> pa.Array:
    """Return the sentence of one candidate for the points where it wins."""
    facts, source, part = case.plan.facts, winner.of, winner.part
    measured = part if part is not None else source
    assert not isinstance(measured, Element)  # a part stands for its element
    clause = source.fact.clause if isinstance(source, Element) else source.tie.clause
    theme = winner.theme(case, rows)
    told: dict[str, object] = {
        "name": layout.name_of(winner, lang),
        "clause": facts.label(clause),
        "fit": found.value[rows] / theme,
        "theme": theme,
        "value": found.value[rows],
        "km": case.metres_to(measured)[rows] / 1000.0,
    }
    if isinstance(source, PlaceElement):
        return phrases(layout.place_key(source), lang, len(rows), **told)
    assert part is not None  # an element's candidate always has its part
    named = part.fact.name if lang == "zh" else part.fact.name_en
    widths = {"w_km": part.w_m / 1000.0, "h_km": part.h_m / 1000.0}
    member = _member(source, case, rows, lang)
    return phrases("k1.element", lang, len(rows), **told, part=named, **widths, member=member)


def _member(source: Element, case: Case, rows: Ints, lang: str) -> pa.Array:
    """Return what the clause's list of districts says of each point's district."""
    listed = ("k1.listed" if source.beta else "k1.listed_far") if source.members else "k1.unlisted"
    credits = source.credit(np.array([*case.plan.districts.codes, None], dtype=object))
    texts = [text(listed, lang, credit=credit, beta=source.beta) for credit in credits]
    return pa.array(texts, pa.string()).take(pa.array(case.positions[rows] % len(texts)))
