"""A case of very many points, some that lie together at a time, so that metres stay in the caches.

Points of one cell are measured together: of a million, some fifty lie in a cell of the city, of
100,000 that were drawn from them only five.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from layers.case import SPAN, Case, points
from layers.tiles import Cells, sorted_points


def spans(case: Case) -> Iterator[tuple[Cells | slice, Case]]:
    """Yield the rows and the case of SPAN points at a time, in the order of their cells.

    Each has its districts and kinds, but neither ids nor names. Its metres are let go with it;
    a case that is no longer than SPAN is yielded itself, and keeps them for whoever asks again.
    """
    if len(case) <= SPAN:
        yield slice(None), case
        return
    at = sorted_points(case.xy)
    for start in range(0, len(case), SPAN):
        part = slice(start, start + SPAN)
        xy = np.column_stack([at.x[part], at.y[part]])
        xy.flags.writeable = False
        rows = at.order[part]
        yield rows, points(case.setting, xy, kind=case.kind[rows], positions=case.positions[rows])
