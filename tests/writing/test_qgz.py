"""The QGIS project: complete, relative, and the same bytes for the same input."""

import io
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest

from gis_app.clock import SHANGHAI
from gis_app.components.cartography import cartography
from gis_app.load import default_plan
from gis_app.writing.bundle import bundled
from gis_app.writing.layout import FRAME, PAGE, STEP
from gis_app.writing.project_layers import GROUPS, project_layers
from gis_app.writing.qgz import project
from layers.export_gpkg import table_names
from layers.schema import SCHEMAS
from tests.io.layer import scores
from tests.writing.small import layers, made


@pytest.fixture(scope="module")
def shipped():
    plan = default_plan()
    return {"scores": scores(), **{name: plan.layers[name] for name in SCHEMAS}}


def opened(content, **use):
    packed = project(content, "EPSG:4490", made(**use), file="x.gpkg", name="x")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["x.qgs"]
        text = archive.read("x.qgs").decode()
    return ET.fromstring(text.partition("\n")[2])


@pytest.fixture(scope="module")
def root(shipped):
    return opened(shipped)


def test_every_table_of_the_file_is_shown(root, shipped):
    sources = [layer.findtext("datasource") for layer in root.iter("maplayer")]
    shown = {s.partition("layername=")[2].partition("|")[0] for s in sources}
    assert shown == set(table_names(shipped))


def test_paths_are_relative(root):
    assert all(s.text.startswith("./x.gpkg|") for s in root.iter("datasource"))
    assert root.findtext("properties/Paths/Absolute") == "false"
    assert {layer.get("source") for layer in root.iter("layer-tree-layer")} == {
        s.text for s in root.iter("datasource")
    }


def test_ids_are_long_unique_and_everywhere_the_same(root):
    ids = [layer.findtext("id") for layer in root.iter("maplayer")]
    assert len(set(ids)) == len(ids)
    assert min(map(len, ids)) > 20
    tree = root.find("layer-tree-group")
    assert [layer.get("id") for layer in tree.iter("layer-tree-layer")] == ids
    assert [layer.get("id") for layer in root.find("layerorder")] == ids


def test_groups_come_from_the_top_down(root):
    tree = root.find("layer-tree-group")
    assert tuple(group.get("name") for group in tree.findall("layer-tree-group")) == GROUPS


def test_what_covers_others_lies_below_them(shipped):
    keys = [shown.key for shown in project_layers(shipped, "EPSG:4490")]
    for above, below in [
        ("scores-point", "structure"),
        ("structure", "water"),
        ("halo", "water"),
        ("water", "belts"),
        ("belts", "beyond"),
        ("beyond", "roads"),
        ("roads", "land"),
    ]:
        assert keys.index(above) < keys.index(below), (above, below)


def test_systems_are_spelt_out(root):
    assert root.findtext("projectCrs/spatialrefsys/authid") == "EPSG:4549"
    assert {s.findtext("spatialrefsys/authid") for s in root.iter("srs")} >= {"EPSG:4490"}
    assert all("CGCS2000" in w.text or "2000" in w.text for w in root.iter("wkt"))


def test_the_bands_of_the_three_entries_are_all_bands_once(shipped):
    shown = {s.key: s.subset for s in project_layers(shipped, "EPSG:4490") if s.table == "ZTJG_FW"}
    table = shipped["bands"].rename(columns={"element": "YSBSM", "part": "FD"})
    counted = [len(table.query(as_query(subset))) for subset in shown.values()]
    assert list(shown) == ["belts", "reach", "shore-15"]
    assert all(counted)
    assert sum(counted) == len(table)


def as_query(subset):
    words = {'"': "", " = ": " == ", "AND": "and", "NOT": "not", "OR": "or", " IN ": " in "}
    for word, other in words.items():
        subset = subset.replace(word, other)
    return subset


