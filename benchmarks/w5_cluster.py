"""W5: parts scored by one worker and by two, beside a spin loop on the same workers.

Each worker is a process with one thread. In every round the four ways run in turn, their order
turned over each time; what the two workers write is compared byte for byte with what one writes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.interleaved import spin, table
from gis_app.bulk.output import geo_metadata, wkb
from gis_app.bulk.scoring import Scoring
from gis_app.cluster.run import Job, job, scored_by
from gis_app.cluster.scheduler import started
from gis_app.load import default_plan
from gis_app.writing.made import made
from layers.model import Plan

if TYPE_CHECKING:
    from distributed import Client

PART = 250_000  # points a file
SECTORS = ("P7:0.6;P6:0.4", "C2", "P1", "P3;P7", "C1", "P5", "C7", "P2:0.5;C4:0.5")
TIME = datetime(2026, 1, 1, tzinfo=UTC)
SPINS = 4  # turns of the control for each part
WAYS = ("one worker", "two workers", "spin, one", "spin, two")


def run(rounds: int, points: int = 5_000_000) -> dict[str, list[float]]:
    """Return the wall seconds of each way, a value a round."""
    from distributed import Client

    plan = default_plan()
    found: dict[str, list[float]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as name, ExitStack() as open_:
        folder = _sites(Path(name) / "sites", points)
        one, two = (
            open_.enter_context(Client(open_.enter_context(started(k, threads=1)))) for k in (1, 2)
        )
        parts = -(-points // PART)
        ways: Mapping[str, Callable[[], object]] = {
            "one worker": lambda: _scored(plan, folder, one),
            "two workers": lambda: _scored(plan, folder, two),
            "spin, one": lambda: _spun(one, parts),
            "spin, two": lambda: _spun(two, parts),
        }
        _scored(plan, _sites(Path(name) / "few", 1_000), one)
        _scored(plan, Path(name) / "few", two)
        for turn in range(rounds):
            digests = set()
            for way in WAYS if turn % 2 == 0 else WAYS[::-1]:
                begin = time.perf_counter()
                digest = ways[way]()
                found[way].append(time.perf_counter() - begin)
                digests |= {digest} if digest else set()
            assert len(digests) == 1, "one worker and two wrote different bytes"
    return found


def told(found: Mapping[str, Sequence[float]]) -> str:
    """Return the table: seconds, the speed-up of each pair, and the ratio of the two."""
    rows = [[way, _range(values, " s")] for way, values in found.items()]
    ours = _speed_up(found, "one worker", "two workers")
    control = _speed_up(found, "spin, one", "spin, two")
    ratio = [a / b for a, b in zip(ours, control, strict=True)]
    rows.append(["speed-up of two workers", _range(ours, "×")])
    rows.append(["speed-up of spin", _range(control, "×")])
    return table(["", "median (range)"], [*rows, ["ours ÷ spin", _range(ratio, "")]])


def _speed_up(found: Mapping[str, Sequence[float]], slow: str, fast: str) -> list[float]:
    return [a / b for a, b in zip(found[slow], found[fast], strict=True)]


def _range(values: Sequence[float], unit: str) -> str:
    low, high = min(values), max(values)
    return f"{statistics.median(values):.3g}{unit} ({low:.3g}–{high:.3g})"


def _sites(folder: Path, points: int, seed: int = 0) -> Path:
    """Write a folder of GeoParquet files with points over the box of the city."""
    folder.mkdir()
    rng = np.random.default_rng(seed)
    geo = json.dumps(geo_metadata("EPSG:4490")).encode()
    for k in range(-(-points // PART)):
        count = min(PART, points - k * PART)
        at = np.column_stack([rng.uniform(120.0, 121.3, count), rng.uniform(30.8, 32.0, count)])
        columns = {
            "id": np.char.add(f"{k}-", np.arange(count).astype(str)),
            "sectors": np.array(SECTORS)[rng.integers(0, len(SECTORS), count)],
            "geometry": wkb(at),
        }
        sites = pa.table(columns).replace_schema_metadata({b"geo": geo})
        pq.write_table(sites, folder / f"sites-{k:03d}.parquet")
    return folder


def _scored(plan: Plan, folder: Path, client: Client) -> str:
    """Score a folder and return a digest of what was written."""
    scoring = Scoring(plan, plan.peers(), None, None, None, "zh")
    target = folder.with_name("out")
    told_of = replace(made(plan), time=TIME)  # the same in every run
    work: Job = job(folder, target, scoring, told_of, crs=None, most_features=10**9)
    wrong = [a.faults for a in scored_by(client, work.order, work.parts) if a.told is None]
    assert not wrong, wrong
    found = hashlib.sha256()
    for path in sorted(work.order.folder.glob("*.parquet")):
        found.update(path.read_bytes())
    shutil.rmtree(work.order.folder)
    return found.hexdigest()


def _spun(client: Client, parts: int) -> None:
    client.gather([client.submit(_spin, SPINS, pure=False) for _ in range(parts)])


def _spin(turns: int) -> int:
    return sum(spin() for _ in range(turns))
