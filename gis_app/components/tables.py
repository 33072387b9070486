"""Small HTML tables and score bars: text is escaped once, here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap, zip_longest
from typing import Any

from gis_app.components.assets import STATIC, escape
from gis_app.components.wording import STATE, Words
from layers.plan import Facts

# Once a page, before its tables; the second by the language of the page.
SHEETS = ("tables.css", "print.css")
STYLE = "".join(
    f"<style>{(STATIC / 'js' / name).read_text(encoding='utf-8')}</style>" for name in SHEETS
)
FIELDS = {"zh": f"<style>{(STATIC / 'js' / 'fields.zh.css').read_text(encoding='utf-8')}</style>"}
FOR_STYLES = re.compile(r"[<>'\\\n]")  # what ends a text in a style, or the style
WIDE = 4  # columns; a table with more scrolls sideways on a narrow screen
GRADE_COLOURS = ("#d9d3c5", "#f0d9a8", "#b7d8bd", "#4c9a64")  # from insufficient to well


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: text, its kind (num, key, quote, tag) and, for a chip, its colour."""

    text: str
    kind: str = ""
    colour: str | None = None


Row = Sequence[str | Cell]


def table(columns: Sequence[str], rows: Iterable[Row], *, caption: str = "", kind: str = "") -> str:
    """Return an HTML table that scrolls sideways where it must; `kind` is a class of its own."""
    listed = list(rows)
    kinds = [c.kind if isinstance(c, Cell) else "" for c in listed[0]] if listed else []
    head = "".join(starmap(_head, zip_longest(columns, kinds, fillvalue="")))
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in listed)
    label = f' aria-label="{escape(caption)}"' if caption else ""
    whole = f"<table{label}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    wide = " wide" if len(columns) > WIDE else ""
    own = f" {escape(kind)}" if kind else ""
    return f'<div class="sz{wide}{own}">{whole}</div>'


def _head(title: str, kind: str) -> str:
    number = ' class="num"' if kind == "num" else ""
    return f'<th scope="col"{number}>{escape(title)}</th>'


def _cell(cell: str | Cell) -> str:
    if isinstance(cell, str):
        return f"<td>{escape(cell)}</td>"
    text = escape(cell.text)
    if cell.colour:
        text = f'<span class="chip" style="background:{escape(cell.colour)}"></span>{text}'
    if cell.kind.startswith("tag "):
        return f'<td><span class="{escape(cell.kind)}">{text}</span></td>'
    kind = f' class="{escape(cell.kind)}"' if cell.kind else ""
    return f"<td{kind}>{text}</td>"


def printed(notices: Iterable[str]) -> str:
    """Return the style that writes `notices` below a page on paper, which has no sidebar."""
    text = FOR_STYLES.sub(lambda found: f"\\{ord(found[0]):x} ", "\n".join(notices))
    told = f".stMainBlockContainer::after{{content:'{text}';font-size:.75rem;white-space:pre-line}}"
    return f"<style>@media print{{{told}}}</style>"


def section(title: str, note: str = "") -> str:
    """Return a heading below the page's own, and a line of explanation."""
    told = f'<p class="note">{escape(note)}</p>' if note else ""
    return f'<h3 class="part">{escape(title)}</h3>{told}'


def criteria(result: Mapping[str, Any], facts: Facts, words: Words) -> str:
    """Return one bar a criterion: value, weight, contribution, reason, clause and quote."""
    names = {c.id: c.name_en if words.lang == "en" else c.name for c in facts.criteria}
    rows = "".join(_criterion(c, names[c["id"]], facts, words) for c in result["criteria"])
    return f"<div>{rows}</div>"


def _criterion(row: Mapping[str, Any], name: str, facts: Facts, words: Words) -> str:
    state = row["state"]
    numbers = words.t("权重 {w}").format(w=words.number(row["weight"], 3))
    bar, told = f'<div class="{escape(state)}"></div>', words.t(STATE[state])
    if state == "scored":
        bar = f'<div><div style="width:{100 * row["value"]:.0f}%"></div></div>'
        told = words.t("得分 {x}").format(x=words.number(row["value"], 2))
    if row["contribution"] is not None:
        share = words.t("贡献 {c} 分").format(c=words.number(row["contribution"]))
        numbers = f"{numbers} · {share}"
    cite = words.quoted(facts.label(row["clause"]), row["quote"])
    return (
        f'<div class="crit"><b>{escape(row["id"])} {escape(name)}</b>'
        f"<span>{escape(told)} · {escape(numbers)}</span>{bar}"
        f'<p>{escape(row["because"])}</p><p class="quote">{escape(cite)}</p></div>'
    )


def scale(result: Mapping[str, Any], limits: Mapping[str, float]) -> str:
    """Return the 0–100 scale with the score and its interval; the page has its `scale_style`."""
    edges = _edges(limits)
    ticks = "".join(f'<i style="left:{e:.0f}%">{e:.0f}</i>' for e in edges)
    low, high, at = result["low"], result["high"], result["score"]
    spread = f'<div class="range" style="left:{low:.1f}%;width:{max(high - low, 0.4):.1f}%"></div>'
    mark = f'<div class="mark" style="left:{at:.1f}%"></div>'
    return f'<div class="scale" aria-hidden="true">{spread}{mark}{ticks}</div>'


def scale_style(limits: Mapping[str, float]) -> str:
    """Return the colours of the scale's grades, once a page."""
    edges = _edges(limits)
    stops = ",".join(
        f"{colour} {a:g}% {b:g}%"
        for a, b, colour in zip(edges, edges[1:], GRADE_COLOURS, strict=False)
    )
    return f"<style>.scale::before{{background:linear-gradient(90deg,{stops})}}</style>"


def _edges(limits: Mapping[str, float]) -> list[float]:
    """Return the scores between which the grades lie, 0 and 100 among them."""
    return [0.0, limits["weak"], limits["largely"], limits["well"], 100.0]
