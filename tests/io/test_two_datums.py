"""Where the datum is unknown both readings are scored, and the difference is said."""

import pytest

from gis_app.two_datums import side_by_side


def result(score, grade, district="320507", low=0.0, high=0.0):
    interval = {"low": score and score - low, "high": score and score + high}
    return {"score": score, "grade": grade, "district": district, "flags": ["旧"], **interval}


def test_the_first_reading_is_shown_and_the_interval_holds_both():
    one, other = result(60.0, "基本支持", low=5, high=2), result(66.0, "基本支持", low=1, high=9)
    (both,) = side_by_side([one], [other], "zh")
    assert (both["score"], both["low"], both["high"]) == (60.0, 55.0, 75.0)
    assert both["flags"][0] == "旧"


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (result(66.0, "基本支持"), "不敏感"),
        (result(75.0, "支持充分"), "请确认"),
        (result(60.0, "基本支持", district="320576"), "请确认"),
        (result(None, None, district=None), "市域外"),
        (result(None, "规划未涉及"), "规划未涉及"),
    ],
)
def test_it_says_whether_the_grade_depends_on_the_datum(other, words):
    (both,) = side_by_side([result(60.0, "基本支持")], [other], "zh")
    assert words in both["flags"][-1]


def test_what_is_not_scored_stays_without_an_interval():
    (both,) = side_by_side([result(None, "规划未涉及")], [result(60.0, "基本支持")], "en")
    assert both["low"] is None
    assert "find out" in both["flags"][-1]
