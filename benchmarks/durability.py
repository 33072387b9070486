"""What becomes of saved scenarios when the program is killed, crowded, out of room or power.

`python -m benchmarks.durability [--trials 200] [--clicks 20] [--cuts 20]`, in a folder of its own.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from gis_app.projects.place import open_store
from gis_app.projects.states import site_of
from gis_app.state import State
from tests.projects import full_disk, page_saver, power
from tests.projects.trials import Work, fresh, killed, together, whole

CALLED_S, CLICKED_S = 0.5, 3.0  # from the first acknowledged save to the kill, at the most
PROGRAMS, SAVES = 4, 60


def main() -> None:
    """Run the trials and print one line each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--trials", type=int, default=200, help="kills of what the buttons call")
    asked.add_argument("--clicks", type=int, default=20, help="kills of a page that is clicked")
    asked.add_argument("--cuts", type=int, default=20, help="cuts of the power, by root only")
    words = asked.parse_args()
    load = "/".join(f"{n:.1f}" for n in os.getloadavg())
    print(f"SQLite {sqlite3.sqlite_version}, {platform.platform()}, load {load}", flush=True)
    with tempfile.TemporaryDirectory(prefix="durability-") as folder:
        address = str(Path(folder) / "projects.sqlite")
        os.environ["PLANNER_STORE"] = address
        _kills("what the buttons call", address, page_saver.saves, words.trials, CALLED_S)
        _kills("the page, clicked", address, page_saver.clicks, words.clicks, CLICKED_S)
        _crowd(address)
        _full(Path(folder) / "small")
        _power(Path(folder), words.cuts)


def _with_site(address: str) -> str:
    """Return a scenario that the page can open and save again."""
    site = site_of(State(lon=120.72, lat=31.31, sectors=(("P3", 1.0),)), "甲")
    return open_store(address).save(replace(fresh(address), sites=(site,))).id


def _kills(name: str, address: str, work: Work, trials: int, longest: float) -> None:
    """Kill programs one after the other; the first lost or torn save ends everything."""
    ident, start, saves, more = _with_site(address), time.monotonic(), 0, 0
    for seed in range(trials):
        counts = killed(address, ident, seed, work=work, longest=longest)
        saves, more = saves + counts[0], more + counts[1]
    print(
        f"{name}: {trials} kills, {saves} acknowledged saves, 0 lost, 0 torn, {trials} times whole;"
        f" {more} saves complete but not yet acknowledged; {time.monotonic() - start:.0f} s",
        flush=True,
    )


def _crowd(address: str) -> None:
    scenario, start = fresh(address), time.monotonic()
    names = together(address, scenario.id, programs=PROGRAMS, count=SAVES)
    seconds, many = time.monotonic() - start, PROGRAMS * SAVES
    open_store.cache_clear()
    found = whole(open_store(address))
    added = many - found[scenario.id].indicators["n"][2023]
    made = many - len({s.name for s in found.values()} & set(names))
    print(
        f"at once: {many} additions, {added:.0f} lost; {many} new scenarios, {made} lost;", end=""
    )
    print(f" {seconds:.0f} s", flush=True)


def _full(folder: Path) -> None:
    """Say what a program saw on a file system of 2 MB that is full."""
    if not full_disk.possible():
        print("no room: not tried, this system gives users no mounts of their own")
        return
    folder.mkdir()
    seen = full_disk.tried(folder)
    print(
        f"no room (tmpfs): {seen['saved']} saves, then {seen['code']}, again {seen['again']};"
        f" old version read again: {seen['kept']}, without a log: {seen['kept later']};"
        f" saved with room again: {seen['later']}"
    )


def _power(folder: Path, cuts: int) -> None:
    """Say what is left on a disk whose power is cut."""
    if not power.possible():
        print("power: not tried, this user cannot mount a file as a disk")
        return
    seen = power.tried(folder, cuts)
    print(f"power: {cuts} cuts, {seen['saves']} acknowledged saves, 0 lost, {cuts} times whole")


if __name__ == "__main__":
    main()
