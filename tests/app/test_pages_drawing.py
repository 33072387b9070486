"""制图与报告: the map and the reports are made, shown and offered; nothing to report says why."""

import io
import re

import pytest
from docx import Document
from streamlit.testing.v1 import AppTest

from gis_app.projects.indicator_values import holder, save_values
from gis_app.projects.model import Project
from gis_app.projects.place import SETTING, open_store

SITE = {"at": "120.64,31.42", "s": "P7:0.6;P6:0.4"}


def run_drawing():  # the body runs in a fresh script: import inside
    from gis_app.views import drawing

    drawing.page()


def opened(**query):
    app = AppTest.from_function(run_drawing, default_timeout=180)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def made(app, name):
    return app.session_state[f"drawing-made-{name}"]


def test_the_page_says_what_to_do_first():
    app = opened()
    assert not app.exception
    told = "\n".join(info.value for info in app.info)
    assert "生成布局图" in told
    assert "选址评估" in told
    assert [b.key for b in app.button] == ["drawing-map-make"]


def test_a_map_is_made_previewed_and_offered():
    app = opened(**SITE)
    app.selectbox(key="drawing-map-kind").set_value("svg").run()
    app.text_input(key="drawing-map-title-zh").set_value("龘 <script>").run()
    app.button(key="drawing-map-make").click().run()
    assert not app.exception
    drawn = made(app, "map")
    assert drawn.name == "layout-map.svg"
    assert drawn.content.startswith(b"<?xml")
    assert b"<script" not in drawn.content
    assert drawn.preview.startswith(b"\x89PNG")
    assert any("龘" in warning.value for warning in app.warning)
    app.selectbox(key="drawing-map-paper").set_value("A4").run()
    assert any("生成布局图" in info.value for info in app.info)  # the old map no longer fits


def test_the_report_says_what_the_site_check_says():
    app = opened(**SITE)
    app.button(key="drawing-report-make").click().run()
    assert not app.exception
    drawn = made(app, "report")
    assert re.fullmatch(r"规划支持度分析-\d{4}-\d\d-\d\d\.docx", drawn.name)
    text = "\n".join(p.text for p in Document(io.BytesIO(drawn.content)).paragraphs)
    _, result = app.session_state["site-result"]
    assert f"{result['score']:.1f} 分" in text
    assert "供选址参考，不作为审批依据" in text


def test_a_report_in_a_new_session_has_the_values_that_the_project_holds(tmp_path, monkeypatch):
    monkeypatch.setenv(SETTING, str(tmp_path / "projects.sqlite"))
    store = open_store(str(tmp_path / "projects.sqlite"))
    project = store.put_project(Project(name="试点"))
    save_values(store, holder(store, project.id), {"indicator-01": {2023: 12294.25}})
    app = opened()
    app.selectbox(key="drawing-report-zh").set_value("annual").run()
    assert "1 项指标，共 1 个" in "\n".join(c.value for c in app.caption)
    app.button(key="drawing-report-make").click().run()
    assert not app.exception
    tables = Document(io.BytesIO(made(app, "report").content)).tables
    cells = [c.text for table in tables for row in table.rows for c in row.cells]
    assert any("12,294.25" in text or "12294.25" in text for text in cells)


@pytest.mark.parametrize(("lang", "title"), [("en", b"Annual monitoring report")])
def test_the_monitoring_report_needs_no_site(lang, title):
    app = opened(lang=lang)
    app.selectbox(key=f"drawing-report-{lang}").set_value("annual").run()
    app.selectbox(key=f"drawing-report-kind-{lang}").set_value("docx").run()
    app.button(key="drawing-report-make").click().run()
    assert not app.exception
    paragraphs = Document(io.BytesIO(made(app, "report").content)).paragraphs
    assert title.decode() in [p.text for p in paragraphs]