def test_the_layout_fits_its_page_and_says_what_the_law_wants(root):
    (layout,) = root.iter("Layout")
    items = {i.get("id"): i for i in layout.findall("LayoutItem")}
    for item in items.values():
        x, y, width, height = numbers(item)
        assert x >= 0
        assert y >= 0
        assert x + width <= PAGE[0]
        assert y + height <= PAGE[1]
    assert items["footer"].get("labelText") == made().publication.footer()
    assert "示例规划" in items["title"].get("labelText")
    assert items["approval"].get("labelText").startswith("审图号：")
    assert {"legend", "north", "scalebar", "main-map"} <= set(items)


def numbers(item):
    both = f"{item.get('position')},{item.get('size')}".replace("mm,", "").replace(",mm", "")
    return [float(n) for n in both.split(",")]


def test_an_approval_number_is_printed(shipped):
    root = opened(shipped, public=True, approval="苏S(2026)1号")
    texts = [i.get("labelText") for i in root.iter("LayoutItem")]
    assert "审图号：苏S(2026)1号" in texts


def test_the_map_has_a_round_scale_and_holds_the_whole_city(root, shipped):
    (extent,) = root.iter("Extent")
    side = {k: float(v) for k, v in extent.attrib.items()}
    metres = (side["xmax"] - side["xmin"]) / FRAME[2]
    assert metres == pytest.approx((side["ymax"] - side["ymin"]) / FRAME[3])
    assert metres % STEP == pytest.approx(0)
    west, south, east, north = shipped["districts"].to_crs("EPSG:4549").total_bounds
    assert side["xmin"] < west < east < side["xmax"]
    assert side["ymin"] < south < north < side["ymax"]


def test_the_legend_shows_chosen_classes_with_fading_samples(root):
    (legend,) = (i for i in root.iter("LayoutItem") if i.get("id") == "legend")
    groups = [g.get("name") for g in legend.iter("layer-tree-group") if g.get("name")]
    assert groups == ["总体空间布局（示意）", "规划支持度", "参考图层"]
    told = {o.get("name"): o.get("value") for o in legend.iter("Option") if o.get("value")}
    assert told["legend/title-style"] == "hidden"
    belts = next(n for n in legend.iter("layer-tree-layer") if n.get("id").endswith("_belts"))
    options = {o.get("name"): o.get("value") for o in belts.iter("Option") if o.get("value")}
    names = [v for k, v in options.items() if k.startswith("legend/label-")]
    kinds = default_plan().layers["structure"]
    assert names == list(kinds["name"][kinds["kind"] == "belt"])
    assert "GradientFill" in options["legend/custom-symbol-2"]


def test_it_needs_no_districts_and_no_bands():
    root = opened({"structure": layers()["structure"]})
    assert len(list(root.iter("maplayer"))) == 1
    assert len(list(root.iter("Layout"))) == 1


def test_points_and_polygons_of_scores_are_two_entries():
    shown = {s.key: s for s in project_layers(layers(), "EPSG:4490")}
    assert len(shown["scores-point"].legend) == len(cartography()["grade"])
    assert shown["scores-polygon"].legend is None  # the grades stand in the legend once
    areas = {"scores": layers()["scores"].iloc[1:]}
    (only,) = project_layers(areas, "EPSG:4490")
    assert (only.key, len(only.legend)) == ("scores-polygon", len(cartography()["grade"]))


def test_the_same_input_gives_the_same_bytes():
    one, two = (project(layers(), "EPSG:4490", made(), file="x.gpkg", name="x") for _ in range(2))
    assert one == two


def test_what_is_scored_goes_into_the_package_with_every_layer():
    plan = default_plan()
    sites = plan.layers["clusters"].head(0).assign(sectors=[])
    assert list(bundled(plan, sites, [], made())) == ["scores", *SCHEMAS]


def test_a_project_of_before_1980_is_written(shipped):
    then = replace(made(), time=datetime(1970, 1, 1, 8, tzinfo=SHANGHAI))
    packed = project(shipped, "EPSG:4490", then, file="x.gpkg", name="x")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.infolist()[0].date_time[0] == 1980
