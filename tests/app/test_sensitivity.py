"""What weights do to a score, and how sure it is: sums checked by hand."""

import pytest

from gis_app.components import outlook, sensitivity
from gis_app.components.wording import Words

ROWS = [
    {"id": "K1", "state": "scored", "value": 1.0, "weight": 0.5},
    {"id": "K3", "state": "scored", "value": 0.2, "weight": 0.3},
    {"id": "K5", "state": "unknown", "value": None, "weight": 0.2},
]


def test_the_total_is_the_weighted_mean_of_what_is_scored():
    assert sensitivity.total(ROWS) == pytest.approx(100 * (0.5 + 0.06) / 0.8)
    assert sensitivity.total(ROWS[2:]) is None


def test_the_total_of_a_site_is_its_score(plan):
    import geopandas as gpd
    import shapely

    import layers

    site = gpd.GeoDataFrame(
        {"id": ["a"], "name": ["a"], "sectors": [{"P7": 1.0}], "function": [None]},
        geometry=[shapely.Point(120.72, 31.31)],
        crs="EPSG:4326",
    )
    result = layers.score(plan, site, peers=plan.peers())[0]
    assert sensitivity.total(result["criteria"]) == pytest.approx(result["score"])
    weights = {c["id"]: c["weight"] * (2 if c["id"] == "K3" else 1) for c in result["criteria"]}
    again = layers.score(plan, site, peers=plan.peers(), weights=weights)[0]
    swing = next(s for s in sensitivity.swings(result["criteria"]) if s.id == "K3")
    assert swing.doubled == pytest.approx(again["score"])


def test_swings_leave_a_criterion_out_or_count_it_twice():
    first, second = sensitivity.swings(ROWS)
    assert first.id == "K1"  # the wider one
    assert (first.without, first.doubled) == pytest.approx((20.0, 100 * 1.06 / 1.3))
    assert (second.without, second.doubled) == pytest.approx((100.0, 100 * 0.62 / 1.1))
    (only,) = sensitivity.swings(ROWS[:1])
    assert (only.without, only.doubled) == (None, 100.0)


def test_the_tornado_has_a_row_for_each_scored_criterion(plan):
    page = sensitivity.tornado({"criteria": ROWS}, plan.facts, Words("zh"))
    assert page.count('class="row"') == 2
    assert "K1 布局契合" in page
    assert "权重为 0：20.0" in page
    assert sensitivity.tornado({"criteria": ROWS[2:]}, plan.facts, Words("zh")) == ""


def test_departures_name_the_shares_before_and_after():
    assert sensitivity.departures({"K1": 2, "K2": 2}, {"K1": 0.5, "K2": 0.5}) == ""


def test_grade_probabilities_are_drawn_and_written():
    chances = {"支持充分": 0.871, "基本支持": 0.128, "支持较弱": 0.001, "依据不足": 0.0}
    page = outlook.grades({"grade_probability": chances}, Words("zh"))
    assert "width:87.1%" in page
    assert "支持充分 87%" in page
    assert "支持较弱 &lt;1%" in page
    assert "依据不足" not in page
    assert outlook.grades({"grade_probability": None}, Words("zh")) == ""


def test_sources_of_the_variance_are_named_where_there_is_any():
    drawn = {"uncertainty": {"variance": {"weights": 0.93, "geometry": 0.07, "affinity": 0.0}}}
    assert "权重 93%、位置 7%。" in outlook.sources(drawn, Words("zh"))
    still = {"uncertainty": {"variance": {"weights": None, "geometry": 0.0}}}
    assert outlook.sources(still, Words("zh")) == outlook.sources(
        {"uncertainty": None}, Words("zh")
    )
