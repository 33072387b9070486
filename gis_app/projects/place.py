"""Where the store is: PLANNER_STORE, or a file in the data folder of whoever runs the program."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from gis_app.files import KEPT
from gis_app.projects.sqlite import open_sqlite
from gis_app.projects.store import Store
from layers.errors import Fault, InputError

SETTING = "PLANNER_STORE"
NAME = "suzhou-services-layout"
FILE = "projects.sqlite"
PROGRAM = Path(__file__).resolve().parents[2]
TEAM = re.compile(r"postgres(ql)?://")
STALE_S = 3600.0  # a temporary file that nobody is writing any more


def setting(environment: Mapping[str, str] = os.environ) -> str:
    """Return the place of the store: a path, or the address of a PostgreSQL database."""
    return environment.get(SETTING, "").strip() or str(data_folder(environment) / FILE)


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder for the data of whoever runs the program.

    Raises
    ------
    InputError
        E-PRJ-01: whoever runs it has no home.
    """
    try:
        return _base(environment) / NAME
    except RuntimeError as error:
        raise InputError(Fault("E-PRJ-01", {"path": "~", "why": str(error)})) from error


def _base(environment: Mapping[str, str]) -> Path:
    """Return the folder in which programs keep their data; RuntimeError without a home."""
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    named = environment.get("XDG_DATA_HOME", "")
    return Path(named) if os.path.isabs(named) else Path.home() / ".local" / "share"


@cache
def open_store(place: str) -> Store:
    """Return the store at `place`, checked and brought to the present schema once a process.

    Raises
    ------
    InputError
        E-PRJ-01 to E-PRJ-03, E-PRJ-10, E-PRJ-12: it cannot be opened, is damaged, is of a later
        version, or lies in the program's own folder, part of which every browser may read.
    """
    if TEAM.match(place):
        from gis_app.projects.postgres import open_postgres

        return Store(open_postgres(place))
    try:
        path = Path(place).expanduser().absolute()
    except RuntimeError as error:  # ~somebody who is not known here
        raise InputError(Fault("E-PRJ-01", {"path": place, "why": str(error)})) from error
    if Path(os.path.realpath(path)).is_relative_to(PROGRAM):
        raise InputError(Fault("E-PRJ-12", {"path": path}))
    with suppress(OSError, InputError):  # whoever opens the file says what is wrong with its folder
        if path.parent == data_folder() and not path.parent.exists():
            path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        sweep(path)
    return Store(open_sqlite(path))


def sweep(path: Path) -> None:
    """Remove what writing beside the store left behind when it was ended an hour or more ago."""
    ours = re.compile(rf"\.{re.escape(path.name[:KEPT])}.*\.\d+\.tmp")
    if not path.parent.is_dir():
        return
    for found in path.parent.iterdir():
        with suppress(FileNotFoundError):  # somebody else sweeps too
            if ours.fullmatch(found.name) and time.time() - found.stat().st_mtime > STALE_S:
                found.unlink()
