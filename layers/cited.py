"""What every fact of a plan has: the clause, and a short quote of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A fact and where the plan says it."""

    clause: str
    quote: str
