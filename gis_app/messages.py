"""Every message a person may meet: a fault's code and facts → one line in Chinese or English.

`E-` stops the request (exit 2), `W-` travels with the result. Codes never change their meaning.
"""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral

from gis_app import (
    message_texts,
    message_texts_bulk,
    message_texts_bundle,
    message_texts_crs,
    message_texts_indicators,
    message_texts_map,
    message_texts_portfolio,
    message_texts_projects,
    message_texts_reading,
    message_texts_reports,
    message_texts_service,
    message_texts_shapefile,
    message_texts_siting,
    message_texts_suitability,
    message_texts_tables,
    message_texts_weights,
    message_texts_writing,
)
from gis_app.message_texts import Texts
from layers.errors import FactError, Fault, InputError, PlannerError
from layers.quoting import nested

TABLE = {
    **message_texts.TABLE,
    **message_texts_bulk.TABLE,
    **message_texts_bundle.TABLE,
    **message_texts_crs.TABLE,
    **message_texts_indicators.TABLE,
    **message_texts_map.TABLE,
    **message_texts_portfolio.TABLE,
    **message_texts_projects.TABLE,
    **message_texts_reading.TABLE,
    **message_texts_reports.TABLE,
    **message_texts_service.TABLE,
    **message_texts_shapefile.TABLE,
    **message_texts_siting.TABLE,
    **message_texts_suitability.TABLE,
    **message_texts_tables.TABLE,
    **message_texts_weights.TABLE,
    **message_texts_writing.TABLE,
}
WORDS = {
    **message_texts.WORDS,
    **message_texts_projects.WORDS,
    **message_texts_reading.WORDS,
    **message_texts_crs.WORDS,
    **message_texts_service.WORDS,
    **message_texts_shapefile.WORDS,
    **message_texts_siting.WORDS,
    **message_texts_suitability.WORDS,
    **message_texts_tables.WORDS,
    **message_texts_weights.WORDS,
}
LONGEST_VALUE = 300  # characters of somebody's own text inside a message
MOST_ROWS = 10  # row numbers listed before the rest is only counted
COUNTS = {"n", "m", "count", "most", "least", "limit", "cells", "shapes"}  # not years or ids
LISTS = {
    *("cands", "cells", "cols", "fields", "ids", "kinds", "known", "missing", "names"),
    *("sectors", "unknown", "wanted"),
}


class _Facts(dict[str, str]):
    """Facts for a template; one that was not given is left out instead of failing."""

    def __missing__(self, key: str) -> str:
        return "" if key in {"at", "file", "looks", "more"} else "—"


def render(fault: Fault, lang: str = "zh") -> str:
    """Return one line, `E-CRS-01: …`, in Chinese or English."""
    texts = TABLE.get(fault.code)
    if texts is None:
        return one_line(fault)
    return nested(f"{fault.code}: {_pick(texts, lang).format_map(_facts(fault, lang)).strip()}")


def lines(faults: Iterable[Fault], lang: str = "zh") -> list[str]:
    """Return the rendered faults in order, each text once; rows with the same fault together."""
    return list(dict.fromkeys(render(fault, lang) for fault in grouped(faults)))


def grouped(faults: Iterable[Fault]) -> list[Fault]:
    """Return faults that differ only in their row and coordinates as one, with all its rows."""
    first: dict[tuple[object, ...], Fault] = {}
    rows: dict[tuple[object, ...], list[object]] = {}
    for fault in faults:
        told = ((k, str(v)) for k, v in fault.facts.items() if k not in {"rows", "x", "y"})
        key = (fault.code, *sorted(told))
        first.setdefault(key, fault)
        rows.setdefault(key, []).extend(_numbers(fault.facts.get("rows", ())))
    return [
        Fault(f.code, {**f.facts, "rows": tuple(rows[key])} if rows[key] else f.facts)
        for key, f in first.items()
    ]


def _numbers(rows: object) -> tuple[object, ...]:
    return tuple(rows) if isinstance(rows, (list, tuple)) else (rows,)


def faults_of(error: PlannerError) -> tuple[Fault, ...]:
    """Return the faults an error carries; an error of another kind becomes a single one."""
    if isinstance(error, InputError):
        return error.faults
    code = "E-PLN-01" if isinstance(error, FactError) else "E-DAT-01"
    return (Fault(code, {"what": str(error)}),)


def one_line(value: object) -> str:
    """Return a value as it may stand in a message: printable, on one line, not too long.

    >>> one_line("a" + chr(10) + "b")
    'a b'
    """
    text = "".join(c if c.isprintable() else " " for c in str(value)).strip()
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _pick(texts: Texts, lang: str) -> str:
    return texts[1] if lang == "en" else texts[0]


def _facts(fault: Fault, lang: str) -> _Facts:
    """Return the facts as text; in English `known_en`, where it is given, stands for `known`."""
    facts = _Facts()
    for key, given in fault.facts.items():
        value = fault.facts.get(f"{key}_en", given) if lang == "en" else given
        known = WORDS.get(value) if isinstance(value, str) else None
        if key == "name" and "-CRS-" in fault.code:
            known = message_texts_crs.SHIFTED.get(str(value), known)
        facts[key] = _pick(known, lang) if known else _said(key, value, lang)
    if rows := fault.facts.get("rows"):
        facts["at"] = _at(rows, lang)
    if "file" in facts:
        facts["file"] = f"“{facts['file']}”{': ' if lang == 'en' else ''}"
    return facts


def _said(key: str, value: object, lang: str) -> str:
    """Return a value as text: a count in groups of three digits, a list with its own commas."""
    if key in COUNTS and isinstance(value, Integral):
        return f"{int(value):,}"
    text = one_line(value)
    return text.replace("、", ", ") if lang == "en" and key in LISTS else text


def _at(rows: object, lang: str) -> str:
    """Return `第 2、5 行：` or `Rows 2, 5: `; a long list is cut and counted."""
    numbers = [one_line(row) for row in _numbers(rows)]
    shown, more = numbers[:MOST_ROWS], len(numbers) > MOST_ROWS
    if lang == "en":
        tail = f" … ({len(numbers)} rows)" if more else ""
        return f"{'Row' if len(numbers) == 1 else 'Rows'} {', '.join(shown)}{tail}: "
    return f"第 {'、'.join(shown)}{f' 等 {len(numbers)}' if more else ''} 行："
