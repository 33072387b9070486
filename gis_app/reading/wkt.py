"""WKT that somebody else wrote → a shape, its brackets and corners counted before it is parsed.

Whoever parses WKT descends as deep as it is nested, and ends the process where that is too deep.
"""

from __future__ import annotations

import re
from itertools import accumulate

import numpy as np
import shapely

from gis_app.reading.limits import MOST_VERTICES_EACH
from layers.errors import Fault, InputError

DEEPEST = 20  # brackets inside each other
BRACKETS = re.compile(r"[()]")


def from_wkt(wkt: str) -> shapely.Geometry:
    """Return the shape that a text describes.

    Raises
    ------
    InputError
        E-LIM-09: too many vertices; E-GEO-04: nested too deeply, or no WKT.
    """
    if (vertices := wkt.count(",") + 1) > MOST_VERTICES_EACH:
        most = f"{MOST_VERTICES_EACH:,}"
        raise InputError(Fault("E-LIM-09", {"path": "WKT", "n": f"{vertices:,}", "most": most}))
    steps = (1 if found[0] == "(" else -1 for found in BRACKETS.finditer(wkt))
    if any(depth > DEEPEST for depth in accumulate(steps)):
        raise InputError(Fault("E-GEO-04", {"v": wkt[:40], "why": "nested-deep"}))
    try:
        with np.errstate(over="ignore"):  # 1e999 is infinite, and no place
            return shapely.from_wkt(wkt)
    except (shapely.errors.ShapelyError, ValueError, NotImplementedError) as error:
        raise InputError(Fault("E-GEO-04", {"v": wkt[:40], "why": "no-geometry"})) from error
