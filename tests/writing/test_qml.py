"""Styles for QGIS: one palette, names in the legend, labels at anchors, titles of fields."""

import json
import re
import xml.etree.ElementTree as ET

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gis_app.components.batch_tables import COLOURS
from gis_app.components.cartography import cartography
from gis_app.load import default_plan
from gis_app.writing.anchors import WHOLE, anchored, looked_up, quoted, scale
from gis_app.writing.fields import sidecar, sidecars
from gis_app.writing.qml import qml, styles
from gis_app.writing.renderers import SITE_AREA
from gis_app.writing.symbols import colour
from layers.export_fields import FIELDS
from tests.io.layer import clusters, districts, scores, structure

SHAPES = {
    "districts": "polygon",
    "structure": "line",
    "bands": "polygon",
    "counties": "polygon",
    "clusters": "point",
    "places": "point",
    "water": "polygon",
    "roads": "line",
    "railways": "line",
    "scores": "point",
}


def parsed(text):
    return ET.fromstring(text.partition("\n")[2])


def style(name, **more):
    return parsed(qml(name, SHAPES[name], **more))


def values(root, key):
    """Return what the symbols say under `key`, in both forms, which must agree."""
    new = [o.get("value") for o in root.iter("Option") if o.get("name") == key]
    old = [p.get("v") for p in root.iter("prop") if p.get("k") == key]
    assert new == old
    return new


def test_every_layer_has_a_style():
    assert set(SHAPES) == set(FIELDS)


@pytest.mark.parametrize("name", SHAPES)
def test_it_is_a_document_of_qgis_322_with_titles_in_our_order(name):
    root = style(name)
    assert root.tag == "qgis"
    assert root.get("version") == "3.22.0"
    titles = {a.get("field"): a.get("name") for a in root.iter("alias")}
    assert titles == {f.code: f.title for f in FIELDS[name].fields}
    order = [c.get("name") for c in root.iter("column") if c.get("hidden") == "0"]
    assert order == [f.code for f in FIELDS[name].fields]
    assert [c.get("name") for c in root.iter("column") if c.get("hidden") == "1"] == [
        "fid",
        "layer",
    ]


@pytest.mark.parametrize("name", sorted(set(SHAPES) - {"bands"}))
def test_labels_have_a_halo_and_a_chinese_font_to_fall_back_on(name):
    root = style(name)
    fonts = list(root.iter("text-style"))
    assert fonts
    for font in fonts:
        assert {f.get("name") for f in font.iter("family")} >= {"Microsoft YaHei", "SimHei"}
        assert font.find("text-buffer").get("bufferDraw") == "1"


def test_elements_are_drawn_in_their_colours_under_their_names():
    root = style("structure", layer=default_plan().layers["structure"])
    found = {c.get("value"): c.get("label") for c in root.iter("category")}
    names = default_plan().layers["structure"].set_index("id")["name"]
    assert found == {i: f"{name}（示意）" for i, name in names.items()}
    drawn = values(root, "line_color")
    for element in names.index:
        assert any(c.startswith(rgb(cartography()["element"][element])) for c in drawn)


def rgb(value):
    return colour(value).rpartition(",")[0]


def test_another_plans_elements_take_the_one_other_colour():
    layer = structure().assign(id="axis-new", name="新轴")
    root = style("structure", layer=layer)
    assert [c.get("label") for c in root.iter("category")] == ["新轴（示意）"]
    assert colour(cartography()["element"]["other"]) in values(root, "line_color")


def test_only_axes_have_arrows():
    root = style("structure")
    arrows = [s for s in root.iter("layer") if s.get("class") == "GeometryGenerator"]
    axes = [e for e in cartography()["element"] if e.startswith("axis-")]
    assert len(arrows) == len(axes) == 2


def test_weights_are_pixels_of_96_dpi_in_millimetres():
    root = style("roads")
    assert values(root, "line_width") == ["0.21"]  # 0.8 px
    dashed = style("districts")
    assert "2.12;0.79;0.40;0.79" in values(dashed, "customdash")  # 8 3 1.5 3 px


def test_bands_fade_without_an_outline_and_join_where_they_overlap():
    root = style("bands", layer=default_plan().layers["bands"])
    assert root.find("renderer-v2").get("type") == "mergedFeatureRenderer"
    assert set(values(root, "outline_style")) == {"no"}
    table = cartography()["band"]
    blue = cartography()["element"]["belt-changjiang"]
    for zone in ("core", "influence", "fade"):
        assert colour(blue, table[zone]) in values(root, "color")


def test_bands_of_ring_and_axes_and_parts_apart_start_switched_off():
    root = style("bands", layer=default_plan().layers["bands"])
    shown = {c.get("value").split()[0] for c in root.iter("category") if c.get("render") == "true"}
    assert shown == {e for e in cartography()["element"] if e.startswith("belt-")}


