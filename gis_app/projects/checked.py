"""JSON of a stranger taken apart: each value has the type it should, or is refused by name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from layers.errors import Fault, InputError

LONGEST = {"prj-name": 80, "prj-note": 4000}  # characters


def wrong(what: str) -> InputError:
    """Return the error for a project file that is wrong in `what`."""
    return InputError(Fault("E-PRJ-07", {"what": what}))


def mapping(value: object, what: str) -> dict[str, Any]:
    """Return `value` if it is an object."""
    if not isinstance(value, Mapping):
        raise wrong(what)
    return dict(value)


def items(value: object, what: str) -> list[Any]:
    """Return `value` if it is a list."""
    if not isinstance(value, list):
        raise wrong(what)
    return value


def text(tree: Mapping[str, Any], key: str) -> str:
    """Return the text under `key`, empty where there is none."""
    value = tree.get(key, "")
    if not isinstance(value, str):
        raise wrong(key)
    return value


def number(tree: Mapping[str, Any], key: str) -> float:
    """Return the finite number under `key`."""
    value = tree.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(key)
    try:
        found = float(value)
    except OverflowError as error:
        raise wrong(key) from error
    if not math.isfinite(found):
        raise wrong(key)
    return found


def refuse_long(what: str, value: str) -> str:
    """Return `value` if it is not longer than `what` may be.

    Raises
    ------
    InputError
        E-PRJ-08: it is longer.
    """
    if len(value) > LONGEST[what]:
        raise InputError(Fault("E-PRJ-08", {"what": what, "limit": LONGEST[what]}))
    return value
