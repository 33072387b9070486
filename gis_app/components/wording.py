"""The phrases that maps and tables share: provenance, relations, distances, names by language."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gis_app import i18n
from gis_app.i18n import Translate, translator
from gis_app.writing.made import INTERNAL
from layers.export_words import CONFIDENCE as LOCATED
from layers.export_words import STATUS
from layers.quoting import nested

RELATION = {"core": "核心范围", "influence": "辐射范围", "outside": "范围以外"}
CONFIDENCE = {**LOCATED, "N": "无址"}
STATE = {"scored": "已评分", "not_applicable": "不适用", "unknown": "数据不足"}
COMPASS = ("北", "东北", "东", "东南", "南", "西南", "西", "西北")
FOOTER = INTERNAL["zh"]


@dataclass(frozen=True)
class Words:
    """Phrases in one language."""

    lang: str

    @property
    def t(self) -> Translate:
        """Return the translator of this language."""
        return translator(self.lang)

    def name(self, row: Any) -> str:
        """Return the name of a row (mapping or object) in this language, else in Chinese."""
        found = row if isinstance(row, Mapping) else vars_of(row)
        english = found.get("name_en")
        if self.lang == "en" and isinstance(english, str) and english:
            return english
        return str(found["name"])

    def provenance(self, status: str, least_m: float | None, most_m: float | None = None) -> str:
        """Return how a geometry came about and how far it, or each of several, may be off."""
        kind = self.t(STATUS.get(status, status))
        if least_m is None or not math.isfinite(least_m):
            return kind
        metres = self.number(least_m, 0)
        if most_m is not None and most_m > least_m:
            metres = f"{metres}–{self.number(most_m, 0)}"
        return self.t("{kind}，误差约{m}米").format(kind=kind, m=metres)

    def listed(self, items: Iterable[str]) -> str:
        """Return items one after the other: a、b, or a, b."""
        return (", " if self.lang == "en" else "、").join(items)

    def joined(self, parts: Iterable[str]) -> str:
        """Return clauses of a sentence: a；b, or a; b."""
        return ("; " if self.lang == "en" else "；").join(parts)

    def number(self, value: float | None, decimals: int = 1) -> str:
        """Return a number as this language writes it, a dash for none."""
        return i18n.number(value, self.lang, decimals)

    def percent(self, share: float | None, decimals: int = 0) -> str:
        """Return a share (0–1) as per cent."""
        return i18n.percent(share, self.lang, decimals)

    def distance(self, metres: float) -> str:
        """Return metres below 1 km, else kilometres with two decimals."""
        if metres < 1000:
            return self.t("{m}米").format(m=self.number(metres, 0))
        return self.t("{km}公里").format(km=self.number(metres / 1000, 2))

    def bearing(self, degrees: float | None) -> str:
        """Return the compass direction and degrees from true north."""
        if degrees is None:
            return "—"
        return f"{self.t(COMPASS[round(degrees / 45) % 8])} {degrees:.0f}°"

    def quoted(self, label: str, quote: str) -> str:
        """Return a clause label with its quotation, which stays in the plan's own words."""
        return nested(f"{label} “{quote}”")


def vars_of(row: Any) -> dict[str, Any]:
    """Return the fields of a named tuple (a row of `itertuples`) or of a dataclass."""
    if hasattr(row, "_asdict"):
        return dict(row._asdict())
    return {n: getattr(row, n) for n in ("name", "name_en") if hasattr(row, n)}
