"""The folder of parts: begun beside its place, taken up again after a break, put in place whole."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from gis_app.cluster.parts import Piece
from gis_app.files import write_whole
from layers.errors import Fault, InputError

RECORD = "run.json"


def begun(target: Path, fingerprint: str, time: datetime) -> tuple[Path, datetime]:
    """Return where parts are written until all are there, and the time they all carry.

    What an earlier run of the same input, plan and versions has finished stays, with its time; of
    any other run nothing does.

    Raises
    ------
    InputError
        E-CLU-07: something is at the target already; E-IO-02: it cannot be written.
    """
    if target.exists():
        raise InputError(Fault("E-CLU-07", {"path": target}))
    place = target.with_name(f".{target.name}.parts")
    try:
        told = json.loads((place / RECORD).read_text(encoding="utf-8"))
        if told["fingerprint"] == fingerprint:
            return place, datetime.fromisoformat(told["time"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    try:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
    except OSError as error:
        facts = {"path": target, "why": error.strerror or str(error)}
        raise InputError(Fault("E-IO-02", facts)) from error
    record = {"fingerprint": fingerprint, "time": time.isoformat()}
    write_whole(place / RECORD, json.dumps(record).encode())
    return place, time


def completed(place: Path, target: Path, parts: Sequence[Piece]) -> None:
    """Put the folder in its place, with the parts alone in it."""
    kept = {piece.name for piece in parts}
    for path in place.iterdir():
        if path.name not in kept:
            path.unlink()
    os.rename(place, target)


def fingerprint(*told: object) -> str:
    """Return a digest of all that makes one run another than the next."""
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, default=str).encode()).hexdigest()
