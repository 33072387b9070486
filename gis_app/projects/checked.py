"""JSON of a stranger taken apart: each value has the type it should, or is refused by name."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from layers.errors import Fault, InputError

LONGEST = {"prj-name": 80, "prj-note": 4000, "prj-id": 200}  # characters
# Controls but tab and line feed, and what turns the direction of the text around it.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


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


def count(tree: Mapping[str, Any], key: str) -> int:
    """Return the whole number above zero under `key`."""
    value = tree.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**31:
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


def cleaned(what: str, value: str) -> str:
    """Return `value` without characters nobody sees, if it is not longer than `what` may be.

    Raises
    ------
    InputError
        E-PRJ-08: it is longer.
    """
    found = UNSEEN.sub(" ", value.replace("\r\n", "\n")).strip()
    refuse_more(what, len(found), LONGEST[what])
    return found


def named(value: str) -> str:
    """Return a name on one line.

    Raises
    ------
    InputError
        E-PRJ-07: it is empty. E-PRJ-08: it is too long.
    """
    found = " ".join(cleaned("prj-name", value).split())
    if not found:
        raise wrong("prj-no-name")
    return found


def refuse_more(what: str, found: int, limit: int) -> None:
    """Raise E-PRJ-08 where there is more of `what` than `limit`."""
    if found > limit:
        raise InputError(Fault("E-PRJ-08", {"what": what, "limit": limit}))


def parsed(content: bytes) -> object:
    """Return the JSON in a file of UTF-8.

    Raises
    ------
    InputError
        E-PRJ-07: it is none, has NaN in it, or is nested without end.
    """
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise wrong("not-json") from error


def _no_number(constant: str) -> NoReturn:
    raise ValueError(constant)
