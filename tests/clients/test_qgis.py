"""QGIS opens what we deliver: layers, styles, labels, Chinese field titles, the print layout."""

import pytest

from gis_app.components.cartography import cartography
from gis_app.load import default_plan
from gis_app.writing.made import Publication
from layers.export_fields import FIELDS
from layers.schema import SCHEMAS
from tests.cli.run import process

TABLES = {"PJJG_D": "scores", "JJQ_D": "clusters"} | {
    FIELDS[n].name: n for n in SCHEMAS if not FIELDS[n].by_shape
}
UNLABELLED = {"带的影响范围", "环、轴的核心与辐射范围", "离岸15公里（产业创新集群节点）"} | {
    "市域轮廓",
    "市域外底色",
    "板块底色",
}


@pytest.fixture(scope="module")
def project(package, pictures, qgis):
    return qgis("project", package / "suzhou_services_layout.qgz", pictures)


@pytest.fixture(scope="module")
def layers(project):
    return {layer["name"]: layer for layer in project["layers"]}


def test_the_project_opens_without_a_complaint(project):
    assert project["read"]
    assert project["log"] == []
    assert project["canvas"]["errors"] == []
    assert project["crs"] == "EPSG:4549"
    assert "总体空间布局图" in project["title"]
    assert project["footer"] == Publication().footer()


def test_groups_stand_in_the_order_they_are_drawn(project):
    assert project["groups"] == ["评价结果", "规划结构", "界线与水域", "影响范围（示意）", "底图"]


def test_every_layer_is_valid_in_its_system_and_complete(layers):
    assert len(layers) == 15
    assert {layer["table"] for layer in layers.values()} == set(TABLES)
    for layer in layers.values():
        assert layer["valid"]
        assert layer["crs"] == "EPSG:4490"
        assert layer["counted"] == layer["read"] > 0 or layer["name"] == "集聚区及同类载体"


def test_layers_over_one_table_show_parts_of_it(layers):
    plan = default_plan().layers
    assert layers["板块界线"]["read"] == len(plan["districts"])
    bands = [name for name in layers if layers[name]["table"] == "ZTJG_FW"]
    assert sum(layers[name]["read"] for name in bands) == len(plan["bands"])
    # Clusters that are scored stand there once, and places that are clusters too.
    assert layers["规划支持度（点）"]["read"] == len(plan["clusters"])
    assert layers["集聚区及同类载体"]["read"] == 0
    assert layers["其他规划载体与节点"]["read"] == len(plan["places"]) - len(plan["clusters"])


def test_labels_are_on_where_a_layer_has_any(layers):
    assert {name for name, layer in layers.items() if not layer["labels"]} == UNLABELLED


def test_fields_have_their_chinese_titles_in_our_order(layers):
    for layer in layers.values():
        table = FIELDS[TABLES[layer["table"]]]
        assert {f.code: f.title for f in table.fields}.items() <= layer["aliases"].items()
        assert layer["order"] == [f.code for f in table.fields]
        assert layer["shown_as"].strip('"') in {"MC", "JJQMC", "XZQMC"}


def test_elements_are_classes_with_their_names(layers):
    names = [f"{n}（示意）" for n in default_plan().layers["structure"]["name"]]
    assert layers["环、轴、带（示意）"]["renderer"] == "categorizedSymbol"
    assert layers["环、轴、带（示意）"]["legend"] == names
    assert layers["规划支持度（点）"]["legend"] == list(cartography()["grade"])
    assert layers["带的影响范围"]["renderer"] == "mergedFeatureRenderer"


def test_only_what_would_cover_the_map_is_switched_off(layers):
    off = {name for name, layer in layers.items() if not layer["shown"]}
    assert off == {"县域指引", "环、轴的核心与辐射范围", "离岸15公里（产业创新集群节点）"}


def test_the_first_view_is_the_city(project):
    west, south, east, north = project["view"]
    assert 480_000 < west < 495_000 < 630_000 < east < 645_000
    assert 3_390_000 < south < 3_405_000 < 3_545_000 < north < 3_560_000


def test_the_canvas_shows_the_palette_and_the_names(project):
    seen = project["canvas"]["colours"]
    table = cartography()
    shown = [
        table["colour"]["outside"],
        table["colour"]["land"],
        table["layer"]["water"]["fill"],
        table["element"]["ring"],
        table["element"]["axis-huning"],
        table["element"]["axis-tongsujia"],
        table["grade"]["支持充分"],
    ]
    assert [c for c in shown if c not in seen] == []
    labels = " ".join(project["canvas"]["labels"]).replace("\n", "")
    plan = default_plan().layers
    assert [n for n in plan["structure"]["name"] if n not in labels] == []
    assert sum(n in labels for n in plan["districts"]["name"]) >= 8
    assert "太湖" in labels


def test_the_bands_fade_outwards(project):
    """Where only the 长江 belt lies on the land, three shades of its blue cover it."""
    table = cartography()
    shade = table["colour"]["land"]
    seen = project["canvas"]["colours"]
    for zone in ("fade", "influence", "core"):
        shade = over(table["element"]["belt-changjiang"], table["band"][zone], shade)
        close = [c for c in seen if distance(c, shade) <= 2]
        assert sum(seen[c] for c in close) > 200, (zone, shade)


def over(top, opacity, below):
    pairs = zip(channels(top), channels(below), strict=True)
    return "#" + "".join(f"{round(opacity * a + (1 - opacity) * b):02X}" for a, b in pairs)


def channels(colour):
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def distance(one, other):
    return max(abs(a - b) for a, b in zip(channels(one), channels(other), strict=True))


def test_the_print_layout_is_complete(project):
    (layout,) = project["layouts"]
    assert layout["result"] == 0
    assert layout["page"] == [420, 297]
    assert layout["scale"] == 600_000
    wanted = {"title", "legend", "main-map", "north", "scalebar", "scale", "footer", "approval"}
    assert wanted <= set(layout["items"])
    assert 60 < layout["legend_bottom"] < 224  # above the scale bar
    ring = cartography()["element"]["ring"]
    assert layout["colours"].get(ring, 0) > 50


@pytest.mark.parametrize("name", [*SCHEMAS, "scores"])
def test_a_geojson_gets_its_style_and_titles_by_itself(package, qgis, name):
    found = qgis("vector", package / "geojson" / f"{name}.geojson")
    plan = default_plan().layers
    assert found["valid"]
    assert found["log"] == []
    assert found["crs"] == "EPSG:4326"
    assert found["read"] == len(plan["clusters" if name == "scores" else name])
    titles = {f.code: f.title for f in FIELDS[name].fields}
    assert titles.items() <= found["aliases"].items()
    assert found["labels"] == (name != "bands")
    expected = {"structure": "categorizedSymbol", "scores": "categorizedSymbol"}
    assert found["renderer"] == expected.get(
        name, "mergedFeatureRenderer" if name == "bands" else "singleSymbol"
    )


def test_the_suitability_surface_opens(tmp_path, qgis):
    path = tmp_path / "p6.tif"
    done = process("suitability", "--sector", "P6", "--resolution", 1000, "-o", path)
    assert done.status == 0, done.err
    found = qgis("raster", path)
    assert found["valid"]
    assert found["crs"] == "EPSG:4549"
    assert 0 <= found["least"] < found["most"] <= 1
    assert found["log"] == []
