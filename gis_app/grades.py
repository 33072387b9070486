"""The grades in English; their Chinese names are the values that files carry."""

from __future__ import annotations

ENGLISH = {
    "支持充分": "well supported",
    "基本支持": "largely supported",
    "支持较弱": "weakly supported",
    "依据不足": "insufficient textual basis",
    "规划未涉及": "not addressed by the plan",
}


def grade_name(grade: str | None, lang: str) -> str | None:
    """Return a grade as people read it in `lang`.

    >>> grade_name("支持充分", "en"), grade_name("支持充分", "zh")
    ('well supported', '支持充分')
    """
    return ENGLISH.get(grade, grade) if grade and lang == "en" else grade
