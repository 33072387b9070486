"""Which ids have been met before, of millions, in 16 bytes each."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

KEYS = ("one of two keys.", "the other key..!")  # two hashes of 64 bits: no two ids share both


class Seen:
    """The ids of the batches so far, as sorted runs of hashes that double in length."""

    def __init__(self) -> None:
        self.runs: list[npt.NDArray[np.complex128]] = []

    def fresh(self, ids: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
        """Return which ids are met for the first time, and remember them.

        >>> seen = Seen()
        >>> seen.fresh(np.array(["a", "b", "a"], dtype=object)).tolist()
        [True, True, False]
        >>> seen.fresh(np.array(["c", "b"], dtype=object)).tolist()
        [True, False]
        """
        hashes = _hashes(ids)
        _, first = np.unique(hashes, return_index=True)
        found = np.zeros(len(ids), dtype=bool)
        found[first] = True
        for run in self.runs:
            at = np.minimum(np.searchsorted(run, hashes), len(run) - 1)
            found &= run[at] != hashes
        self._remember(np.sort(hashes[found]))
        return found

    def _remember(self, run: npt.NDArray[np.complex128]) -> None:
        if not len(run):
            return
        self.runs.append(run)
        while len(self.runs) > 1 and len(self.runs[-2]) <= 2 * len(self.runs[-1]):
            last, before = self.runs.pop(), self.runs.pop()
            self.runs.append(np.sort(np.concatenate([before, last])))


def _hashes(ids: npt.NDArray[np.object_]) -> npt.NDArray[np.complex128]:
    """Return two hashes an id as one number that can be sorted: 53 bits of each."""
    parts = [pd.util.hash_array(ids, hash_key=key, categorize=False) >> 11 for key in KEYS]
    found = np.empty(len(ids), dtype=np.complex128)
    found.real, found.imag = parts
    return found
