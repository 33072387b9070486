"""Small HTML tables and score bars: text is escaped once, here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap, zip_longest
from typing import Any

from gis_app.components.assets import STATIC, escape
from gis_app.components.wording import STATE, Words
from layers.plan import Facts

# Once a page, before its tables.
STYLE = f"<style>{(STATIC / 'js' / 'tables.css').read_text(encoding='utf-8')}</style>"
WIDE = 4  # columns; a table with more scrolls sideways on a narrow screen
GRADE_COLOURS = ("#d9d3c5", "#f0d9a8", "#b7d8bd", "#4c9a64")  # from insufficient to well


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: text, its kind (num, key, quote, tag) and, for a chip, its colour."""

    text: str
    kind: str = ""
    colour: str | None = None


Row = Sequence[str | Cell]


def table(columns: Sequence[str], rows: Iterable[Row], *, caption: str = "") -> str:
    """Return an HTML table that scrolls sideways where it must."""
    listed = list(rows)
    kinds = [c.kind if isinstance(c, Cell) else "" for c in listed[0]] if listed else []
    head = "".join(starmap(_head, zip_longest(columns, kinds, fillvalue="")))
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in listed)
    label = f' aria-label="{escape(caption)}"' if caption else ""
    whole = f"<table{label}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    wide = " wide" if len(columns) > WIDE else ""
    return f'<div class="sz{wide}">{whole}</div>'


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
    return f'<td class="{escape(cell.kind)}">{text}</td>'


def criteria(result: Mapping[str, Any], facts: Facts, words: Words) -> str:
    """Return one bar a criterion: value, weight, contribution, reason, clause and quote."""
    names = {c.id: c.name_en if words.lang == "en" else c.name for c in facts.criteria}
    rows = "".join(_criterion(c, names[c["id"]], facts, words) for c in result["criteria"])
    return f"<div>{rows}</div>"


def _criterion(row: Mapping[str, Any], name: str, facts: Facts, words: Words) -> str:
    state = row["state"]
    numbers = words.t("权重 {w}").format(w=f"{row['weight']:.3f}")
    bar, told = f'<div class="track {escape(state)}"></div>', words.t(STATE[state])
    if state == "scored":
        width = f"width:{100 * row['value']:.1f}%"
        bar = f'<div class="track"><div class="bar" style="{width}"></div></div>'
        told = words.t("得分 {x}").format(x=f"{row['value']:.2f}")
    if row["contribution"] is not None:
        share = words.t("贡献 {c} 分").format(c=f"{row['contribution']:.1f}")
        numbers = f"{numbers} · {share}"
    cite = words.quoted(facts.label(row["clause"]), row["quote"])
    return (
        f'<div class="crit" data-state="{escape(state)}"><div class="top">'
        f'<span class="name">{escape(row["id"])} {escape(name)}</span>'
        f'<span class="num">{escape(told)} · {escape(numbers)}</span></div>{bar}'
        f'<div class="why">{escape(row["because"])}</div>'
        f'<div class="quote">{escape(cite)}</div></div>'
    )


def scale(result: Mapping[str, Any], limits: Mapping[str, float]) -> str:
    """Return the 0–100 scale with its grades, the score and its interval."""
    edges = [0.0, limits["weak"], limits["largely"], limits["well"], 100.0]
    zones = "".join(
        f'<div class="zone" style="left:{a}%;width:{b - a}%;background:{colour}"></div>'
        for a, b, colour in zip(edges, edges[1:], GRADE_COLOURS, strict=False)
    )
    ticks = "".join(f'<div class="tick" style="left:{e}%">{e:.0f}</div>' for e in edges)
    low, high, at = result["low"], result["high"], result["score"]
    spread = f'<div class="range" style="left:{low}%;width:{max(high - low, 0.4)}%"></div>'
    mark = f'<div class="mark" style="left:{at}%"></div>'
    return f'<div class="scale" aria-hidden="true">{zones}{spread}{mark}{ticks}</div>'
