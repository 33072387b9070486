"""A damaged store moved out of the way, as it is, for whoever may still read something in it."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

BESIDE = ("", "-wal", "-shm", "-journal")  # the file, and what SQLite keeps beside it


def set_aside(path: Path) -> Path:
    """Rename the files of a store to `<name>.damaged-<time>`; return the new name."""
    moved = path.with_name(f"{path.name}.damaged-{datetime.now():%Y%m%d-%H%M%S-%f}")
    for end in BESIDE:
        found = path.with_name(f"{path.name}{end}")
        if found.exists():
            os.replace(found, moved.with_name(f"{moved.name}{end}"))
    return moved
