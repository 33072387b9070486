"""K1: whether an element lies here whose theme names the site's sectors (clause 四（一）)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layers.case import NOT_APPLICABLE, SCORED, Case, Column
from layers.elements import Element, ElementPart, PlaceElement
from layers.membership import Floats
from layers.plan import Criterion
from layers.wording import mix_words, text


@dataclass(frozen=True)
class Candidate:
    """One element part or place over all sites: spatial fit S, theme match t, both 0–1."""

    source: Element | PlaceElement
    part: ElementPart | None
    fit: Floats
    theme: Floats
    value: Floats  # the support S·t: place and theme do not compensate each other

    @property
    def id(self) -> str:
        """Return the id of the element or place."""
        return self.source.fact.id if isinstance(self.source, Element) else self.source.id


@dataclass(frozen=True)
class Layout:
    """All candidates, and for each site the best and the best of another id (−1 for none)."""

    candidates: tuple[Candidate, ...]
    value: Floats
    applies: npt.NDArray[np.bool_]
    optional: npt.NDArray[np.bool_]
    best: npt.NDArray[np.intp]
    runner_up: npt.NDArray[np.intp]


def measure(case: Case) -> Layout:
    """Return K1 for every site: max over elements and places of S·t (scoring method, §2).

    Where no ring, axis or belt names a sector of the site, a place that does counts within its
    half membership only, and only where it raises the total.
    """
    found = (*_elements(case), *_places(case))
    theme = np.array([c.theme > 0 for c in found])
    is_element = np.array([c.part is not None for c in found])
    by_element = theme[is_element].any(axis=0)
    floor = case.plan.facts.assumptions["place_applies"]["min_membership"]
    least = case.plan.facts.assumptions["relation"]["influence_min"]
    near = np.array([np.nan_to_num(c.fit) >= floor for c in found]) & ~is_element[:, None]
    usable = np.where(by_element, theme, theme & near)
    support = np.where(usable, np.array([c.value for c in found]), -1.0)
    best = support.argmax(axis=0)
    return Layout(
        candidates=found,
        value=np.maximum(support.max(axis=0), 0.0),
        applies=usable.any(axis=0) & case.inside,
        optional=~by_element,
        best=np.where(support.max(axis=0) > 0, best, -1),
        runner_up=_second(found, support, best, least=least),
    )


def assess(case: Case, fact: Criterion) -> Column:
    """Return K1 as a column, each row with its best element's clause."""
    layout = measure(case)
    return Column(
        state=np.where(layout.applies, SCORED, NOT_APPLICABLE),
        value=np.where(layout.applies, layout.value, np.nan),
        cite=lambda row: _cite(layout, fact, case, row),
        because=lambda row, lang: _because(layout, case, row, lang),
        optional=layout.optional,
        best=_ids(layout, layout.best),
        runner_up=_ids(layout, layout.runner_up),
    )


def _ids(layout: Layout, which: npt.NDArray[np.intp]) -> npt.NDArray[np.object_]:
    """Return the id of a candidate for each site, None where there is none or K1 is silent."""
    ids = np.array([*(c.id for c in layout.candidates), None], dtype=object)
    return np.where(layout.applies, ids[which], ids[-1:])


def _elements(case: Case) -> Iterator[Candidate]:
    """Yield a candidate an element part, its theme limited to districts where the clause is."""
    codes, row = [*case.plan.districts.codes, None], np.arange(len(case))
    here, position = np.unique(case.positions, return_inverse=True)
    for element in case.plan.elements:
        for part in element.parts:
            offers = [case.named(element.theme(part, codes[k])) for k in here]
            theme = np.array(offers)[position, row] if len(case) else np.empty(0)
            yield _candidate(case, element, part, theme)


def _places(case: Case) -> Iterator[Candidate]:
    for place in case.plan.places:
        theme = case.named(dict.fromkeys(place.tie.sectors, 1.0))
        yield _candidate(case, place, None, theme)


