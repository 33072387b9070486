"""选址评估 without a browser: what it shows, what it asks for, what it survives."""

import re

import pytest

from layers.quoting import nested
from tests.app.pages import PLACE, opened, run_check_site, text_of, typed, unfolded


def test_an_empty_page_says_what_to_do_first():
    app = opened(run_check_site)
    assert not app.exception
    assert "点击地图" in app.info[0].value
    assert not app.metric


def test_a_site_without_sectors_is_located_and_asks_for_sectors():
    app = opened(run_check_site, **PLACE)
    assert "选择重点领域" in app.info[0].value
    assert "苏州工业园区" in text_of(app)
    assert not app.metric


def test_check_site_scores_a_point_and_cites_a_clause():
    app = opened(run_check_site, **PLACE)
    app.multiselect(key="sectors-zh").set_value(["P3", "P7"]).run()
    assert not app.exception
    assert 0 <= float(app.metric[0].value) <= 100
    said = text_of(app)
    assert re.search(r"主要依据：[^<]*[一二三四]（[一二]）", said)
    assert said.count('class="crit"') == 6
    assert "得分区间" in said
    assert "指标覆盖率" in said


def test_the_score_on_the_page_is_the_score_of_the_library(plan):
    import geopandas as gpd
    import shapely

    import layers

    site = gpd.GeoDataFrame(
        {"id": ["a"], "name": ["a"], "sectors": [{"P3": 1.0}], "function": [None]},
        geometry=[shapely.Point(120.72, 31.31)],
        crs="EPSG:4326",
    )
    expected = layers.score(plan, site, peers=plan.peers(), draws=1000)[0]
    app = opened(run_check_site, s="P3", **PLACE)
    assert app.metric[0].value == f"{expected['score']:.1f}"
    assert f"得分区间 {expected['low']:.1f}–{expected['high']:.1f}" in text_of(app)


def test_a_grade_that_most_draws_do_not_have_is_told_to_be_in_doubt():
    said = text_of(opened(run_check_site, s="P3", at="120.72,31.31"))  # inside the error of a zone
    assert "支持充分 8%" in said
    assert re.search(r"只有 8% 的模拟仍为“支持充分”，最常见的是“支持较弱”（4\d%）", said)
    firm = text_of(opened(run_check_site, s="P1", at="120.988866,31.320079"))
    assert "支持充分 100%" in firm
    assert "等级不稳" not in firm


def test_all_seven_elements_are_related_to_the_site(plan):
    said = text_of(opened(run_check_site, **PLACE))
    for element in plan.facts.structures:
        assert element.name in said
    assert said.count('class="tag ') == 7


def test_shares_follow_the_numbers_typed():
    app = opened(run_check_site, s="P3;P7", **PLACE)
    equal = app.metric[0].value
    app.toggle(key="shares-zh").set_value(True).run()
    app.number_input(key="share-P3-zh").set_value(100.0)
    app.number_input(key="share-P7-zh").set_value(0.0).run()
    assert app.metric[0].value == opened(run_check_site, s="P3", **PLACE).metric[0].value
    assert app.metric[0].value != equal


def test_a_typed_coordinate_needs_its_coordinate_system():
    app = typed(opened(run_check_site), 120.72, 31.31, None)
    assert "坐标系" in app.error[0].value
    assert not app.exception


@pytest.mark.parametrize("datum", ["cgcs2000", "gcj02", "bd09"])
def test_a_typed_coordinate_becomes_the_site(datum):
    app = typed(opened(run_check_site), 120.72, 31.31, datum)
    assert not app.error
    position = app.query_params["at"]
    assert (position == "120.72,31.31") == (datum == "cgcs2000")


def test_metres_are_read_as_metres():
    app = typed(opened(run_check_site), 568_000.0, 3_465_000.0, "EPSG:4549")
    assert not app.error
    lon, lat = (float(word) for word in app.query_params["at"].split(","))
    assert (lon, lat) == pytest.approx((120.71, 31.31), abs=0.02)


def test_a_bad_coordinate_is_explained_and_the_page_goes_on():
    app = typed(opened(run_check_site, s="P3", **PLACE), 31.31, 120.72, "cgcs2000")
    assert "E-CRS-03" in app.error[0].value
    assert "--crs" not in app.error[0].value
    assert app.metric[0].value  # the old site is still there, and says so
    assert "仍是原位置的结果" in text_of(app)
    app = typed(app, 120.6, 31.3, "cgcs2000")
    assert not app.error
    assert "仍是原位置的结果" not in text_of(app)
    assert app.query_params["at"] == "120.6,31.3"


def test_a_site_outside_the_city_is_not_scored():
    app = opened(run_check_site, s="P3", at="120.30,31.57")
    assert not app.exception
    assert app.metric[0].value == "—"
    assert text_of(app).count("市域外") == 1
    assert "该点在市域外" not in text_of(app)
    assert [w.value for w in app.warning] == ["市域外，不评分。"]


