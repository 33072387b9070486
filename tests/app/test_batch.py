"""Many sites at once: a file becomes a table, and what is wrong with it is said."""

import geopandas as gpd
import pytest
import shapely
from streamlit.testing.v1 import AppTest

import layers
from gis_app.components import batch_tables
from gis_app.components.wording import Words
from gis_app.template import site_template
from tests.app.pages import text_of, unfolded

GOOD = "名称,经度,纬度,坐标系,重点领域\n甲,120.70,31.31,cgcs2000,P3\n乙,31.31,120.70,cgcs2000,P3\n"


def run_batch():  # the body runs in a fresh script: import inside
    from gis_app.views import batch, session

    batch.panel(session.words())


def uploaded(content, name="sites.csv"):
    app = AppTest.from_function(run_batch, default_timeout=60).run()
    app.file_uploader(key="batch-file").set_value([(name, content, "text/csv")]).run()
    assert not app.exception
    return app


def names(app):
    return list(app.dataframe[0].value["名称"])


def test_without_a_file_the_page_says_what_will_appear():
    app = AppTest.from_function(run_batch, default_timeout=60).run()
    assert "上传文件后" in app.info[0].value


def test_good_rows_are_scored_and_bad_rows_explained():
    app = uploaded(GOOD.encode())
    assert "评价 1 个，未参与评价 1 个" in app.warning[0].value
    assert names(app) == ["甲"]
    (told,) = [e.proto.body for e in app.get("html") if "E-CRS-03" in e.proto.body]
    assert "<td>第 3 行未参与评价</td>" in told
    assert "<td>格式</td><td>CSV</td>" in told


def test_the_template_can_be_filled_in_and_read_back():
    app = uploaded(site_template())
    assert "评价 1 个" in app.success[0].value


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "E-IO-03"), (b"a,b\n1,2\n", "E-COL-01"), (GOOD[:20].encode(), "E-")],
)
def test_a_file_that_cannot_be_read_is_explained(content, code):
    app = uploaded(content)
    assert code in app.error[0].value
    assert not app.success


EVIL = "<img src=x onerror=hit()>"


def test_a_name_that_is_a_script_stays_text():
    app = uploaded(GOOD.replace("甲", EVIL).encode())
    app.session_state["batch-chosen"] = 0
    app.run()
    assert names(app) == [EVIL]
    assert "<img" not in "".join(element.proto.body for element in app.get("html"))
    assert any(EVIL in text.value for text in app.text)  # st.text shows no markup


def test_texts_point_to_the_fields_of_this_page():
    app = uploaded("名称,经度,纬度,重点领域\n甲,120.70,31.31,P3\n".encode())
    assert "“文件未写明坐标系时，按此读取”一栏" in app.error[0].value
    assert "--crs" not in app.error[0].value
    app = uploaded(GOOD.encode())
    assert "--crs" not in text_of(app)
    assert "CSV 模板" in uploaded(b"").error[0].value


def test_a_chosen_site_shows_its_criteria():
    app = uploaded(GOOD.encode())
    assert any("选中一行" in info.value for info in app.info)
    app.session_state["batch-chosen"] = 0
    app.run()
    assert any("甲 · " in text.value for text in app.text)
    assert any(e.proto.body.count('class="crit"') == 6 for e in app.get("html"))


def test_only_the_grades_asked_for_are_listed():
    many = GOOD.splitlines()
    far = "丙,120.30,31.57,cgcs2000,P3"  # outside the city
    app = uploaded("\n".join([*many[:2], far]).encode())
    assert names(app) == ["甲", "丙"]
    app.multiselect(key="batch-grades-zh").set_value(["市域外"]).run()
    assert names(app) == ["丙"]


def test_sites_scored_part_by_part_are_scored_as_one(monkeypatch):
    from gis_app.views import batch

    rows = "\n".join(f"{n},120.{70 + n},31.31,cgcs2000,P3" for n in range(5))
    content = f"{GOOD.splitlines()[0]}\n{rows}\n".encode()
    whole = uploaded(content).dataframe[0].value
    monkeypatch.setattr(batch, "AT_A_TIME", 2)
    assert uploaded(content).dataframe[0].value.equals(whole)


def test_marks_are_coloured_by_grade_in_the_order_shown():
    results = [
        {"name": n, "score": s, "grade": g}
        for n, s, g in (("甲", 80.0, "支持充分"), ("乙", None, None))
    ]
    places = gpd.GeoSeries([shapely.Point(120, 31), shapely.Point(121, 32)], crs="EPSG:4326")
    marks = batch_tables.marks(results, places, [1, 0])
    assert marks.titles == ["乙 · —", "甲 · 80.0"]
    assert [marks.place(row) for row in (0, 1)] == [(121.0, 32.0), (120.0, 31.0)]
    assert marks.palette[marks.kind[1]] == batch_tables.COLOURS["支持充分"]
    assert marks.palette[marks.kind[0]] == batch_tables.COLOURS["市域外"]
    assert list(marks.table.iloc[0]) == [121_000_000, 32_000_000, marks.kind[0], "乙 · —"]
    legend = batch_tables.legend(results, Words("zh"))
    assert "支持充分 1" in legend
    assert "市域外 1" in legend


def test_other_weights_are_said_once_above_the_table_and_in_every_export_row():
    app = AppTest.from_function(run_batch, default_timeout=60)
    app.query_params["w"] = "equal"
    app.run()
    app.file_uploader(key="batch-file").set_value([("s.csv", GOOD.encode(), "text/csv")]).run()
    assert [w.value.startswith("W-WGT-01") for w in app.warning] == [False, True]  # a row is out
    assert "W-WGT-01" not in app.dataframe[0].value.to_string()
    _, batch = app.session_state["batch-result"]
    assert all("W-WGT-01" in " ".join(r["flags"]) for r in batch.results)


def test_other_weights_measure_nothing_again_and_score_as_if_they_had(monkeypatch, plan):
    from gis_app.views import assess

    rows = "\n".join(f"{n},120.{70 + n},31.3{n},cgcs2000,P{n + 2}:0.5;P6:0.5" for n in range(5))
    app = unfolded(uploaded(f"{GOOD.splitlines()[0]}\n{rows}\n".encode()), "weights")
    _, before = app.session_state["batch-result"]
    monkeypatch.setattr(assess, "measured", None)  # measuring again would fail
    app.radio(key="weights-zh").set_value("equal").run()
    assert not app.exception
    _, after = app.session_state["batch-result"]
    weights = {c.id: 1 / len(plan.facts.criteria) for c in plan.facts.criteria}
    again = layers.score(plan, after.read.table.sites, peers=plan.peers(), weights=weights)
    assert [r | {"flags": r["flags"][:-1]} for r in after.results] == again
    assert [r["score"] for r in after.results] != [r["score"] for r in before.results]
