"""适宜性与选址: the surface lies where its cells lie, jobs stop, candidates keep the rules."""

import threading
from concurrent.futures import CancelledError, ThreadPoolExecutor
from types import SimpleNamespace

import folium
import numpy as np
import pytest
from pyproj import Transformer
from streamlit.testing.v1 import AppTest

from gis_app import cache
from gis_app.components import siting_map, suitability_overlay
from gis_app.components.wording import Words
from gis_app.jobs import Job, Stopped
from layers.grid import Grid, Window, grid
from layers.quoting import nested
from layers.siting import choose_sites
from layers.siting_candidates import Rules
from layers.suitability import MASKED, OUTSIDE, SCORED, SILENT, Tile
from layers.totals import GRADES

ZH = Words("zh")
LIMITS = {"well": 70, "largely": 50, "weak": 30, "cap_below": 0.25}


def run_siting():  # the body runs in a fresh script: import inside
    from gis_app.views import siting

    siting.page()


def opened(**query):
    app = AppTest.from_function(run_siting, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def finished(app, kind):
    """Wait for the job of a page, then let the page take its result."""
    app.session_state[f"{kind}-job"][0].result()
    return app.run()


def tile(total, first, state):
    shape = np.array(total, dtype=np.float32).shape
    return Tile(
        window=Window(0, 0, *shape),
        values={"K1": np.array(first, dtype=np.float32)},
        total=np.array(total, dtype=np.float32),
        state=np.array(state, dtype=np.uint8),
        weight=np.ones(shape),
    )


def test_an_empty_page_asks_for_sectors():
    app = opened()
    assert not app.exception
    assert "选择重点领域" in app.info[0].value
    assert "不作为审批依据" in app.caption[0].value


def test_candidate_sites_are_chosen_and_explained():
    app = opened(s="P6")
    app.slider(key="count-zh").set_value(2)
    app.multiselect(key="within-zh").set_value(["320582"])
    app.button(key="run-choice").click().run()
    assert not app.exception
    assert app.button(key="stop-choice")
    app = finished(app, "choice")
    assert not app.exception
    said = "\n".join(element.proto.body for element in app.get("html"))
    assert said.count("张家港市") >= 2
    assert any("任何选法不超过" in m.value for m in app.markdown)
    assert "--" not in "\n".join(c.value for c in app.caption)


@pytest.mark.parametrize(("gap", "says"), [(0.0, "已达到上界"), (0.063, "差距不超过 6.3%")])
def test_a_bound_that_is_reached_is_said_in_words(gap, says):
    numbers = {"value": 7.5, "before": 3.7, "bound": 7.5 * (1 + gap)}
    chosen = SimpleNamespace(**numbers, gap=gap, demands=168, method=siting_map.QUICK)
    told = siting_map.summary(chosen, ZH)
    assert says in told
    assert "0.0%" not in told


def test_a_computation_can_be_cancelled():
    app = opened(s="P3")
    app.radio(key="cell-zh").set_value(250)
    app.button(key="run-surface").click().run()
    job = app.session_state["surface-job"][0]
    assert app.button(key="run-surface").disabled
    app.button(key="stop-surface").click().run()
    assert not app.exception
    assert "surface-job" not in app.session_state
    assert not app.button(key="run-surface").disabled
    with pytest.raises((Stopped, CancelledError)):
        job.result()


def test_the_page_speaks_english():
    app = opened(lang="en", s="P3")
    assert not app.exception
    assert app.header[0].value == "Suitability and siting"
    assert app.button(key="run-surface").label == "Compute suitability"


def test_a_surface_counts_its_tiles_and_has_a_grade_where_the_plan_speaks(plan):
    area = grid(plan.districts.city.bounds, 4_000.0)
    job = Job()
    surface = cache.surface(job, (plan, cache.peers()), {"P3": 1.0}, None, area)
    assert job.done > 0
    counts = surface.count()
    assert sum(counts.values()) == ((surface.state == SCORED) | (surface.state == SILENT)).sum()
    assert all(counts[g] for g in GRADES[:2])
    shown = suitability_overlay.legend(surface, LIMITS, ZH)
    assert all(g in shown for g in GRADES)


def test_classes_follow_grades_and_the_cap():
    made = tile(
        [[80, 80, 60], [40, 10, np.nan], [80, 80, np.nan]],
        [[1, 0.1, 1], [1, 1, np.nan], [1, 1, np.nan]],
        [[SCORED] * 3, [SCORED, SCORED, SILENT], [MASKED, OUTSIDE, OUTSIDE]],
    )
    surface = suitability_overlay.assembled(
        Grid(500.0, 540_000.0, 3_470_000.0, 3, 3), [made], "K1", LIMITS
    )
    assert surface.classes.tolist() == [[1, 3, 2], [3, 4, 5], [0, 0, 0]]


@pytest.mark.parametrize("at", [(0, 0), (99, 99), (10, 80)])
def test_a_cell_is_drawn_where_it_lies(at):
    area = Grid(500.0, 530_000.0, 3_500_000.0, 100, 100)
    classes = np.zeros((100, 100), dtype=np.uint8)
    classes[at] = 1
    total = np.full((100, 100), np.nan, dtype=np.float32)
    surface = suitability_overlay.Surface(area, classes, total, classes)
    image, ((south, west), (north, east)) = suitability_overlay.picture(surface)
    rows, columns = np.nonzero(image[..., 3])
    to_web = Transformer.from_crs(4326, 3857, always_xy=True).transform
    (left, bottom), (right, top) = to_web(west, south), to_web(east, north)
    x = left + (columns.mean() + 0.5) * (right - left) / image.shape[1]
    y = top - (rows.mean() + 0.5) * (top - bottom) / image.shape[0]
    centre = (530_000 + (at[1] + 0.5) * 500, 3_500_000 - (at[0] + 0.5) * 500)
    wanted = Transformer.from_crs(4549, 3857, always_xy=True).transform(*centre)
    assert np.hypot(x - wanted[0], y - wanted[1]) < 200  # metres of the map, a third of a cell


def test_the_surface_becomes_a_picture_once():
    area = Grid(500.0, 530_000.0, 3_500_000.0, 4, 4)
    classes = np.ones((4, 4), dtype=np.uint8)
    surface = suitability_overlay.Surface(area, classes, classes.astype(np.float32), classes)
    assert surface.drawn.png.startswith(b"\x89PNG")
    assert surface.drawn.address.startswith("data:image/png;base64,")
    assert surface.drawn is surface.drawn
    assert len(surface.drawn.bounds) == 2


def test_the_plain_map_has_no_bands_and_no_empty_legend_row():
    document = cache.published_plain_map("zh")
    assert "bands" not in {layer.pane for layer in document.layers}
    rows = {row["id"] for group in document.head["legend"] for row in group["rows"]}
    drawn = {layer.row for layer in document.layers}
    assert rows
    assert rows - drawn <= {label["row"] for label in document.head["labels"]}


def test_markers_carry_their_order(plan):
    chosen = choose_sites(
        plan,
        {"P6": 1.0},
        1,
        rules=Rules(spacing_m=2000.0, within=("320582",)),
        existing=cache.clusters(),
    )
    (pick,) = siting_map.places(chosen, plan, ZH)
    assert (pick.label, pick.at) == ("1", (chosen.picks[0]["lon"], chosen.picks[0]["lat"]))
    assert "备选位置 1" in pick.text
    figure = folium.Map(tiles=None)
    siting_map.marker(pick).add_to(figure)
    assert "1\\u003c/div" in figure.get_root().render()
    served = siting_map.serves(chosen.picks[0], plan, ZH)
    assert all(nested(f"“{one['quote']}”") in served for one in chosen.picks[0]["serves"])


def test_a_stopped_job_ends_at_its_next_step():
    started, go = threading.Event(), threading.Event()

    def work(job):
        job.step()
        started.set()
        go.wait(5)
        job.step()

    with ThreadPoolExecutor(1) as pool:
        job = Job(total=2).start(pool, work)
        assert started.wait(5)
        waiting = Job().start(pool, work)
        waiting.stop()
        job.stop()
        go.set()
        with pytest.raises(Stopped):
            job.result()
    assert job.finished
    assert waiting.finished
    assert (job.done, waiting.done) == (1, 0)
    assert job.share == 0.5