def _candidate(
    case: Case, source: Element | PlaceElement, part: ElementPart | None, theme: Floats
) -> Candidate:
    """Return the candidate; its fit is measured only where some site has a sector it names."""
    theme = np.minimum(theme, 1.0)
    fit = _fit(case, source, part) if theme.any() else np.zeros(len(case))
    return Candidate(source, part, fit, theme, np.nan_to_num(fit) * theme)


def _fit(case: Case, source: Element | PlaceElement, part: ElementPart | None) -> Floats:
    """Return S for each site: the mean over its samples."""
    xy = case.samples.xy
    if isinstance(source, PlaceElement):
        return case.samples.mean(source.fit(source.distance_m(xy)))
    assert part is not None  # an element's candidate always has its part
    return case.samples.mean(source.fit(part.membership(xy), case.sample_credit(source)))


def _second(
    found: tuple[Candidate, ...], support: Floats, best: npt.NDArray[np.intp], *, least: float
) -> npt.NDArray[np.intp]:
    """Return the best candidate of another id than the winner's, −1 where none gives support."""
    ids = np.array([c.id for c in found], dtype=object)
    others = np.where(ids[:, None] == ids[best][None, :], -1.0, support)
    return np.where(others.max(axis=0) >= least, others.argmax(axis=0), -1)


def _cite(layout: Layout, fact: Criterion, case: Case, row: int) -> tuple[str, str]:
    if layout.best[row] < 0 or not layout.applies[row]:
        return fact.clause, fact.quote
    source = layout.candidates[layout.best[row]].source
    if isinstance(source, PlaceElement):
        return source.tie.clause, source.tie.quote
    mix = case.mixes[row]
    part = layout.candidates[layout.best[row]].part
    credited = source.theme(part, case.districts[row]) if part else {}
    named = [a for a in source.fact.affinity if a.sector in mix.keys() & credited.keys()]
    top = max(named, key=lambda a: mix[a.sector] * a.value, default=source.fact)
    return top.clause, top.quote


def _because(layout: Layout, case: Case, row: int, lang: str) -> str:
    if not case.mixes[row]:
        return text("mix.none", lang)
    mix = mix_words(case.plan.facts, case.mixes[row], lang)
    if not layout.applies[row]:
        return text("k1.silent", lang, mix=mix)
    if layout.best[row] < 0:
        return text("k1.zero", lang, mix=mix)
    winner = layout.candidates[layout.best[row]]
    parts = [_sentence(winner, case, row, lang)]
    if layout.runner_up[row] >= 0:
        second = layout.candidates[layout.runner_up[row]]
        parts.append(text("k1.second", lang, name=name_of(second, lang), value=second.value[row]))
    return text("join", lang).join(parts)


def _sentence(winner: Candidate, case: Case, row: int, lang: str) -> str:
    facts = case.plan.facts
    source = winner.source
    clause = source.fact.clause if isinstance(source, Element) else source.tie.clause
    values = {
        "name": name_of(winner, lang),
        "clause": facts.label(clause),
        "fit": winner.fit[row],
        "theme": winner.theme[row],
        "value": winner.value[row],
        "km": _distance_m(winner, case, row) / 1000.0,
    }
    if isinstance(source, PlaceElement):
        return text(place_key(source), lang, **values)
    part = winner.part
    assert part is not None  # an element's candidate always has its part
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


def _distance_m(winner: Candidate, case: Case, row: int) -> float:
    """Return the least distance in metres from the site to the winner (0 inside)."""
    at = np.array([case.geometry[row]])
    source = winner.part if winner.part is not None else winner.source
    assert not isinstance(source, Element)  # a part stands for its element
    return float(source.shape_distance_m(at)[0])


def name_of(candidate: Candidate, lang: str) -> str:
    """Return the name of an element or place."""
    source = candidate.source
    if isinstance(source, PlaceElement):
        return source.name if lang == "zh" else source.name_en
    return source.fact.name if lang == "zh" else source.fact.name_en
