"""The interface in Chinese (the source) and English (`locale/en*.po`, one file a part)."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = {"zh": "中文", "en": "English"}
DEFAULT = "zh"
LOCALES = {"zh": "zh_CN", "en": "en_GB"}  # of numbers
NONE = "—"
LOCALE = Path(__file__).with_name("locale")

Translate = Callable[[str], str]


@functools.cache
def catalogue(lang: str) -> Mapping[str, str]:
    """Return Chinese text → text in `lang`; empty for Chinese itself."""
    if lang == DEFAULT:
        return MappingProxyType({})
    known: dict[str, str] = {}
    for path in sorted(LOCALE.glob(f"{lang}*.po")):
        with path.open("rb") as file:
            known |= {m.id: m.string for m in read_po(file, locale=lang) if m.id and m.string}
    return MappingProxyType(known)


def translator(lang: str) -> Translate:
    """Return a function from Chinese text to text in `lang`; unknown text comes back unchanged.

    Raises
    ------
    KeyError
        `lang` is not one of LANGUAGES.
    """
    if lang not in LANGUAGES:
        raise KeyError(f"No language {lang!r}. Choose one of {sorted(LANGUAGES)}.")
    known = catalogue(lang)
    return lambda text: known.get(text, text)


def number(value: float | None, lang: str, decimals: int = 1) -> str:
    """Return a number as people of `lang` write it, rounded as f"{value:.1f}"; a dash for none.

    >>> number(12345.678, "zh"), number(-0.04, "en"), number(None, "en"), number(1e6, "en", 0)
    ('12,345.7', '-0.0', '—', '1,000,000')
    """
    if value is None or not math.isfinite(value):
        return NONE
    rounded = Decimal(f"{value:.{decimals}f}")
    pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    return str(format_decimal(rounded, pattern, locale=LOCALES[lang], decimal_quantization=False))


def percent(share: float | None, lang: str, decimals: int = 0) -> str:
    """Return a share (0–1) as per cent.

    >>> percent(0.125, "zh"), percent(0.1234, "en", 1)
    ('12%', '12.3%')
    """
    if share is None or not math.isfinite(share):
        return NONE
    return f"{number(float(f'{100 * share:.{decimals}f}'), lang, decimals)}%"
