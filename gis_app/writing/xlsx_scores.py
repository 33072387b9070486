"""Scores in a workbook: a line a criterion, and formulas that make the scores from these lines.

A formula is written only where it gives the value that was found; what draws or a choice between
two readings decided is written as a value. Lines are matched by 序号, so both sheets may be sorted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from gis_app.writing.xlsx_layer import NUMBER, Page
from gis_app.writing.xlsx_page import NONE, Column, Formula
from layers.plan import Facts
from layers.totals import INSUFFICIENT, LARGELY, SILENT, WEAK, WELL, Guides, grade

MOST_LIVE = 2000  # sites; with more, the sums over all lines would take a spreadsheet minutes
RESULT, DETAIL, ABOUT = "'评价结果'!", "'指标明细'!", "'数据与口径'!"
STATES = {"scored": "计分", "not_applicable": "不适用", "unknown": "数据不足"}
SCORED, UNKNOWN = STATES["scored"], STATES["unknown"]
COLUMNS = (
    Column(NUMBER, shown="0"),
    Column("标识码", most=20.0),
    Column("名称", most=24.0),
    Column("指标"),
    Column("指标名称", most=12.0),
    Column("状态", most=10.0),
    Column("值（x）", shown="0.0000"),
    Column("权重（w）", shown="0.0000"),
    Column("w·x", shown="0.0000"),
    Column("贡献（分）", shown="0.00"),
    Column("规划依据", most=12.0),
    Column("规划原文", most=26.0),
    Column("理由", most=58.0),
)
# Columns of the lines by the letter they have and the name they go by in formulas.
N, CRITERION, STATE, X, W, WX = "A", "D", "F", "G", "H", "I"
NAMES = {
    **{N: "明细序号", CRITERION: "明细指标", STATE: "明细状态"},
    **{X: "明细值", W: "明细权重", WX: "明细加权值"},
}
LIMIT_ROWS = {"well": 5, "largely": 6, "weak": 7, "cap_below": 8}  # on 数据与口径, column B
LIMITS = {
    "well": f"界线_{WELL}",
    "largely": f"界线_{LARGELY}",
    "weak": f"界线_{WEAK}",
    "cap_below": "界线_封顶",
}
RESULTS = {NUMBER: "评价序号", "ZCDDF": "评价得分"}
SAME = 1e-9
Json = Mapping[str, Any]


@dataclass(slots=True)
class Scored:
    """Results with the facts they rest on; `fixed` counts the values written without formula."""

    results: Sequence[Json]
    facts: Facts
    live: bool = True
    fixed: dict[str, int] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)  # code → letters of its column, 评价结果

    def put(self, page: Page, *, live: bool) -> None:
        """Put scores in full into the rows of 评价结果, as formulas where `live`."""
        self.live = live
        self.at = {code: xl_col_to_name(k) for k, code in enumerate(page.codes)}
        for one in self.facts.criteria:
            page.columns[page.at(one.id)] = Column(one.name, one.id, "0.00")
        for row, (cells, result) in enumerate(zip(page.rows, self.results, strict=True), start=2):
            for code, value, formula in self._result(row, result):
                cells[page.at(code)] = self._live(code, value, formula)

    def detail(self) -> tuple[Sequence[Column], list[list[object]]]:
        """Return columns and rows of 指标明细, a line for each site and criterion."""
        names = {c.id: c.name for c in self.facts.criteria}
        rows: list[list[object]] = []
        for number, result in enumerate(self.results, start=1):
            plain = _Plain(result, self)
            for one, gives in zip(result["criteria"], plain.contributions, strict=True):
                line = len(rows) + 2
                rows.append(
                    [
                        *(number, result["id"], result["name"], one["id"], names[one["id"]]),
                        *(STATES[one["state"]], one["value"], one["weight"]),
                        self._live("w·x", _product(one), (self._wx(line), _product(one))),
                        self._live("贡献", one["contribution"], (self._share(line), gives)),
                        *(self.facts.label(one["clause"]), one["quote"], one["because"]),
                    ]
                )
        return COLUMNS, rows

    @property
    def draws(self) -> Json | None:
        """Return how often the interval was drawn, None where it was not."""
        return next((r["uncertainty"] for r in self.results if r.get("uncertainty")), None)

    def _live(self, code: str, value: object, formula: tuple[str, object]) -> object:
        """Return the formula where it gives `value`, else the value."""
        text, gives = formula
        if self.live and _same(gives, value):
            return Formula(text, value)
        if self.live:
            self.fixed[code] = self.fixed.get(code, 0) + 1
        return NONE if value is None else value

    def _result(self, row: int, result: Json) -> Iterator[tuple[str, object, tuple[str, object]]]:
        """Yield code, value and (formula, what it gives) of one row of 评价结果."""
        at, plain = {c: f"${letter}{row}" for c, letter in self.at.items()}, _Plain(result, self)
        one, two = at[plain.layout], at[plain.county]
        n, score = at[NUMBER], at["ZCDDF"]
        silent = f'AND({one}="{NONE}",SUM({two})=0)'
        done, wx = self._sum(W, n, SCORED), self._sum(WX, n)
        open_ = self._sum(W, n, UNKNOWN)
        for c in result["criteria"]:
            found = self._criterion(n, c["id"])
            yield c["id"], c["value"], (found, c["value"])
        nothing = f'OR({at["XZQMC"]}="",{silent},{done}=0)'
        yield "ZCDDF", result["score"], (f'IF({nothing},"{NONE}",100*{wx}/{done})', plain.score)
        yield "ZCDDJ", result["grade"], (self._grade(at, one, silent), plain.grade)
        low = f'IF({score}="{NONE}","{NONE}",100*{wx}/({done}+{open_}))'
        high = f'IF({score}="{NONE}","{NONE}",100*({wx}+{open_})/({done}+{open_}))'
        yield "DFXX", result["low"], (low, plain.low)
        yield "DFSX", result["high"], (high, plain.high)
        yield "FGD", result["coverage"], (f"{done}/{self._sum(W, n)}", plain.coverage)

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield the names that formulas use, and what each stands for."""
        if not self.live:
            return
        last = 1 + len(self.results) * len(self.facts.criteria)
        for letter, name in NAMES.items():
            yield name, f"={DETAIL}${letter}$2:${letter}${last}"
        for code, name in RESULTS.items():
            yield name, f"={RESULT}${self.at[code]}$2:${self.at[code]}${1 + len(self.results)}"
        for key, name in LIMITS.items():
            yield name, f"={ABOUT}$B${LIMIT_ROWS[key]}"

    def _sum(self, letter: str, n: str, state: str = "") -> str:
        only = f',{NAMES[STATE]},"{state}"' if state else ""
        return f"SUMIFS({NAMES[letter]},{NAMES[N]},{n}{only})"

    def _criterion(self, n: str, ident: str) -> str:
        which = f'{NAMES[N]},{n},{NAMES[CRITERION]},"{ident}",{NAMES[STATE]},"{SCORED}"'
        return f'IF(COUNTIFS({which})=0,"{NONE}",SUMIFS({NAMES[X]},{which}))'

    def _grade(self, at: Mapping[str, str], one: str, silent: str) -> str:
        """Return the grade of a score: limits from 数据与口径, capped by a weak layout fit."""
        score = at["ZCDDF"]
        capped = f'IF({score}>={LIMITS["weak"]},"{WEAK}","{INSUFFICIENT}")'
        free = (
            f'IF({score}>={LIMITS["well"]},"{WELL}",IF({score}>={LIMITS["largely"]},"{LARGELY}",'
            f"{capped}))"
        )
        weak = f'AND({one}<>"{NONE}",SUM({one})<{LIMITS["cap_below"]})'
        graded = f'IF({score}="{NONE}","{NONE}",IF({weak},{capped},{free}))'
        return f'IF({at["XZQMC"]}="","{NONE}",IF({silent},"{SILENT}",{graded}))'

    def _wx(self, line: int) -> str:
        return f'IF({STATE}{line}="{SCORED}",{X}{line}*{W}{line},0)'

    def _share(self, line: int) -> str:
        score = f"INDEX({RESULTS['ZCDDF']},MATCH({N}{line},{RESULTS[NUMBER]},0))"
        nothing = f'OR({STATE}{line}<>"{SCORED}",{score}="{NONE}")'
        share = f"100*{WX}{line}/{self._sum(W, f'{N}{line}', SCORED)}"
        return f'IF({nothing},"{NONE}",{share})'


