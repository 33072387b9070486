"""The sentences on what a chosen site newly serves, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from layers.quoting import nested

TEXTS: Mapping[str, tuple[str, str]] = {
    "site.name": ("新选点 {order}", "New site {order}"),
    "site.join": ("；", "; "),
    "site.stretch": (
        "{name}·{part} {from_km:.1f}–{to_km:.1f} 公里（{district}，{clause}“{quote}”）"
        "{sector} +{gain:.2f}",
        "{name}, {part} {from_km:.1f}–{to_km:.1f} km ({district}, {clause} “{quote}”) "
        "{sector} +{gain:.2f}",
    ),
    "site.district": (
        "{district}全域（{clause}“{quote}”）{sector} +{gain:.2f}",
        "all of {district} ({clause} “{quote}”) {sector} +{gain:.2f}",
    ),
}


def text(key: str, lang: str, **values: object) -> str:
    """Return the sentence `key` in zh or en, filled with `values`."""
    return nested(TEXTS[key][lang == "en"].format(**values))
