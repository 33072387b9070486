"""Two scored scenarios in tables: scores, what moved them, site by site."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from gis_app.components.assets import escape
from gis_app.components.scenario_tables import same
from gis_app.components.tables import Cell, Row, table
from gis_app.components.wording import Words
from gis_app.projects.contrast import Move
from gis_app.projects.model import Site
from layers.plan import Facts

Json = Mapping[str, Any]

METRES = 111_195.0  # of a degree of latitude
SIDES = ("A", "B")
COLOURS = ("#0b5cad", "#e08214")  # of A and B on the map
NAMED = 3  # criteria named as reasons
SHOWN = 0.05  # points of a score that a table would show
MOVED = ("贡献差", "因取值", "因权重")


def legend(names: Sequence[str]) -> str:
    """Return the colours of the two scenarios on the map."""
    keys = "".join(
        f'<span class="key"><span class="chip" style="background:{colour}"></span>'
        f"{side} {escape(name)}</span>"
        for side, colour, name in zip(SIDES, COLOURS, names, strict=True)
    )
    return f'<div class="grades">{keys}</div>'


def apart_m(one: Site, other: Site) -> float:
    """Return roughly how far two sites lie apart, in metres."""
    north = (other.lat - one.lat) * METRES
    east = (other.lon - one.lon) * METRES * math.cos(math.radians((one.lat + other.lat) / 2))
    return math.hypot(north, east)


def scores(results: Sequence[Json | None], words: Words) -> str:
    """Return score, grade, interval and coverage of A and B, and the differences."""
    t = words.t
    one, other = results
    names = {"score": "规划支持度", "low": "得分下限", "high": "得分上限"}
    rows: list[Row] = [
        [
            Cell(t("等级"), "key"),
            *(_grade(r, words) for r in results),
            Cell(t(_changed(one, other)), "num"),
        ]
    ]
    for key, name in names.items():
        pair = [r and r[key] for r in results]
        rows.append([Cell(t(name), "key"), *map(_number, pair), _signed(_difference(*pair))])
    shares = [None if r is None else 100 * r["coverage"] for r in results]
    rows.append(
        [Cell(t("指标覆盖率 %"), "key"), *map(_number, shares), _signed(_difference(*shares))]
    )
    return table(["", *SIDES, "B − A"], rows, caption=t("得分"))


def _grade(result: Json | None, words: Words) -> Cell:
    return Cell("—" if result is None or not result["grade"] else words.t(result["grade"]), "num")


def _changed(one: Json | None, other: Json | None) -> str:
    if one is None or other is None:
        return "—"
    return same(str(one["grade"]), str(other["grade"]))


def criteria(found: Sequence[Move], results: Sequence[Json], facts: Facts, words: Words) -> str:
    """Return one row a criterion: its values and contributions, and what moved them."""
    t = words.t
    names = {c.id: words.name(c) for c in facts.criteria}
    sides = [{c["id"]: c for c in r["criteria"]} for r in results]
    columns = (
        "指标",
        "取值 A",
        "取值 B",
        "贡献 A",
        "贡献 B",
        "贡献差",
        "因取值",
        "因权重",
        "规划依据",
    )
    rows: list[Row] = []
    for move in found:
        one, other = (side[move.id] for side in sides)
        rows.append(
            [
                Cell(f"{move.id} {names[move.id]}", "key"),
                *(_value(row, words) for row in (one, other)),
                *(_number(x) for x in (move.before, move.after)),
                *map(_signed, _moved(move)),
                Cell(words.quoted(facts.label(other["clause"]), other["quote"]), "quote"),
            ]
        )
    rows.append(
        [
            Cell(t("合计"), "key"),
            *("", ""),
            *(_number(r["score"]) for r in results),
            *(
                _signed(sum(getattr(m, name) for m in found))
                for name in ("difference", "by_value", "by_weight")
            ),
            "",
        ]
    )
    return table([t(c) for c in columns], rows, caption=t("得分变动的来源"))


def _moved(move: Move) -> tuple[float | None, ...]:
    """Return the difference and its parts, nothing where the criterion counts on neither side."""
    if move.before is None and move.after is None:
        return None, None, None
    return move.difference, move.by_value, move.by_weight


def _value(row: Json, words: Words) -> Cell:
    if row["state"] == "scored":
        return Cell(f"{row['value']:.2f}", "num")
    return Cell(words.t("数据不足" if row["state"] == "unknown" else "不适用"), "num")


def reasons(found: Sequence[Move], facts: Facts, words: Words) -> str:
    """Return in one sentence which criteria moved the score most, and through what."""
    t = words.t
    names = {c.id: words.name(c) for c in facts.criteria}
    moved = sorted(
        (m for m in found if abs(m.difference) >= 0.05), key=lambda m: -abs(m.difference)
    )
    if not moved:
        return t("各项贡献没有差别。")
    parts = (
        t("{name} {points}（{why}）").format(
            name=f"{m.id} {names[m.id]}",
            points=f"{m.difference:+.1f}",
            why=t("取值不同" if abs(m.by_value) >= abs(m.by_weight) else "权重或适用情况不同"),
        )
        for m in moved[:NAMED]
    )
    return t("主要来自：{parts}。").format(parts=words.listed(parts))


def by_site(
    names: Sequence[str], results: Sequence[tuple[Json | None, Json | None]], words: Words
) -> str:
    """Return one row a site that occurs in either scenario: scores, grades, difference."""
    t = words.t
    columns = ("名称", "得分 A", "得分 B", "B − A", "等级 A", "等级 B")
    rows = (
        [
            Cell(name, "key"),
            *(_number(r and r["score"]) for r in pair),
            _signed(_difference(*(r and r["score"] for r in pair))),
            *(_grade(r, words) for r in pair),
        ]
        for name, pair in zip(names, results, strict=True)
    )
    return table([t(c) for c in columns], rows, caption=t("逐点比较"))


def _difference(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else other - one


def _number(value: float | None) -> Cell:
    return Cell("—" if value is None else f"{value:.1f}", "num")


def _signed(value: float | None) -> Cell:
    if value is None:
        return Cell("—", "num")
    return Cell(f"{value:+.1f}" if abs(value) >= SHOWN else "0.0", "num")
