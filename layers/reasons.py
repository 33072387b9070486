"""Why each of many sites got its values: the sentences of the criteria, a column at a time.

What `Column.because` says of one site of a large case is said here of all its sites at once, from
the same measures and the same texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from layers.case import Bools, Case
from layers.criteria import agglomeration, complementarity, county, differentiation, gateway
from layers.phrases import phrases, scattered
from layers.plan import Criterion
from layers.reasons_layout import layout_reasons
from layers.wording import mix_words

Ints = npt.NDArray[np.intp]
Reasons = Callable[[Case, Criterion, str], pa.Array]


def reasons(case: Case, fact: Criterion, lang: str) -> pa.Array:
    """Return why each site got its value of one criterion; only for sites where it is scored."""
    return REASONS[fact.key](case, fact, lang)


def words_of_mixes(case: Case, lang: str) -> pa.Array:
    """Return each site's mix in words."""
    words = [mix_words(case.plan.facts, kind.mix, lang) for kind in case.kinds]
    return pa.array(words, pa.string()).take(pa.array(case.kind))


def _county(case: Case, fact: Criterion, lang: str) -> pa.Array:  # noqa: ARG001 - as all are
    """Return the reasons of K2: a term for each sector that the county's guidance names."""
    value = np.minimum(county.measure(case), 1.0)
    which = case.kind
    mixed, index = words_of_mixes(case, lang), case.plan.districts
    found = []
    for guide in case.plan.facts.counties:
        rows = np.flatnonzero(case.positions == index.codes.index(guide.id))
        name = index.name(guide.id, lang)
        terms = np.full(len(case.kinds), None, dtype=object)
        for k in np.unique(which[rows]):
            mix = case.kinds[k].mix
            named = [a for a in guide.affinity if a.sector in mix]
            terms[k] = " + ".join(f"{a.sector} {mix[a.sector]:.2f}×{a.value:g}" for a in named)
        told = terms[which[rows]]
        some = rows[told != ""]
        texts = pa.array(told[told != ""], pa.string())
        named_here = {"county": name, "terms": texts, "value": value[some]}
        found.append((some, phrases("k2.named", lang, len(some), **named_here)))
        rest = rows[told == ""]
        silent = {"county": name, "mix": mixed.take(pa.array(rest))}
        found.append((rest, phrases("k2.silent", lang, len(rest), **silent)))
    return scattered(len(case), found)


def _agglomeration(case: Case, fact: Criterion, lang: str) -> pa.Array:  # noqa: ARG001
    count = agglomeration.measure(case)
    half = case.plan.facts.assumptions["agglomeration"]["half_m"] / 1000.0
    told = {"n": count, "half_km": half, "value": agglomeration.value(count)}
    return phrases("k3.count", lang, len(case), **told)


def _differentiation(case: Case, fact: Criterion, lang: str) -> pa.Array:  # noqa: ARG001
    count, numbers = differentiation.measure(case), case.plan.facts.assumptions["differentiation"]
    value = differentiation.value(count, scale=numbers["scale"])
    told = {"m": count, "half_km": numbers["half_m"] / 1000.0, "value": value}
    return phrases("k4.count", lang, len(case), **told)


def _complementarity(case: Case, fact: Criterion, lang: str) -> pa.Array:
    numbers = case.plan.facts.assumptions["complementarity"]
    column = complementarity.assess(case, fact)
    told = {
        "share": complementarity.producer_share(case),
        "km": complementarity.measure(case) / 1000.0,
        "half_km": (numbers.get("w_m", 0.0) + numbers["h_m"]) / 1000.0,
        "value": column.value,
    }
    return _where(np.isfinite(column.value), told, "k5.near", lang)


def _gateway(case: Case, fact: Criterion, lang: str) -> pa.Array:
    """Return the reasons of K6: for each gateway, and each function it serves."""
    access, facts = gateway.measure(case, fact), case.plan.facts
    numbers = facts.assumptions["gateway"]
    names = {f.id: f.name_en if lang == "en" else f.id for f in facts.functions}
    functions = np.array([*(kind.function for kind in case.kinds), None], dtype=object)
    found = []
    for best in np.unique(access.best[access.best >= 0]):
        same, used = np.flatnonzero(access.best == best), access.gateways[best]
        for function in set(functions[case.kind[same]].tolist()):
            rows = same[functions[case.kind[same]] == function]
            told = {
                "function": names.get(function, function) or "",
                "name": gateway.place_name(case.plan, used.place, lang),
                "clause": facts.label(used.clause),
                "rank": used.value,
                "km": access.distance_m[rows] / 1000.0,
                "w_km": numbers["w_m"] / 1000.0,
                "h_km": numbers["h_m"] / 1000.0,
                "mu": access.membership[rows],
                "value": access.value[rows],
            }
            which = "k6.function" if function else "k6.any"
            found.append((rows, phrases(which, lang, len(rows), **told)))
    return scattered(len(case), found)


def _where(rows: Bools, told: Mapping[str, object], key: str, lang: str) -> pa.Array:
    """Return a sentence for some of the sites, blank for the others."""
    at = np.flatnonzero(rows)
    some = {k: v[at] if isinstance(v, np.ndarray) else v for k, v in told.items()}
    return scattered(len(rows), [(at, phrases(key, lang, len(at), **some))])


REASONS: Mapping[str, Reasons] = {
    "layout": layout_reasons,
    "county": _county,
    "agglomeration": _agglomeration,
    "differentiation": _differentiation,
    "complementarity": _complementarity,
    "gateway": _gateway,
}
