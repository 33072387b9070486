"""What many sites have in common, their sector mix and function: kept once for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from layers.errors import LayerError
from layers.membership import Floats
from layers.model import Plan
from layers.peers import Mix, as_mix

Ints = npt.NDArray[np.intp]


class Kind(NamedTuple):
    """What many sites have in common: sector mix and function."""

    mix: Mix
    function: str | None


def kinds_of(
    mixes: Iterable[object], functions: Iterable[str | None]
) -> tuple[tuple[Kind, ...], Ints]:
    """Return the kinds of sites there are, and that of each; what many share is read once."""
    kept = list(mixes)  # an object's id is its own only while it lives
    read: dict[tuple[object, str | None], int] = {}
    known: dict[tuple[object, str | None], int] = {}
    kinds: list[Kind] = []
    which = np.empty(len(kept), dtype=np.intp)
    for row, (one, function) in enumerate(zip(kept, functions, strict=True)):
        key = (one if isinstance(one, str) else id(one), function)
        if key not in read:
            mix = as_mix(one)
            read[key] = known.setdefault((tuple(mix.items()), function), len(kinds))
            if read[key] == len(kinds):
                kinds.append(Kind(mix, function))
        which[row] = read[key]
    return tuple(kinds), which


def share_matrix(plan: Plan, mixes: Sequence[Mix]) -> Floats:
    """Return mixes × sectors of the plan."""
    order = {s.id: i for i, s in enumerate(plan.facts.sectors)}
    if unknown := sorted({s for mix in mixes for s in mix} - order.keys()):
        raise LayerError(f"Sectors {unknown} are none of the plan's: {', '.join(order)}.")
    matrix = np.zeros((len(mixes), len(order)))
    for row, mix in enumerate(mixes):
        for sector, share in mix.items():
            matrix[row, order[sector]] = share
    return matrix
