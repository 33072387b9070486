"""Numbers as people read them, in both languages."""

import pytest

from gis_app.components.wording import Words

ZH, EN = Words("zh"), Words("en")


@pytest.mark.parametrize(
    ("metres", "zh", "en"),
    [(0, "0米", "0 m"), (999.4, "999米", "999 m"), (1000, "1.00公里", "1.00 km")],
)
def test_short_distances_are_metres_and_long_ones_kilometres(metres, zh, en):
    assert (ZH.distance(metres), EN.distance(metres)) == (zh, en)


@pytest.mark.parametrize(
    ("degrees", "zh"), [(0, "北 0°"), (44, "东北 44°"), (359, "北 359°"), (None, "—")]
)
def test_bearings_name_the_nearest_of_eight_directions(degrees, zh):
    assert ZH.bearing(degrees) == zh


def test_an_error_that_is_not_known_is_not_printed():
    assert ZH.provenance("derived", float("nan")) == "推算"
    assert ZH.provenance("osm", 150.0, 150.0) == "开放数据（OpenStreetMap），误差约150米"
    assert ZH.provenance("authored", 300.0, 3000.0) == "人工勾绘，误差约300–3,000米"
    assert EN.provenance("schematic", 1000.0) == "schematic, off by about 1,000 m"


def test_english_names_fall_back_to_the_chinese_one():
    assert EN.name({"name": "甲", "name_en": ""}) == "甲"
    assert EN.name({"name": "甲", "name_en": "A"}) == "A"
    assert ZH.name({"name": "甲", "name_en": "A"}) == "甲"
