"""The time that results carry: Shanghai time, or SOURCE_DATE_EPOCH for repeatable files."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone

from layers.errors import Fault, InputError

SHANGHAI = timezone(timedelta(hours=8))


def now() -> datetime:
    """Return the time in Shanghai (+08:00), to the second.

    Raises
    ------
    InputError
        E-ARG-01: SOURCE_DATE_EPOCH is set and is no number of seconds.
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if not fixed:
        return datetime.now(SHANGHAI).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(fixed), UTC).astimezone(SHANGHAI)
    except (ValueError, OverflowError, OSError) as error:
        raise InputError(Fault("E-ARG-01", {"what": f"SOURCE_DATE_EPOCH={fixed}"})) from error