class _Plain:
    """What the formulas give for one result."""

    def __init__(self, result: Json, scored: Scored) -> None:
        self.result, self.facts = result, scored.facts
        guides = Guides.of(self.facts)
        self.criteria = result["criteria"]
        self.layout = self.facts.criteria[guides.layout].id
        self.county = self.facts.criteria[guides.county].id
        self.done = self._weight("scored")
        self.open = self._weight("unknown")
        self.wx = math.fsum(_product(c) for c in self.criteria)
        first, second = self.criteria[guides.layout]["value"], self.criteria[guides.county]["value"]
        self.silent = first is None and not second
        nothing = self.silent or result["district"] is None or not self.done
        self.score = None if nothing else 100 * self.wx / self.done
        self.low = None if nothing else 100 * self.wx / (self.done + self.open)
        self.high = None if nothing else 100 * (self.wx + self.open) / (self.done + self.open)
        self.coverage = self.done / math.fsum(c["weight"] for c in self.criteria)
        self.grade = self._grade(first)
        self.contributions = [
            None if nothing or c["value"] is None else 100 * _product(c) / self.done
            for c in self.criteria
        ]

    def _weight(self, state: str) -> float:
        return math.fsum(c["weight"] for c in self.criteria if c["state"] == state)

    def _grade(self, first: float | None) -> str | None:
        if self.result["district"] is None:
            return None
        if self.silent:
            return SILENT
        limits = self.facts.assumptions["grades"]
        return None if self.score is None else grade(self.score, first, limits)


def _product(criterion: Json) -> float:
    return 0.0 if criterion["value"] is None else criterion["value"] * criterion["weight"]


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=0.0, abs_tol=SAME)
    return one == other
