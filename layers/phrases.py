"""Sentences for many sites at once: the texts of `wording`, filled with whole columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import Formatter

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from layers.membership import Floats
from layers.quoting import nested
from layers.wording import TEXTS

Objects = npt.NDArray[np.object_]
Value = object  # one for all sites, floats one a site, or texts one a site (pa.Array)

FIXED = re.compile(r"\.(\d)f")
TIE = 1e-6  # nearer to a half of the last digit than this: left to Python, which rounds exactly


def phrases(key: str, lang: str, count: int, **values: Value) -> pa.Array:
    """Return the sentence `key` for `count` sites, equal to `wording.text` site by site.

    >>> phrases("k1.second", "en", 2, name="A", value=np.array([0.5, 0.25])).to_pylist()
    ['runner-up: A 0.500', 'runner-up: A 0.250']
    """
    parts: list[object] = []
    for literal, name, spec, _ in Formatter().parse(TEXTS[key][lang == "en"]):
        parts.append(literal)
        if name is not None:
            value = values[name]
            if isinstance(value, np.ndarray):
                parts.append(figures(value, spec or ""))
            elif isinstance(value, pa.Array):
                parts.append(value)
            else:
                said = format(value, spec or "")
                parts.append(nested(f"“{said}”")[1:-1] if literal.endswith("“") else said)
    return joined(parts, count)


def joined(parts: Sequence[object], count: int, between: str = "") -> pa.Array:
    """Return texts, and columns of texts, put together for `count` sites."""
    columns = [p if isinstance(p, pa.Array) else pa.repeat(str(p), count) for p in parts]
    return pc.binary_join_element_wise(*columns, between)


def figures(values: Floats, spec: str) -> pa.Array:
    """Return numbers as `format(value, spec)` has them, one by one.

    >>> figures(np.array([0.0625, 1.0, 0.0005]), ".3f").to_pylist()
    ['0.062', '1.000', '0.001']
    """
    fixed = FIXED.fullmatch(spec)
    if not fixed:
        unique, which = np.unique(values, return_inverse=True)
        return pa.array([format(float(v), spec) for v in unique], pa.string()).take(pa.array(which))
    step = 10.0 ** int(fixed[1])
    steps = np.asarray(values, dtype=np.float64) * step
    whole = np.rint(steps)
    unsure = np.flatnonzero(~(np.abs(np.abs(steps - whole) - 0.5) > TIE))
    unique, which = np.unique(np.where(np.isfinite(whole), whole, 0.0), return_inverse=True)
    known = pa.array([format(k / step, spec) for k in unique], pa.string())
    found = known.take(pa.array(which))
    if not len(unsure):
        return found
    exact = found.to_numpy(zero_copy_only=False).copy()
    exact[unsure] = [format(float(values[k]), spec) for k in unsure]
    return pa.array(exact, pa.string())


def rounded(values: Floats, digits: int) -> Floats:
    """Return numbers rounded as Python rounds them: exactly, a tie to the even digit.

    >>> rounded(np.array([2.675, 0.5, np.nan]), 2).tolist()
    [2.67, 0.5, nan]
    """
    steps = values * 10.0**digits
    found = np.rint(steps) / 10.0**digits
    for k in np.flatnonzero(np.abs(np.abs(steps - np.rint(steps)) - 0.5) <= TIE):
        found[k] = round(float(values[k]), digits)
    return np.asarray(found)


def scattered(count: int, found: Sequence[tuple[npt.NDArray[np.intp], pa.Array]]) -> pa.Array:
    """Return one column of `count` texts from those of some rows each, blank where none has any."""
    out = np.full(count, "", dtype=object)
    for rows, texts in found:
        out[rows] = texts.to_numpy(zero_copy_only=False)
    return pa.array(out, pa.string())
