"""The interface in Chinese (the source) and English (`locale/en*.po`, one file a part)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from babel.messages.pofile import read_po

LANGUAGES = {"zh": "中文", "en": "English"}
DEFAULT = "zh"
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
