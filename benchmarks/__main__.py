"""Run the benchmarks beside their peers and write `benchmarks/RESULTS.md`.

make bench                                   all of it, some half an hour on two cores,
                                             ten minutes of it the five million points of w5
python -m benchmarks --only w1 --rounds 3    one part; the others stay in the file as they were
"""

from __future__ import annotations

import argparse
import os
import statistics
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks import w1_growth, w1_points, w2_surface, w3_siting, w4_interaction
from benchmarks.interleaved import STRAY, Run, interleaved, machine, peak_mb, table
from gis_app.load import default_plan
from layers import tiles
from layers.model import Plan

Ways = Mapping[str, Callable[[], object]]

RESULTS = Path(__file__).with_name("RESULTS.md")
COUNTS = (100_000, 1_000_000)  # points of w1
POLYGON_POINTS = 1_000_000
CELL_M = 30.0
SITES = 100_000  # that are weighed again
CLICKS = 9  # rounds of w4, at least
CLUSTER_POINTS = 5_000_000
HEAD = """# What was measured, and beside what

Written by `make bench`, a part at a time. {machine}

Each row comes from one interleaved run: every round runs each way once, in turning order, between
two spins of a control loop; rounds whose control strayed by more than {stray:.0%} are dropped.
Times are medians of wall time with their ranges; a ratio is the median of the rounds' own ratios,
with its range. Answers were compared in the same run. Only ratios carry over to another machine.
"""


def points(plan: Plan, rounds: int) -> str:
    """Return W1: points measured and scored, and how that grows."""
    rows = [row for count in COUNTS for row in _points(plan, count, rounds)]
    growth = [
        [f"{count:,}", f"{measured:.3f}", f"{scored:.3f}"]
        for count, measured, scored in w1_growth.by_points(plan, rounds)
    ]
    vertices = [
        [
            f"{count:,}",
            *(run.ways[way].told(w1_growth.POINTS / 1e6, "µs") for way in ("GEOS", "ours")),
        ]
        for count, run in w1_growth.by_vertices(plan, rounds)
    ]
    return "\n\n".join(
        [
            "## W1: points\n\nMeasured: metres to the courses of the seven elements (13 parts) "
            "and the district; no label differs, no distance by more than 1e-9 m. Scored: the "
            "district, K1 and K2 of one sector a point, for which all parts and 75 ties of places "
            "are measured; no value differs by more than 1e-9.",
            table(("what", "rounds", "theirs, a point", "ours, a point", "ratio"), rows),
            "How ours grows, µs a point (wall, two threads):",
            table(("points", "measured", "scored"), growth),
            f"With the vertices of a course, {w1_growth.POINTS:,} points, µs a point:",
            table(("segments", "GEOS", "ours"), vertices),
        ]
    )


def polygons(plan: Plan, rounds: int) -> str:
    """Return W1 over polygons of few corners."""
    rows = []
    for count, reach in w1_growth.POLYGONS:
        run = w1_growth.small_polygons(plan, POLYGON_POINTS, count, reach, rounds)
        what = f"{count} polygons, corners {reach[0]:,.0f}–{reach[1]:,.0f} m from the middle"
        rows.append(_row(what, run, "naive", "ours", POLYGON_POINTS / 1e6))
    heads = ("what", "rounds", "sjoin, a point", "ours, a point", "ratio")
    return "\n\n".join(
        [
            f"## W1, polygons of {w1_growth.CORNERS} corners\n\nWhich polygon holds each of "
            f"{POLYGON_POINTS:,} points; no label differs.",
            table(heads, rows),
        ]
    )


