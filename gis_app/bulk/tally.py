"""What was dropped and noted over millions of rows, kept short: one entry a message."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from gis_app.messages import grouped, lines, render
from gis_app.reading.sites import listed
from layers.errors import Fault

MOST_LISTED = 1_000  # rows left out that are told one by one; the rest are only counted
MOST_MESSAGES = 1_000  # different notices; the rest are only counted
APART = frozenset({"rows", "x", "y"})


class Tally:
    """Faults of dropped rows and notices, batch by batch."""

    def __init__(self) -> None:
        self.dropped: list[Fault] = []  # of the first MOST_LISTED rows
        self.more_dropped = 0
        self._new: list[Sequence[Fault]] = []
        self._first: dict[object, Fault] = {}
        self._rows: dict[object, array[int]] = {}
        self._untold = 0
        self._listed = 0

    def drop(self, faults: Sequence[Fault]) -> None:
        """Take the reasons why one row is left out."""
        self._new.append(faults)

    def note(self, fault: Fault, rows: npt.NDArray[np.int64]) -> None:
        """Take a notice about some rows."""
        if not len(rows):
            return
        told = ((key, str(value)) for key, value in fault.facts.items() if key not in APART)
        key = (fault.code, *sorted(told))
        if key not in self._first and len(self._first) >= MOST_MESSAGES:
            self._untold += 1
            return
        self._first.setdefault(key, fault)
        self._rows.setdefault(key, array("q")).extend(np.asarray(rows, dtype=np.int64))

    def end_batch(self) -> None:
        """Put the rows left out since the last call into the order of the file."""
        for faults in sorted(self._new, key=lambda found: found[0].facts["rows"][0]):
            if self._listed < MOST_LISTED:
                self.dropped.extend(faults)
                self._listed += 1
            else:
                self.more_dropped += 1
        self._new = []

    def reasons(self) -> list[Fault]:
        """Return the faults of the rows left out, those that differ only in their row as one."""
        return grouped(self.dropped)

    def dropped_rows(self, lang: str) -> list[dict[str, object]]:
        """Return one entry a row left out, the first MOST_LISTED of them."""
        return listed(self.dropped, lang)

    def notes(self, first: Iterable[Fault], lang: str) -> list[str]:
        """Return the notices about the file, then those about rows, as lines."""
        return [*lines([*first, *self._noted()], lang), *self._rest(lang)]

    def _noted(self) -> Iterator[Fault]:
        """Yield the notices, each with all its rows, in the order of their first rows."""
        every = [(sorted(self._rows[key]), fault) for key, fault in self._first.items()]
        for rows, fault in sorted(every, key=lambda one: one[0][0]):
            yield Fault(fault.code, {**fault.facts, "rows": tuple(rows)})

    def _rest(self, lang: str) -> Iterator[str]:
        if self.more_dropped:
            yield render(Fault("W-BLK-01", {"n": f"{self.more_dropped:,}"}), lang)
        if self._untold:
            yield render(Fault("W-BLK-02", {"n": f"{self._untold:,}"}), lang)