def test_every_band_has_a_class():
    root = style("bands", layer=default_plan().layers["bands"])
    (renderer,) = (r for r in root.iter("renderer-v2") if r.get("attr"))
    classes = {c.get("value") for c in root.iter("category")}
    apart = cartography()["band"]["apart"]
    zones = {"core": "核心范围", "influence": "辐射范围", "fade": "辐射范围边缘"}
    for row in default_plan().layers["bands"].itertuples():
        key = apart.get(f"{row.element}/{row.part}", row.element)
        assert f"{key} {zones[row.zone]}" in classes
        assert f"'{row.element}/{row.part}'" in renderer.get("attr") or key == row.element


def test_grades_have_the_colours_of_the_pages():
    assert {g: c.upper() for g, c in COLOURS.items()} == cartography()["grade"]
    for geometry, opacity in (("point", 1), ("polygon", SITE_AREA)):
        root = parsed(qml("scores", geometry))
        assert [c.get("value") for c in root.iter("category")] == list(COLOURS)
        assert values(root, "color") == [colour(c, opacity) for c in COLOURS.values()]


def test_anchors_are_in_the_system_of_the_file():
    degrees = anchored("district", "XZQDM", "EPSG:4490")["PositionX"]
    metres = anchored("district", "XZQDM", "EPSG:4549")["PositionX"]
    code, at = next(iter(cartography()["label"]["district"].items()))
    assert f"'{code}',{at['at'][0]}," in degrees
    moved = float(re.search(rf"'{code}',([\d.]+)", metres)[1])
    assert 480_000 < moved < 640_000


def test_anchors_hold_while_the_whole_city_is_in_view():
    (rules,) = style("structure").iter("rules")
    scales = [(r.get("scalemindenom"), r.get("scalemaxdenom")) for r in rules]
    assert scales == [(str(WHOLE), "0"), ("0", str(WHOLE))]
    far, near = rules
    assert 'name="PositionX"' in ET.tostring(far, encoding="unicode")
    assert 'name="PositionX"' not in ET.tostring(near, encoding="unicode")
    assert {p.get("placement") for p in rules.iter("placement")} == {"3"}  # curved


def test_early_places_come_before_the_others():
    show = re.search(r"@map_scale&lt;(\d+) OR \(@map_scale&lt;(\d+)", qml("clusters", "point"))
    assert int(show[1]) < int(show[2])


def test_nearer_zooms_are_larger_scales():
    assert scale(9) > scale(10) == pytest.approx(scale(9) / 2, abs=1)


def test_texts_of_expressions_are_escaped():
    assert quoted("O'Hara\n\\") == "'O''Hara\\n\\\\'"
    assert looked_up({"a'b": "c"}, 'x"y') == "map_get(map('a''b','c'),\"x\"\"y\")"


def test_names_cannot_break_the_document():
    layer = structure().assign(name='<甲&"乙">')
    root = style("structure", layer=layer)
    assert [c.get("label") for c in root.iter("category")] == ['<甲&"乙">（示意）']


def test_each_table_of_a_file_gets_its_own_style():
    both = pd.concat([scores(), scores(shapely.box(120.6, 31.3, 120.7, 31.4))])
    found = styles({"scores": gpd.GeoDataFrame(both), "districts": districts()})
    kinds = {table: parsed(text).findtext("layerGeometryType") for table, text in found.items()}
    assert kinds == {"PJJG_D": "0", "PJJG_M": "2", "XZQ": "2"}


def test_the_sidecar_says_what_each_field_is():
    told = json.loads(sidecar({"clusters": clusters(), "scores": scores()}))["layers"]
    assert list(told) == ["clusters", "scores"]
    assert told["scores"]["table"] == "PJJG"
    fields = told["scores"]["fields"]
    assert fields["ZCDDF"]["title"] == "规划支持度得分"
    assert (fields["ZCDDF"]["type"], fields["ZCDDF"]["unit"]) == ("number", "0–100")
    assert fields["ZCDDJ"]["values"][0] == "支持充分"
    assert fields["BSM"]["source"] != fields["ZCDDF"]["source"]
    assert set(fields) == {f.code for f in FIELDS["scores"].fields}


def test_a_style_stands_beside_one_layer_of_one_geometry_only():
    assert set(sidecars({"districts": districts()})) == {".fields.json", ".qml"}
    assert set(sidecars({"districts": districts(), "clusters": clusters()})) == {".fields.json"}
    both = pd.concat([scores(), scores(shapely.box(120.6, 31.3, 120.7, 31.4))])
    assert set(sidecars({"scores": gpd.GeoDataFrame(both)})) == {".fields.json"}
