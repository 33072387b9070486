"""Run rival ways in turn, round by round, beside a control: ratios that one machine can vouch for.

Every round runs each way once, and a fixed spin loop before and after. A round whose control
strays from the median control by more than STRAY is dropped, so that a busy moment is not counted
for or against anyone. Wall and CPU seconds are kept with their ranges.
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

STRAY = 0.15  # of the median control; fixed before any run
SPIN = 4_000_000  # turns of the control loop


@dataclass
class Timing:
    """What one way took, a value a round, in seconds of wall and of CPU."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Return the median wall time."""
        return statistics.median(self.wall)

    def told(self, per: float = 1.0, unit: str = "s") -> str:
        """Return median and range, each divided by `per`."""
        low, high = min(self.wall) / per, max(self.wall) / per
        return f"{self.median / per:.3g} {unit} ({low:.3g}–{high:.3g})"


@dataclass
class Run:
    """Timings of all ways, and how many rounds were dropped."""

    ways: dict[str, Timing]
    rounds: int
    dropped: int

    def ratio(self, slow: str, fast: str) -> tuple[float, float, float]:
        """Return the median of the ratios round by round, and the least and the greatest."""
        pairs = zip(self.ways[slow].wall, self.ways[fast].wall, strict=True)
        ratios = sorted(a / b for a, b in pairs)
        return statistics.median(ratios), ratios[0], ratios[-1]


def spin() -> int:
    """Keep one core busy with the same work each time."""
    total = 0
    for k in range(SPIN):
        total += k & 3
    return total


def interleaved(
    ways: Mapping[str, Callable[[], object]],
    rounds: int,
    agree: Callable[[list[object]], None] = lambda _: None,
) -> Run:
    """Return the timings of each way over the rounds whose control did not stray.

    Each way has run once before, so that nothing is compiled or read in a counted round; `agree`
    is given what they returned, and raises where the answers differ.
    """
    agree([way() for way in ways.values()])
    taken: list[dict[str, tuple[float, float]]] = []
    controls: list[float] = []
    for turn in range(rounds):
        order = list(ways) if turn % 2 == 0 else list(ways)[::-1]
        first = timed(spin)[0]
        taken.append({name: timed(ways[name]) for name in order})
        controls.append((first + timed(spin)[0]) / 2)
    usual = statistics.median(controls)
    kept = [t for t, c in zip(taken, controls, strict=True) if abs(c / usual - 1) <= STRAY]
    found = {name: Timing([t[name][0] for t in kept], [t[name][1] for t in kept]) for name in ways}
    return Run(found, len(kept), rounds - len(kept))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return wall and CPU seconds (all threads) of one call."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def peak_mb() -> float:
    """Return the most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def machine() -> list[str]:
    """Return lines about the machine, its load and the versions measured."""
    names = ("numpy", "numba", "shapely", "geopandas", "duckdb", "edt", "highspy", "distributed")
    load = ", ".join(f"{x:.2f}" for x in os.getloadavg())
    return [
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {_processor()}; "
        f"load before the run {load}",
        f"Python {platform.python_version()}; " + ", ".join(f"{n} {version(n)}" for n in names),
    ]


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            named = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    except OSError:
        named = []
    return named[0] if named else platform.processor()


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])
