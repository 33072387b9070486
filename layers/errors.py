"""The errors a caller tells apart; every text for people is made from a code and its facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: a message code (`E-CRS-02`, `W-GEO-01`) and the facts its text needs."""

    code: str
    facts: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the code and facts; people get the text of the message table instead."""
        return f"{self.code}: " + ", ".join(f"{k}={v}" for k, v in self.facts.items())


def choices(key: str, names: Iterable[tuple[str, str]]) -> dict[str, object]:
    """Return the fact `key` that lists Chinese names, and `<key>_en` with the English ones.

    >>> choices("known", [("甲", "A"), ("乙", "B")])
    {'known': '甲、乙', 'known_en': 'A、B'}
    """
    told = list(names)
    chinese, english = ("、".join(pair[k] for pair in told) for k in (0, 1))
    return {key: chinese, f"{key}_en": english}


class PlannerError(Exception):
    """Whatever a caller may show to a person and go on; anything else is a bug."""


class InputError(PlannerError):
    """The request or the input is wrong; carries every fault found, not only the first."""

    def __init__(self, *faults: Fault) -> None:
        self.faults: tuple[Fault, ...] = faults
        super().__init__("; ".join(map(str, faults)))


class LayerError(PlannerError):
    """A layer breaks its contract: names the layer, what was found and the remedy."""


class FactError(PlannerError):
    """A plan folder's facts are incomplete or contradict each other."""


def refuse(faults: Iterable[Fault]) -> None:
    """Raise InputError when there is any fault."""
    found = tuple(faults)
    if found:
        raise InputError(*found)
