"""The words of exported fields: how the plan's codes are put into Chinese for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from layers.mix import mix_text
from layers.peers import as_mix

Row = Mapping[str, Any]

STATUS = {
    "official": "官方数据",
    "derived": "推算",
    "authored": "人工勾绘",
    "schematic": "示意",
    "osm": "开放数据（OpenStreetMap）",
    "gshhg": "开放数据（GSHHG）",
    "geonames": "开放数据（GeoNames）",
    "user": "用户数据",
}
KINDS = {"ring": "环", "axis": "轴", "belt": "带", "lake": "湖泊", "river": "河流"}
ZONES = {"core": "核心范围", "influence": "辐射范围", "fade": "辐射范围边缘"}
CONFIDENCE = {"A": "甲（两源互证）", "B": "乙（单源）", "C": "丙（推定）"}


def missing(value: object) -> bool:
    """Return whether a cell is None, NaN or NA; lists and mappings never are."""
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def accuracy(row: Row) -> str | None:
    """Return status and error for people: 示意，误差约1500米.

    >>> accuracy({"status": "schematic", "accuracy_m": 1500.0})
    '示意，误差约1500米'
    """
    status, metres = row.get("status"), row.get("accuracy_m")
    words = [] if missing(status) else [STATUS.get(str(status), str(status))]
    if not missing(metres):
        words.append(f"误差约{float(str(metres)):.0f}米")
    return "，".join(words) or None


def word(column: str, words: Mapping[str, str]) -> Callable[[Row], object]:
    """Return a source that puts the codes of `column` into Chinese."""

    def take(row: Row) -> object:
        value = row.get(column)
        return None if missing(value) else words.get(str(value), value)

    return take


def method(row: Row) -> str | None:
    """Return the ways a geometry was made, joined, for people."""
    value = row.get("method")
    return None if missing(value) else "、".join(STATUS.get(m, m) for m in str(value).split("+"))


def shares(row: Row) -> str | None:
    """Return the sectors as shares that sum to 1, however strong each tie is by itself.

    >>> shares({"sectors": "P7:1;P6:0.5"}), shares({"sectors": "P7:0.5;P6:0.5"})
    ('P7:0.666667;P6:0.333333', 'P7;P6')
    """
    return mix_text(as_mix(row.get("sectors"))) or None


def clause(row: Row) -> object:
    """Return the clause as people cite it, else its id."""
    label = row.get("clause_label")
    return row.get("clause") if missing(label) else label
