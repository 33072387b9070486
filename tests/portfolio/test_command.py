"""The command `assess`: files in, tables, JSON and CSV out, notices and refusals."""

import csv
import io
import json

import pytest
import typer
from typer.testing import CliRunner

from gis_app import assessment, cli_assess
from gis_app.command_assess import assess_command
from gis_app.load import default_plan
from layers.errors import InputError
from layers.portfolio_reach import reach

HEAD = "编号,名称,级别,重点领域,经度,纬度,坐标系\n"
ROWS = """1,甲,省级示范区,P7,120.62,31.30,cgcs2000
2,乙,市级集聚区,C2,120.98,31.38,cgcs2000
3,丙,省级示范区,P6,121.15,31.62,cgcs2000
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "now.csv"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def reached():
    return reach(default_plan())


@pytest.fixture(autouse=True)
def once_for_all(monkeypatch, reached):
    """Look where the shipped elements reach only once: it takes longer than all the rest."""
    monkeypatch.setattr(assessment, "reach", lambda _: reached)


@pytest.fixture
def run(capsys):
    def call(file, *, as_json=False, **more):
        request = cli_assess.Request(file=str(file), **more)
        cli_assess.assess(default_plan(), request, as_json=as_json)
        return capsys.readouterr()

    return call


def found(run, file, **more):
    return json.loads(run(file, as_json=True, **more).out)


def test_people_get_every_table_in_both_languages(run, file):
    out = run(file).out
    words = ("条款—板块对照表", "待补清单", "板块分工差异度", "沿线载体", "已有载体承接", "2/40家")
    assert all(word in out for word in words)
    assert "与上年比较" not in out
    assert all(w in run(file, lang="en").out for w in ("Clause-by-district", "Gap list", "2 of 40"))


def test_json_carries_versions_and_counts_the_title(run, file):
    told = found(run, file)
    assert {"dropped", "notes", "plan", "rules", "data", "tool", "time"} <= set(told)
    assert (told["indicator"]["count"], told["indicator"]["target"], told["clusters"]) == (2, 40, 3)
    assert told["change"] is None


def test_without_levels_a_notice_says_what_is_missing(run, tmp_path):
    path = tmp_path / "bare.csv"
    path.write_text("id,sectors,lon,lat,crs\n1,P7,120.62,31.30,wgs84\n", encoding="utf-8")
    told = found(run, path)
    assert told["indicator"]["count"] is None
    assert [note for note in told["notes"] if note.startswith("W-IND-01")]


def test_since_an_earlier_file_shows_what_changed(run, file, tmp_path):
    earlier = tmp_path / "before.csv"
    text = HEAD + ROWS.splitlines()[0].replace("31.30", "31.31") + "\n9,旧,,C2,120.7,31.2,wgs84\n"
    earlier.write_text(text, encoding="utf-8")
    change = {c["id"]: c for c in found(run, file, since=str(earlier))["change"]}
    kinds = {k: c["change"] for k, c in change.items()}
    assert kinds == {"1": "changed", "9": "removed", "2": "added", "3": "added"}
    assert change["1"]["moved_m"] == pytest.approx(1109, abs=2)
    out = run(file, since=str(earlier)).out
    assert all(word in out for word in ("与上年比较", "新增", "减少", "1109"))


def test_the_matrix_is_written_for_excel(run, file, tmp_path):
    path = tmp_path / "m.csv"
    run(file, output=path)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert (len(rows), len(head), head[:2]) == (11, 12, ["条款", "依据"])
    cells = {cell.split(" ")[0] for row in rows for cell in row[2:]}
    assert cells == {"已有载体承接", "部分承接", "暂无对应载体", "—"}


def test_the_json_file_is_what_json_prints(run, file, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    path = tmp_path / "a.json"
    run(file, output=path)
    written = json.loads(path.read_text(encoding="utf-8"))
    assert written.pop("footer")  # a file carries what it may be used for
    assert written == found(run, file)


def test_the_same_record_counts_once(run, tmp_path):
    path = tmp_path / "twice.csv"
    row = "甲,省级示范区,P7,120.62,31.30,cgcs2000\n"
    path.write_text(f"{HEAD}1,{row}2,{row}", encoding="utf-8")
    told = found(run, path)
    assert (told["clusters"], told["indicator"]["count"]) == (1, 1)
    assert [note for note in told["notes"] if note.startswith("W-DUP-02")]


@pytest.mark.parametrize(
    ("name", "more", "code"),
    [
        ("none.csv", {}, "E-IO-01"),
        ("nothing", {}, "E-LYR-01"),
        ("districts", {}, "E-LYR-02"),
        ("clusters", {"output": "a.xlsx"}, "E-FMT-01"),
        ("clusters", {"since": "none.csv"}, "E-IO-01"),
    ],
)
def test_bad_requests_are_refused_before_anything_is_written(run, tmp_path, name, more, code):
    if "output" in more:
        more = {"output": tmp_path / more["output"]}
    with pytest.raises(InputError) as caught:
        run(name, **more)
    assert [f.code for f in caught.value.faults] == [code]
    assert list(tmp_path.iterdir()) == []


def test_the_command_takes_a_layer_by_its_id():
    app = typer.Typer()
    app.command()(assess_command)
    done = CliRunner().invoke(app, ["clusters", "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["clusters"] > 30


def part_of(out, title):
    """Return the lines of one table."""
    lines = out.splitlines()
    start = next(k for k, line in enumerate(lines) if line.startswith(title))
    return lines[start : lines.index("", start)]


def test_the_gap_list_says_what_its_sector_ids_stand_for(run, file):
    assert "P6 现代物流" in run(file).out
    assert "P6 Logistics" in run(file, lang="en").out


def test_the_number_of_carriers_stands_beside_their_specialisation(run, file):
    rows = part_of(run(file).out, "板块分工差异度")
    assert rows[1].split()[0] == "载体数"
    counts = {row.split()[0]: row.split()[1] for row in rows[2:]}
    assert (counts["昆山市"], counts["苏州高新区"]) == ("1", "0")
    assert sum(int(n) for n in counts.values()) == 3


def test_an_element_lists_a_carrier_at_its_nearest_course_and_where_it_carries(run):
    rows = part_of(run("clusters").out, "沿线载体")
    axis = [row for row in rows if row.startswith("沿沪宁发展轴")]
    science = [row for row in axis if "苏州科技城" in row]
    assert len(science) == 1  # 20 km beyond the end of a branch is no place on it
    assert "沪宁主轴" in science[0]
    future = [row for row in axis if "昆山未来城" in row]
    assert len(future) == 2  # near enough to the main course and to the branch
    assert all(row.rstrip().endswith("●") for row in future)


def test_a_course_of_several_is_told_by_its_name(run):
    out = run("clusters").out
    assert "滨水段 太湖岸线" in out
    assert "taihu-shore" not in out
