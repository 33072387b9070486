"""Two scored sites: what each criterion did to the difference of their scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gis_app.projects.model import Site
from layers.mix import plain

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Move:
    """How one criterion moved the score from `before` to `after` (contributions, 0–100).

    `by_value` comes from what was measured, `by_weight` from its share of the weights (and from
    whether it counts at all); both add up to the difference of the contributions.
    """

    id: str
    before: float | None
    after: float | None
    by_value: float
    by_weight: float

    @property
    def difference(self) -> float:
        """Return by how much the criterion moved the score."""
        return self.by_value + self.by_weight


def moves(before: Json, after: Json) -> list[Move]:
    """Return the move of every criterion; their differences add up to that of the scores.

    A contribution is share × value. Its change is taken apart at the mean of both results:
    Δ(s·x) = s̄·Δx + x̄·Δs. A criterion that counts on one side only has the same value on both.
    """
    first, second = _counted(before), _counted(after)
    listed = [c["id"] for c in before["criteria"]]
    return [_move(ident, first.get(ident), second.get(ident)) for ident in listed]


def _counted(result: Json) -> dict[str, tuple[float, float]]:
    """Return criterion → share of the weights (0–100) and value, of those that count."""
    rows = [c for c in result["criteria"] if c["contribution"] is not None]
    whole = sum(c["weight"] for c in rows)
    return {c["id"]: (100.0 * c["weight"] / whole, c["value"]) for c in rows if whole}


def _move(ident: str, one: tuple[float, float] | None, other: tuple[float, float] | None) -> Move:
    if one is None and other is None:
        return Move(ident, None, None, 0.0, 0.0)
    share, value = one or (0.0, other[1] if other else 0.0)
    share_2, value_2 = other or (0.0, value)
    return Move(
        ident,
        one and share * value,
        other and share_2 * value_2,
        by_value=(share + share_2) / 2 * (value_2 - value),
        by_weight=(value + value_2) / 2 * (share_2 - share),
    )


def pairs(first: Sequence[Site], second: Sequence[Site]) -> list[tuple[int | None, int | None]]:
    """Return the rows of two scenarios that are the same site: by name, else by id.

    One site against one site is a pair, whatever their names. Each row occurs once.
    """
    if len(first) == len(second) == 1:
        return [(0, 0)]
    partner = _partners(first, second)
    found: list[tuple[int | None, int | None]] = [(n, partner.get(n)) for n in range(len(first))]
    taken = set(partner.values())
    return found + [(None, n) for n in range(len(second)) if n not in taken]


def _partners(first: Sequence[Site], second: Sequence[Site]) -> dict[int, int]:
    partner: dict[int, int] = {}
    for key in ("name", "id"):
        free = set(range(len(second))) - set(partner.values())
        named: dict[str, list[int]] = {}
        for n in sorted(free, reverse=True):
            named.setdefault(plain(getattr(second[n], key)), []).append(n)
        for n, site in enumerate(first):
            word = plain(getattr(site, key))
            if n not in partner and word and named.get(word):
                partner[n] = named[word].pop()
    return partner
