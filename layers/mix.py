"""A site's sector mix as people write it: `P7;P6`, `物流：60%、商务：40%`, GB/T 4754 codes."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice

from layers.errors import Fault, InputError, choices, refuse
from layers.plan import Sector

Mix = dict[str, float]

GBT_CODE = re.compile(r"[A-T]?\d{2,4}", re.IGNORECASE)
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)%?")
SUM_TOLERANCE = 1e-6
DECIMALS = 6  # of a share as files carry it
LONGEST = 2000  # characters of a cell of sectors; what is longer is no list of them
LONGEST_TOLD = 60  # characters of a word that is told
MOST_UNKNOWN = 3  # unknown words of a cell that are told
LIKELY = 12  # names that are compared letter by letter with an unknown word
LEAST_SHARE, MOST_SHARE = 1e-9, 1e9  # beyond this a share is a slip, and sums lose their meaning


def parse_mix(text: object, sectors: Sequence[Sector]) -> tuple[Mix, tuple[Fault, ...]]:
    """Return sector id → share (they sum to 1, in the order written) and the notices.

    A sector is an id, a Chinese or English name, an alias or a GB/T 4754-2017 code; separators
    may be full-width. Without any share all sectors count the same.

    Parameters
    ----------
    text : what the cell says; anything but a string counts as blank.
    sectors : the plan's sectors.

    Raises
    ------
    InputError
        E-ATT-02 blank, E-ATT-01 unknown sector (with the nearest ones), E-ATT-03 a share that
        is not a positive number, or shares for some sectors only.
    """
    names = _names(tuple(sectors))
    if isinstance(text, str) and len(text) > LONGEST:
        raise InputError(_unknown(text[:LONGEST_TOLD] + "…", [], names, sectors))
    found = list(_tokens(text, names))
    if not found:
        raise InputError(Fault("E-ATT-02"))
    meant = (_sector(word, names, sectors) for word, _ in found)
    refuse(islice((fault for fault in meant if isinstance(fault, Fault)), MOST_UNKNOWN))
    ids = [str(_sector(word, names, sectors)) for word, _ in found]
    shares = [_share(word) for _, word in found]
    _check(shares, str(text))
    return _normalised(ids, shares)


def mix_text(mix: Mapping[str, float]) -> str:
    """Return a mix as files carry it: `P6`, `P7;P6` for equal shares, else `P7:0.6;P6:0.4`.

    The largest share takes what rounding to 6 decimals would lose: the sum stays as it is. A share
    that comes to nothing is left out, so that what is written can be read again.

    >>> mix_text({"P7": 0.6, "P6": 0.4}), mix_text({"P7": 0.5, "P6": 0.5})
    ('P7:0.6;P6:0.4', 'P7;P6')
    >>> mix_text({"P7": 2 / 3, "P6": 1 / 6, "P1": 1 / 6})
    'P7:0.666666;P6:0.166667;P1:0.166667'
    >>> mix_text({"P7": 0.99999, "P6": 0.00001}), mix_text({"P7": 1 - 1e-7, "P6": 1e-7})
    ('P7:0.99999;P6:0.00001', 'P7:1')
    """
    equal = max(mix.values(), default=0.0) - min(mix.values(), default=0.0) <= SUM_TOLERANCE
    if equal:
        return ";".join(mix)
    shown = {sector: round(share, DECIMALS) for sector, share in mix.items()}
    largest = max(shown, key=shown.__getitem__)
    shown[largest] += round(math.fsum(mix.values()), DECIMALS) - math.fsum(shown.values())
    told = {sector: f"{share:.{DECIMALS}f}".rstrip("0") for sector, share in shown.items()}
    return ";".join(f"{k}:{share.rstrip('.')}" for k, share in told.items() if share != "0.")


def plain(text: object) -> str:
    """Return `text` in half-width form, trimmed and caseless, for comparing names."""
    return unicodedata.normalize("NFKC", str(text)).strip().casefold()


def _tokens(text: object, names: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    """Yield (sector word, share word); a comma parts words unless it is part of a known name."""
    if not isinstance(text, str):
        return
    for phrase in re.split(r"[;；\n|]", text):
        word, share = _split(phrase)
        if plain(word) in names and (share is None or NUMBER.fullmatch(share)):
            yield word, share
            continue
        for piece in filter(str.strip, re.split(r"[,，、]", phrase)):
            yield _split(piece)


def _split(phrase: str) -> tuple[str, str | None]:
    word, colon, share = unicodedata.normalize("NFKC", phrase).partition(":")
    return word.strip(), share.strip() if colon else None


@lru_cache(maxsize=8)
def _names(sectors: tuple[Sector, ...]) -> Mapping[str, str]:
    """Return comparable id, name, English name or alias → sector id."""
    return {
        plain(name): s.id
        for s in reversed(sectors)
        for name in (*s.aliases, s.name_en, s.name, s.id)
        if name
    }


def _sector(word: str, names: Mapping[str, str], sectors: Sequence[Sector]) -> str | Fault:
    """Return the id that `word` means, or the fault that names the nearest sectors."""
    if found := names.get(plain(word)):
        return found
    coded = _by_code(word, sectors) if GBT_CODE.fullmatch(word) else []
    if len(coded) == 1:
        return coded[0]
    return _unknown(word, coded, names, sectors)


def _by_code(word: str, sectors: Sequence[Sector]) -> list[str]:
    """Return the sectors whose GB/T 4754 code is the longest that begins `word`."""
    wanted, letter = word.upper(), word[:1].isalpha()
    matches: dict[str, int] = {}
    for sector in sectors:
        for code in sector.gbt4754:
            known = code.upper() if letter else code.upper().lstrip("ABCDEFGHIJKLMNOPQRST")
            if wanted.startswith(known):
                matches[sector.id] = max(len(known), matches.get(sector.id, 0))
    longest = max(matches.values(), default=0)
    return [sector for sector, length in matches.items() if length == longest]


def _unknown(
    word: str, coded: Sequence[str], names: Mapping[str, str], sectors: Sequence[Sector]
) -> Fault:
    """Return the fault of a word that is no sector, with the ones it may mean."""
    close = coded or [names[n] for n in _nearest(plain(word)[:LONGEST_TOLD], names)]
    wanted = list(dict.fromkeys(close))[:3] or [s.id for s in sectors]
    known = {s.id: (f"{s.id} {s.name}", f"{s.id} {s.name_en or s.name}") for s in sectors}
    return Fault("E-ATT-01", {"v": word, **choices("cands", (known[i] for i in wanted))})


def _nearest(word: str, names: Mapping[str, str]) -> list[str]:
    """Return the names most like a word, of those that have the most characters in common."""
    letters = set(word)
    likely = sorted(names, key=lambda name: -len(letters & set(name)) / len(letters | set(name)))
    return get_close_matches(word, likely[:LIKELY], 5, 0.3)


def _share(word: str | None) -> float | None:
    """Return the share, NaN where it is not a number, None where none is written."""
    if word is None:
        return None
    if not NUMBER.fullmatch(word):
        return math.nan
    return float(word.rstrip("%")) / (100.0 if word.endswith("%") else 1.0)


def _check(shares: Sequence[float | None], text: str) -> None:
    given = [share for share in shares if share is not None]
    if given and len(given) < len(shares):
        raise InputError(Fault("E-ATT-04", {"v": text}))
    if not all(LEAST_SHARE <= share <= MOST_SHARE for share in given):
        raise InputError(Fault("E-ATT-03", {"v": text}))


def _normalised(
    ids: Sequence[str], shares: Sequence[float | None]
) -> tuple[Mix, tuple[Fault, ...]]:
    """Return shares that sum to 1; a sector written twice counts its shares together."""
    if None in shares:
        distinct = list(dict.fromkeys(ids))
        notes = (Fault("W-ATT-05"),) if len(distinct) > 1 else ()
        return dict.fromkeys(distinct, 1.0 / len(distinct)), notes
    mix: Mix = {}
    for sector, share in zip(ids, shares, strict=True):
        mix[sector] = mix.get(sector, 0.0) + (share or 0.0)
    total = math.fsum(mix.values())
    notes = (Fault("W-ATT-06", {"sum": f"{total:g}"}),) if abs(total - 1) > SUM_TOLERANCE else ()
    return {sector: share / total for sector, share in mix.items()}, notes
