"""One criterion over all sites: what is scored, the values, and the reasons when asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from layers.membership import Floats

SCORED, NOT_APPLICABLE, UNKNOWN = "scored", "not_applicable", "unknown"
Bools = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Picks:
    """The best and the second best element or place of each site, as positions in `ids`."""

    ids: npt.NDArray[np.object_]
    best: Positions  # −1 for none
    runner_up: Positions

    def named(self, which: Positions) -> npt.NDArray[np.object_]:
        """Return the ids of `best` or of `runner_up`."""
        ids = np.array([*self.ids, None], dtype=object)
        return np.asarray(ids[which], dtype=np.object_)


@dataclass(frozen=True)
class Column:
    """One criterion over all sites: states, values 0–1 (NaN unless scored), and its reasons.

    What is neither scored nor unknown does not apply.
    """

    scored: Bools
    unknown: Bools
    value: Floats
    cite: Callable[[int], tuple[str, str]]
    because: Callable[[int, str], str]
    optional: Bools | None = None  # rows that count only where they raise the total
    picks: Picks | None = None

    @cached_property
    def _reasons(self) -> dict[tuple[int, str], str]:
        return {}

    def reason(self, row: int, lang: str) -> str:
        """Return why one site has its value, which no weight changes: put into words once."""
        if (row, lang) not in self._reasons:
            self._reasons[row, lang] = self.because(row, lang)
        return self._reasons[row, lang]

    @property
    def state(self) -> npt.NDArray[np.str_]:
        """Return the state of each site in words."""
        return np.where(self.scored, SCORED, np.where(self.unknown, UNKNOWN, NOT_APPLICABLE))

    @property
    def best(self) -> npt.NDArray[np.object_] | None:
        """Return the id of the best element or place of each site, None for none."""
        return None if self.picks is None else self.picks.named(self.picks.best)

    @property
    def runner_up(self) -> npt.NDArray[np.object_] | None:
        """Return the id of the second best element or place of each site, None for none."""
        return None if self.picks is None else self.picks.named(self.picks.runner_up)
