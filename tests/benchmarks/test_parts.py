"""Every part of the benchmarks once, small: the answers agree, and the table comes out.

Where a peer is not installed (`make test` installs neither DuckDB nor edt), ours stands in for it.
"""

from importlib.util import find_spec

import pytest

from benchmarks import (
    __main__,
    interleaved,
    w1_growth,
    w1_points,
    w2_surface,
    w3_siting,
    w4_interaction,
    w5_cluster,
)
from gis_app.load import default_plan

SMALL = {
    __main__: {
        "COUNTS": (300,),
        "POLYGON_POINTS": 2_000,
        "CELL_M": 500.0,
        "SITES": 300,
        "CLICKS": 1,
        "CLUSTER_POINTS": 1_500,
    },
    interleaved: {"SPIN": 1_000, "STRAY": float("inf")},
    w1_growth: {"COUNTS": (200,), "POINTS": 200},
    w3_siting: {"CELL_M": 5_000.0, "COUNT": 5},
    w4_interaction: {"POINTS": 200},
    w5_cluster: {"PART": 500, "SPINS": 0},
}
ROWS = {"w1": 7, "polygons": 2, "w2": 2, "w3": 10, "w4": 3, "w5": 7}


class OursAsDuckDB:
    def __init__(self, plan, given):
        self.asked = plan, given

    def __call__(self):
        return w1_points.our_measured(*self.asked)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    for module, sizes in SMALL.items():
        for name, size in sizes.items():
            monkeypatch.setattr(module, name, size)
    monkeypatch.setattr(w3_siting, "_memory", lambda way: float(way() is None))  # without a fork
    if find_spec("duckdb") is None:
        monkeypatch.setattr(w1_points, "DuckDB", OursAsDuckDB)
    if find_spec("edt") is None:
        monkeypatch.setattr(w2_surface, "transformed", w2_surface.measured)


@pytest.mark.usefixtures("plain_main")
@pytest.mark.parametrize("name", __main__.PARTS)
def test_a_part_agrees_with_its_peers_and_comes_out_as_a_table(name):
    lines = __main__.PARTS[name](default_plan(), 1).splitlines()
    assert lines[0].startswith("## W")
    tables = sum(line.startswith("|--") for line in lines)
    assert sum(line.startswith("|") for line in lines) == ROWS[name] + 2 * tables


def test_a_part_takes_the_place_of_what_it_said_before(tmp_path, monkeypatch):
    monkeypatch.setattr(__main__, "RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.setattr(__main__, "machine", lambda: ["a machine"])
    for text in ("## W2\n\nold", "## W1\n\nkept", "## W2\n\nnew"):
        __main__._written(text)
    told = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert "a machine" in told
    assert told.endswith("\n\n## W1\n\nkept\n\n## W2\n\nnew\n")


def test_answers_that_differ_end_the_run():
    plan = default_plan()
    given, others = (w1_points.points(plan, 50, seed=seed) for seed in (0, 1))
    found = [w1_points.our_measured(plan, one) for one in (given, others)]
    with pytest.raises(AssertionError):
        __main__._agree(found)
