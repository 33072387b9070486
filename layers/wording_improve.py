"""The sentences of the nearest change that lifts a grade, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, tuple[str, str]] = {
    "improve.move": (
        "行业不变，向{bearing}（方位 {degrees:.0f}°）移动约 {km:.2f} 公里（至{district}）"
        "可达“{grade}”（{total:.1f} 分）",
        "with the same sectors, about {km:.2f} km to the {bearing} ({degrees:.0f}°, {district}) "
        "it would be {grade} ({total:.1f})",
    ),
    "improve.swap": (
        "位置不变，{old}改为{new}可达“{grade}”（{total:.1f} 分）",
        "at the same place, with {new} instead of {old}, it would be {grade} ({total:.1f})",
    ),
    "improve.note": (
        "。按同样数据和权重重新计算，只说明评分如何变化，不是选址意见。",
        ". Recomputed with the same data and weights; it tells how the score changes, not where "
        "to build.",
    ),
    "improve.bearing.0": ("北", "north"),
    "improve.bearing.1": ("东北", "north-east"),
    "improve.bearing.2": ("东", "east"),
    "improve.bearing.3": ("东南", "south-east"),
    "improve.bearing.4": ("南", "south"),
    "improve.bearing.5": ("西南", "south-west"),
    "improve.bearing.6": ("西", "west"),
    "improve.bearing.7": ("西北", "north-west"),
    "grade.支持充分": ("支持充分", "well supported"),
    "grade.基本支持": ("基本支持", "largely supported"),
    "grade.支持较弱": ("支持较弱", "weakly supported"),
}
