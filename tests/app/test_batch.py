"""Many sites at once: a file becomes a table, and what is wrong with it is said."""

import pytest
from streamlit.testing.v1 import AppTest

from gis_app.template import site_template

GOOD = "名称,经度,纬度,坐标系,重点领域\n甲,120.70,31.31,cgcs2000,P3\n乙,31.31,120.70,cgcs2000,P3\n"


def run_batch():  # the body runs in a fresh script: import inside
    from gis_app.views import batch, session

    batch.panel(session.words())


def uploaded(content, name="sites.csv"):
    app = AppTest.from_function(run_batch, default_timeout=60).run()
    app.file_uploader(key="batch-file").set_value((name, content, "text/csv")).run()
    assert not app.exception
    return app


def tables(app):
    return "\n".join(element.proto.body for element in app.get("html"))


def test_without_a_file_the_page_says_what_will_appear():
    app = AppTest.from_function(run_batch, default_timeout=60).run()
    assert "上传文件后" in app.info[0].value


def test_good_rows_are_scored_and_bad_rows_explained():
    app = uploaded(GOOD.encode())
    assert "评价 1 个，未参与评价 1 个" in app.success[0].value
    assert "甲" in tables(app)
    assert "乙" not in tables(app)
    assert any("E-CRS-03" in text.value for text in app.text)


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


def test_a_name_that_is_a_script_stays_text():
    evil = GOOD.replace("甲", "<img src=x onerror=hit()>")
    assert "<img" not in tables(uploaded(evil.encode()))