def test_a_datum_nobody_knows_is_scored_both_ways():
    app = typed(opened(run_check_site, s="P7"), 120.72, 31.31, "unknown")
    assert not app.exception
    assert "坐标系不清楚" in text_of(app)
    assert app.query_params["u"] == "1"


def test_a_site_near_a_border_is_told_so_once():
    app = opened(run_check_site, s="P7", at="120.642,31.32")
    assert text_of(app).count("界线附近") == 1
    app = opened(run_check_site, at="120.642,31.32")
    assert text_of(app).count("界线附近") == 1


def test_the_draws_are_shown_with_their_number_seed_and_sources():
    said = text_of(opened(run_check_site, s="P7", **PLACE))
    assert "等级概率" in said
    assert "模拟次数 1,000，随机种子 0。" in said
    assert "得分波动的来源" in said
    assert "5%–95%" in said


def test_other_weights_change_the_score_the_address_and_the_flags():
    app = opened(run_check_site, s="P7", **PLACE)
    before = app.metric[0].value
    app = unfolded(app, "weights")
    app.radio(key="weights-zh").set_value("equal").run()
    assert app.query_params["w"] == "equal"
    assert app.metric[0].value != before
    assert "权重不是默认方案（等权）" in text_of(app)
    assert f"默认权重下 {before} 分" in text_of(app)
    linked = opened(run_check_site, s="P7", w="equal", **PLACE)
    assert linked.metric[0].value == app.metric[0].value
    app.radio(key="weights-zh").set_value("roc").run()
    assert "w" not in app.query_params
    assert app.metric[0].value == before


def test_weights_that_are_all_zero_are_refused():
    app = opened(run_check_site, s="P7", w="1,0,0,0,0,0", **PLACE)
    app.slider(key="weight-K1-zh").set_value(0).run()
    assert "不能都为 0" in app.error[0].value
    assert app.metric[0].value == opened(run_check_site, s="P7", **PLACE).metric[0].value


def run_outlined():
    from gis_app.state import outlined
    from gis_app.views import check_site, session

    ring = [(120.66, 31.30), (120.74, 31.30), (120.74, 31.33), (120.66, 31.33)]
    session.remember(outlined(session.current(), ring))
    check_site.page()


def test_a_drawn_parcel_is_scored_as_a_parcel(plan):
    import geopandas as gpd
    import shapely

    import layers

    parcel = shapely.box(120.66, 31.30, 120.74, 31.33)
    site = gpd.GeoDataFrame(
        {"id": ["a"], "name": ["a"], "sectors": [{"P3": 1.0}], "function": [None]},
        geometry=[parcel],
        crs="EPSG:4326",
    )
    expected = layers.score(plan, site, peers=plan.peers(), draws=1000)[0]
    app = opened(run_outlined, s="P3")
    assert not app.exception
    assert app.metric[0].value == f"{expected['score']:.1f}"
    assert "按所画地块评分" in text_of(app)
    lon, lat = (float(word) for word in app.query_params["at"].split(","))
    assert parcel.contains(shapely.Point(lon, lat))


def test_folded_parts_are_not_sent_before_they_are_opened():
    app = opened(run_check_site, s="P3", **PLACE)
    assert not app.get("download_button")
    assert "规划写明的载体" not in text_of(app)
    assert "权重为 0" not in text_of(app)
    app = unfolded(app, "export", "places", "sensitivity")
    assert len(app.get("download_button")) == 1
    assert "规划写明的载体" in text_of(app)
    assert "权重为 0" in text_of(app)


def test_what_never_changes_with_the_site_is_told_of_every_element(plan):
    said = text_of(opened(run_check_site))
    for element in plan.facts.structures:
        assert nested(f"“{element.quote}”") in said
    assert "半衰距离" in said


def run_left():
    import streamlit as st

    from gis_app.components.map_data import Clicked
    from gis_app.state import outlined
    from gis_app.views import check_site, session

    if "left" not in st.session_state:
        st.session_state["left"] = True
        ring = [(120.66, 31.30), (120.74, 31.30), (120.74, 31.33), (120.66, 31.33)]
        session.remember(outlined(session.current(), ring))
        check_site._clicked(Clicked(at=(120.6, 31.3)))  # a click beside it, by mistake
    check_site.page()


def test_a_parcel_left_by_mistake_comes_back():
    app = opened(run_left, s="P3")
    assert "按所画地块评分" not in text_of(app)
    app.multiselect(key="sectors-zh").set_value(["P7"]).run()
    app.button(key="undo-place").click().run()
    assert not app.exception
    assert "按所画地块评分" in text_of(app)
    assert app.multiselect(key="sectors-zh").value == ["P7"]
    assert not [b for b in app.button if b.key == "undo-place"]
