"""The tables of a cluster layer against the plan: matrix, gaps, specialisation, as HTML and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from gis_app.assessment import Assessment, rows_of
from gis_app.components.assets import escape
from gis_app.components.cartography import element_colour
from gis_app.components.tables import Cell, Row, table
from gis_app.components.wording import Words
from layers.export import safe_text
from layers.portfolio import APART, CARRIED, NONE, PARTLY

STATES = {CARRIED: "已有载体承接", PARTLY: "部分承接", NONE: "暂无对应载体", APART: "—"}
MARKS = {CARRIED: "●", PARTLY: "◐", NONE: "○", APART: ""}
STYLE = """<style>
.sz .cells { table-layout: fixed; font-size: .82rem; }
.sz .cells th { white-space: normal; word-break: keep-all; vertical-align: bottom;
  padding: .3rem .15rem; font-size: .76rem; text-align: center; }
.sz .cells th:first-child { width: 11.5rem; }
.sz .cells td { padding: .3rem .25rem; text-align: center; vertical-align: middle;
  border: 1px solid #fff; word-break: keep-all; }
.sz .cells td:first-child, .sz .cells th:first-child { text-align: left; word-break: normal; }
.sz .cells .mark { display: block; font-size: 1rem; line-height: 1.1; }
.sz .cells .carried { background: #b7d8bd; color: #123c22; }
.sz .cells .partly { background: #f4e1b5; color: #4b3600; }
.sz .cells .none { background: #fff; color: #7a2e1d; outline: 1px dashed #c07a66;
  outline-offset: -3px; }
.sz .cells .apart { color: #8c867a; }
.sz .cells .cite { display: block; font-weight: 400; color: #5b564c; font-size: .76rem; }
.sz .cells .heat { font-variant-numeric: tabular-nums; }
</style>"""


def row_name(found: Assessment, row: str, words: Words) -> str:
    """Return the name of an element or county, the rows of the matrix."""
    kind, fact = rows_of(found.plan)[row]
    if kind == "county":
        return found.plan.districts.name(row, words.lang)
    return words.name(fact)


def district_names(found: Assessment, words: Words) -> dict[str, str]:
    """Return district code → name, in the plan's order."""
    return {c: found.plan.districts.name(c, words.lang) for c in found.plan.districts.codes}


def carrier_names(found: Assessment, words: Words) -> dict[str, str]:
    """Return id → name of the clusters, in English where a shipped one has an English name."""
    places = {r.id: r for r in found.plan.layers["places"].itertuples()}
    own = dict(zip(found.standing["id"], found.standing["name"], strict=True))
    shipped = {i for i, name in own.items() if i in places and places[i].name == name}
    return {i: words.name(places[i]) if i in shipped else str(n) for i, n in own.items()}


def matrix(found: Assessment, words: Words) -> str:
    """Return clause by district: a colour, a sign and a word each, the value on hover."""
    t, names = words.t, district_names(found, words)
    carriers = carrier_names(found, words)
    cells = found.coverage.set_index(["row", "district"])
    body = ""
    for row in rows_of(found.plan):
        line = "".join(_state(cells.loc[(row, d)], carriers, words) for d in names)
        body += f"<tr>{_row_head(found, row, words)}{line}</tr>"
    return _cells([t("条款"), *names.values()], body, t("条款—板块对照表"))


def _row_head(found: Assessment, row: str, words: Words) -> str:
    kind, fact = rows_of(found.plan)[row]
    colour = "#8c867a" if kind == "county" else element_colour(row)
    label = found.plan.facts.label(fact.clause)
    return (
        f'<td><span class="chip" style="background:{escape(colour)}"></span>'
        f"<strong>{escape(row_name(found, row, words))}</strong>"
        f'<span class="cite" title="{escape(fact.quote)}">{escape(label)}</span></td>'
    )


def _state(cell: Any, carriers: dict[str, str], words: Words) -> str:
    state, told = cell["state"], words.t(STATES[cell["state"]])
    hint = words.t("条款未涉及该板块") if state == APART else told
    if cell["value"] > 0:
        carrier = carriers.get(cell["best"], "")
        hint = words.t("{state}：支持度 {v}，{name}").format(
            state=told, v=f"{cell['value']:.2f}", name=carrier
        )
    mark = f'<span class="mark" aria-hidden="true">{MARKS[state]}</span>' if MARKS[state] else ""
    return f'<td class="{state}" title="{escape(hint)}">{mark}{_broken(told, 4)}</td>'


def _broken(text: str, after: int) -> str:
    """Return Chinese text with the one place where a line may end: between words."""
    if len(text) <= 5 or text.isascii():
        return escape(text)
    return f"{escape(text[:after])}<wbr>{escape(text[after:])}"


def _cells(heads: Sequence[str], body: str, caption: str) -> str:
    head = "".join(f'<th scope="col">{_broken(h, 2)}</th>' for h in heads)
    whole = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    opened = f'<table class="cells" aria-label="{escape(caption)}">'
    return f'{STYLE}<div class="sz wide">{opened}{whole}</table></div>'


def tally(found: Assessment) -> dict[str, int]:
    """Return how many clause and district pairs are in each state."""
    counts = found.coverage["state"].value_counts()
    return {state: int(counts.get(state, 0)) for state in STATES}


def gaps(found: Assessment, districts: Iterable[str], words: Words) -> str:
    """Return what is still without a carrier in the given districts."""
    t, names, wanted = words.t, district_names(found, words), set(districts)
    rows = [
        [
            Cell(names[g.district], "key"),
            Cell(row_name(found, g.row, words), "key"),
            t("整条条款") if g.whole else t("部分行业"),
            _sectors(found, g.sectors, words),
            Cell(_cite(found, g.row, words), "quote"),
        ]
        for g in found.gaps.sort_values("district", kind="stable").itertuples()
        if g.district in wanted
    ]
    columns = ["板块", "条款", "缺口", "暂无对应载体的重点领域", "规划依据"]
    return table([t(c) for c in columns], rows, caption=t("待补清单"))


def _sectors(found: Assessment, ids: str, words: Words) -> str:
    names = {s.id: words.name(s) for s in found.plan.facts.sectors}
    return words.listed(names[s] for s in ids.split(";") if s) or "—"


def _cite(found: Assessment, row: str, words: Words) -> str:
    fact = rows_of(found.plan)[row][1]
    return words.quoted(found.plan.facts.label(fact.clause), fact.quote)


def specialisation(found: Assessment, words: Words) -> str:
    """Return district by district: Krugman's index, darker where two differ more."""
    names = district_names(found, words)
    body = ""
    for one, name in names.items():
        values = found.specialisation.loc[one]
        line = "".join(_heat(values[other], same=one == other) for other in names)
        body += f"<tr><td><strong>{escape(name)}</strong></td>{line}</tr>"
    return _cells(["", *names.values()], body, words.t("板块分工差异度"))


def _heat(value: float, *, same: bool) -> str:
    if same or pd.isna(value):
        return '<td class="apart">—</td>'
    colour = "#fff" if value > 0.6 else "#1a1a1a"
    shade = f"background:rgba(31,95,168,{0.06 + 0.84 * value:.2f});color:{colour}"
    return f'<td class="heat" style="{shade}">{value:.2f}</td>'


def silent(found: Assessment, words: Words) -> str:
    """Return the clusters that the plan does not speak of, with their sectors."""
    t, names = words.t, district_names(found, words)
    carriers = carrier_names(found, words)
    rows: Iterator[Row] = (
        [
            Cell(carriers[one.id], "key"),
            names.get(one.district, "—"),
            _sectors(found, ";".join(one.sectors or {}), words),
        ]
        for one in found.standing[found.standing["silent"]].itertuples()
    )
    return table([t(c) for c in ("载体", "板块", "重点领域")], rows, caption=t("规划未涉及"))


def matrix_csv(found: Assessment, words: Words) -> bytes:
    """Return the matrix for Excel: words and values, UTF-8 with a mark, CRLF."""
    t, names = words.t, district_names(found, words)
    cells = found.coverage.set_index(["row", "district"])
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([t("条款"), t("规划依据"), *names.values()])
    for row, (_, fact) in rows_of(found.plan).items():
        line = [_plain(cells.loc[(row, d)], words) for d in names]
        label = found.plan.facts.label(fact.clause)
        writer.writerow([safe_text(x) for x in (row_name(found, row, words), label, *line)])
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Any, words: Words) -> str:
    told = words.t(STATES[cell["state"]])
    return f"{told} {cell['value']:.2f}" if cell["value"] > 0 else told