def _points(plan: Plan, count: int, rounds: int) -> list[list[str]]:
    """Return the rows of one number of points, after comparing all answers."""
    given = w1_points.points(plan, count)
    duck = w1_points.DuckDB(plan, given)
    measured: Ways = {
        "naive": lambda: w1_points.naive_measured(plan, given),
        "DuckDB": duck,
        "ours": lambda: w1_points.our_measured(plan, given),
    }
    scored: Ways = {
        "naive": lambda: w1_points.naive_scored(plan, given),
        "ours": lambda: w1_points.our_scored(plan, given),
    }
    rounds = rounds if count < 1_000_000 else max(3, rounds // 2)
    run, again = interleaved(measured, rounds, _agree), interleaved(scored, rounds, _agree)
    per = count / 1e6
    return [
        _row(f"measured, {count:,} points, GeoPandas", run, "naive", "ours", per),
        _row(f"measured, {count:,} points, DuckDB", run, "DuckDB", "ours", per),
        _row(f"scored, {count:,} points, GeoPandas", again, "naive", "ours", per),
    ]


def _agree(found: list[object]) -> None:
    """Check that all ways gave the same answers."""
    first = vars(found[0])
    for other in map(vars, found[1:]):
        for name, values in first.items():
            assert np.allclose(values, other[name], rtol=0, atol=1e-9, equal_nan=True), name


def surfaces(plan: Plan, rounds: int) -> str:
    """Return W2: the distance surfaces of the whole city."""
    over = w2_surface.whole(plan, CELL_M)
    ours, theirs = w2_surface.checked(plan, over)
    assert ours <= 1e-9
    ways = {
        "edt": lambda: [None for _ in w2_surface.transformed(plan, over)],
        "ours": lambda: [None for _ in w2_surface.measured(plan, over)],
    }
    run = interleaved(ways, rounds)
    cells = over.rows * over.columns
    return "\n\n".join(
        [
            f"## W2: surfaces at {CELL_M:g} m\n\nMetres from every one of {cells:,} cell centres "
            f"to 13 parts. Worst error against GEOS at 2,000 cells: ours {ours:.1g} m, `edt` "
            f"{theirs:.0f} m.",
            table(
                ("what", "rounds", "edt, two threads", "ours", "ratio"),
                [_row("13 surfaces", run, "edt", "ours", 1.0, "s")],
            ),
            w2_surface.surface(plan, over, rounds),
        ]
    )


def siting(_: Plan, rounds: int) -> str:
    """Return W3: choosing sites, beside HiGHS."""
    rows = [
        [
            row["name"],
            f"{row['candidates']:,}",
            f"{statistics.median(row['seconds']):.3f} s",
            f"{row['below']:.3%}",
            f"{row['above']:.3%}",
            f"{row['ratio']:.0f}",
            f"{row['memory_mb']:.0f} MB",
        ]
        for row in w3_siting.run(max(2, rounds // 2))
    ]
    heads = (
        "way",
        "candidates",
        "time",
        "below the optimum",
        "bound above it",
        "HiGHS ÷ it",
        "memory",
    )
    return "\n\n".join(
        [f"## W3: {w3_siting.COUNT} of about 10,000 sites under spacing", table(heads, rows)]
    )


def interaction(plan: Plan, rounds: int) -> str:
    """Return W4: what a click asks for."""
    asked = {
        f"other weights, {SITES:,} sites": w4_interaction.changed_weights(plan, SITES),
        "an edited belt, ready again": w4_interaction.edited_belt(plan),
        "one site moved": w4_interaction.moved_site(plan),
    }
    rows = []
    for name, (again, ours) in asked.items():
        run = interleaved({"again": again, "ours": ours}, max(rounds, CLICKS))
        rows.append(_row(name, run, "again", "ours", 1e-3, "ms"))
    heads = ("what", "rounds", "all of it again", "ours", "ratio")
    return "\n\n".join(["## W4: interaction, inside Python", table(heads, rows)])


def cluster(_: Plan, rounds: int) -> str:
    """Return W5: workers."""
    from benchmarks import w5_cluster

    found = w5_cluster.run(max(2, rounds // 2), CLUSTER_POINTS)
    return f"## W5: workers, {CLUSTER_POINTS:,} points\n\n" + w5_cluster.told(found)


def _row(what: str, run: Run, slow: str, fast: str, per: float, unit: str = "µs") -> list[str]:
    middle, low, high = run.ratio(slow, fast)
    return [
        what,
        f"{run.rounds} ({run.dropped} dropped)",
        run.ways[slow].told(per, unit),
        run.ways[fast].told(per, unit),
        f"**{middle:.0f}×** ({low:.0f}–{high:.0f})",
    ]


PARTS: Mapping[str, Callable[[Plan, int], str]] = {
    "w1": points,
    "polygons": polygons,
    "w2": surfaces,
    "w3": siting,
    "w4": interaction,
    "w5": cluster,
}


def main() -> None:
    """Measure, print and write the parts that are asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    plan = default_plan()
    tiles.warm()
    for name in asked.only or PARTS:
        text = f"{PARTS[name](plan, asked.rounds)}\n\n{_measured()}"
        print(text, flush=True)
        _written(text)


def _measured() -> str:
    """Return when a part was measured, and under which load."""
    load = f"load of the last quarter of an hour {os.getloadavg()[2]:.1f}"
    return f"*{date.today()}; {load}; {peak_mb():,.0f} MB at most.*"


def _written(text: str) -> None:
    """Put a part into the results, in the place of what it said before; write them anew."""
    old = RESULTS.read_text(encoding="utf-8").split("\n## ")[1:] if RESULTS.is_file() else []
    parts = {f"## {one.strip()}".split("\n")[0]: f"## {one.strip()}" for one in old}
    parts[text.split("\n")[0]] = text
    head = HEAD.format(machine="\n".join(machine()), stray=STRAY)
    whole = [head.strip(), *(parts[title] for title in sorted(parts))]
    RESULTS.write_text("\n\n".join(whole) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
