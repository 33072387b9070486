"""`score` on the command line: draws, seed, weights from judgements, notices, advice."""

import json

import pytest

from tests.cli.run import Commands, process

SITES = """编号,名称,重点领域,经度,纬度,坐标系
1,甲,P7:0.6;P6:0.4,120.62,31.30,cgcs2000
2,乙,C2,120.98,31.38,cgcs2000
"""
JUDGED = """[ahp]
matrix = [
  [1, 2, 3, 4, 5, 6], ["1/2", 1, 2, 3, 4, 5], ["1/3", "1/2", 1, 2, 3, 4],
  ["1/4", "1/3", "1/2", 1, 2, 3], ["1/5", "1/4", "1/3", "1/2", 1, 2],
  ["1/6", "1/5", "1/4", "1/3", "1/2", 1],
]
"""


@pytest.fixture
def run(capsys):
    return Commands(capsys)


@pytest.fixture
def sites(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(SITES, encoding="utf-8")
    return path


def scored(run, *words):
    outcome = run("score", *words, "--json")
    assert (outcome.status, outcome.err) == (0, "")
    return outcome.json


def test_a_thousand_draws_are_the_default_and_none_can_be_asked_for(run, sites):
    drawn, plain = (scored(run, sites, *words)["sites"][0] for words in ((), ("--draws", 0)))
    assert (drawn["uncertainty"]["draws"], drawn["uncertainty"]["seed"]) == (1000, 0)
    assert drawn["grade_probability"] is not None
    assert (plain["uncertainty"], plain["grade_probability"]) == (None, None)
    assert drawn["low"] < plain["low"]
    assert drawn["score"] == plain["score"]


def test_the_same_seed_gives_the_same_bytes_in_another_process(sites):
    env = {"SOURCE_DATE_EPOCH": "1700000000"}
    words = ("score", sites, "--json", "--draws", 50)
    first, again = (process(*words, "--seed", 1, env=env | {"PYTHONHASHSEED": h}) for h in "12")
    assert first.out == again.out
    assert json.loads(first.out)["sites"][0]["uncertainty"]["seed"] == 1


@pytest.mark.parametrize("words", [("--draws", -1), ("--seed", -1), ("--draws", "x")])
def test_wrong_numbers_are_refused(run, sites, words):
    outcome = run("score", sites, *words)
    assert (outcome.status, outcome.faults) == (2, ["E-ARG-01"])


def test_a_judgement_matrix_gives_weights_and_tells_its_consistency(run, sites, tmp_path):
    path = tmp_path / "w.toml"
    path.write_text(JUDGED, encoding="utf-8")
    found = scored(run, sites, "--weights", path, "--draws", 20)
    weights = [c["weight"] for c in found["sites"][0]["criteria"]]
    assert sum(weights) == pytest.approx(1.0)
    assert weights == sorted(weights, reverse=True)
    assert {note.partition(":")[0] for note in found["notes"]} >= {"W-WGT-01", "W-WGT-02"}
    assert found["sites"][0]["uncertainty"]["variance"]["weights"] == 0.0


def test_departures_from_the_default_weights_are_told(run, sites):
    for words, told in (((), False), (("--weights", "roc"), False), (("--weights", "equal"), True)):
        notes = scored(run, sites, *words, "--draws", 5)["notes"]
        assert any(note.startswith("W-WGT-01") for note in notes) == told
    assert "W-WGT-01" in run("score", sites, "--weights", "equal", "--draws", 5).err


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[ahp]\nmatrix = [[1, 2], [0.5, 1]]", "E-WGT-03"),
        ("ahp = 3", "E-WGT-03"),
        (JUDGED + "[weights]\nK1 = 1", "E-WGT-03"),
        (JUDGED.replace('"1/6", "1/5"', '9, "1/5"').replace("5, 6]", '5, "1/9"]'), "E-WGT-04"),
    ],
)
def test_wrong_judgements_are_refused(run, sites, tmp_path, text, code):
    path = tmp_path / "w.toml"
    path.write_text(text, encoding="utf-8")
    outcome = run("score", sites, "--weights", path)
    assert (outcome.status, outcome.faults) == (2, [code])


def test_people_read_how_sure_the_grade_is_and_what_would_lift_it(run, sites):
    zh = run("score", sites, "--draws", 50).out
    assert "抽样 50 次（种子 0）" in zh
    assert "提升：行业不变" in zh
    en = run("score", sites, "--draws", 50, "--lang", "en").out
    assert "50 draws (seed 0)" in en
    assert "what would lift it: " in en
