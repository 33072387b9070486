"""The command `report`: kinds, options, notices, refusals."""

import pytest
from docx import Document

from gis_app.projects.indicator_values import holder, save_values
from gis_app.projects.model import Project
from gis_app.projects.place import open_store
from tests.cli.conftest import SITES
from tests.cli.run import Commands


@pytest.fixture
def run(capsys):
    return Commands(capsys)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(SITES.replace("甲", "甲龘"), encoding="utf-8")
    return path


def test_a_site_report_is_written_with_its_account(run, file, tmp_path):
    out = tmp_path / "r.docx"
    done = run("report", file, "-o", out, "--draws", "50", "--approval", "苏S(2026)1号")
    assert done.status == 0
    document = Document(out)
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    assert "甲龘" in cells
    assert "苏S(2026)1号" in cells
    assert "sites.csv" in cells  # 读取说明
    assert "W-FNT-01" not in done.faults  # Word takes the reader's fonts


def test_a_pdf_names_what_its_fonts_lack(run, file, tmp_path):
    done = run("report", file, "-o", tmp_path / "r.pdf", "--draws", "0", "--lang", "en")
    assert done.status == 0
    assert "W-FNT-01" in done.faults
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")


def test_a_monitoring_report_takes_values_and_a_snapshot(run, tmp_path):
    values = tmp_path / "v.csv"
    values.write_text("id,2023\nindicator-01,11900\n", encoding="utf-8")
    out = tmp_path / "m.docx"
    words = ("--kind", "annual", "--values", values, "--since", "clusters")
    assert run("report", "clusters", "-o", out, *words).status == 0
    text = "\n".join(c.text for t in Document(out).tables for row in t.rows for c in row.cells)
    assert "11900（2023）" in text


def test_a_monitoring_report_takes_the_values_of_a_saved_project(run, tmp_path):
    place = tmp_path / "projects.sqlite"
    store = open_store(str(place))
    project = store.put_project(Project(name="试点")).id
    save_values(store, holder(store, project), {"indicator-01": {2023: 12345.0}})
    out = tmp_path / "m.docx"
    words = ("--kind", "annual", "--project", "试点", "--store", place)
    assert run("report", "clusters", "-o", out, *words).status == 0
    text = "\n".join(c.text for t in Document(out).tables for row in t.rows for c in row.cells)
    assert "12345（2023）" in text
    other = (*words[:3], "另一个", *words[4:])
    assert run("report", "clusters", "-o", out, *other).faults == ["E-PRJ-06"]
    both = (*words, "--values", tmp_path / "v.csv")
    assert run("report", "clusters", "-o", out, *both).faults == ["E-ARG-01"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("clusters", "-o", "r.odt"), "E-FMT-01"),
        (("clusters", "-o", "r.pdf", "--since", "clusters"), "E-ARG-01"),
        (("clusters", "-o", "r.pdf", "--project", "x"), "E-ARG-01"),
        (("clusters", "-o", "r.pdf", "--store", "x"), "E-ARG-01"),
        (("clusters", "-o", "r.pdf", "--kind", "annual", "--store", "x"), "E-ARG-01"),
        (("clusters", "-o", "r.pdf", "--kind", "final", "--weights", "equal"), "E-ARG-01"),
        (("clusters", "-o", "r.pdf", "--kind", "final", "--with", "none"), "E-ARG-01"),
        (("nothing", "-o", "r.pdf"), "E-LYR-01"),
        (("clusters", "-o", "r.pdf", "--kind", "weekly"), "E-ARG-01"),
    ],
)
def test_what_cannot_be_done_is_refused(run, words, code):
    done = run("report", *words)
    assert done.status == 2
    assert done.faults[0] == code
