"""The map document: every layer and element, honest legend, safe text, stable files."""

import json
import re

import folium
import geopandas as gpd
import pytest
import shapely

from gis_app.components import assets, layout_map, legend
from gis_app.components.map_layers import _free_ends
from gis_app.components.wording import FOOTER, Words
from gis_app.i18n import LANGUAGES, translator
from gis_app.writing.made import Publication

LAYERS = ("neighbours", "land", "water", "roads", "railways", "districts", "places", "clusters")


def rows(document):
    return {row["id"]: row for group in document.head["legend"] for row in group["rows"]}


@pytest.fixture(scope="module")
def document(plan):
    return layout_map.map_document(plan, lang="zh")


def test_the_page_contains_every_layer_and_element(plan):
    page = assets.standalone_html(layout_map.layout_map(plan, lang="zh", inline=True))
    found = set(re.findall(r'"id":"([^"]+)","row"', page))
    assert set(LAYERS) | set(plan.layers["structure"]["id"]) <= found
    assert {f"bands-{e}" in " ".join(found) for e in plan.layers["bands"]["element"]} == {True}


def test_every_layer_has_features_with_geometry(document):
    for layer in document.layers:
        features = json.loads(layer.geojson)["features"]
        assert features, layer.id
        assert all(f["geometry"]["coordinates"] for f in features), layer.id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_legend_names_all_seven_elements_in_order(plan, lang):
    first = layout_map.map_document(plan, lang=lang).head["legend"][0]["rows"]
    names = [Words(lang).name(row) for row in plan.layers["structure"].itertuples()]
    assert len(names) == 7
    assert [name in row["title"] for name, row in zip(names, first, strict=True)] == [True] * 7


def test_schematic_elements_say_so_in_the_legend(plan, document):
    for row in plan.layers["structure"].itertuples():
        assert ("示意" in rows(document)[row.id]["title"]) == (row.status == "schematic")


def test_every_layer_is_switched_by_a_row_that_exists(document):
    switched = {layer.row for layer in document.layers} - {None}
    assert switched <= set(rows(document))
    labelled = {label["row"] for label in document.head["labels"]} - {None}
    assert labelled <= set(rows(document))


def test_hovering_an_element_names_clause_and_accuracy(plan, document):
    for row in plan.layers["structure"].itertuples():
        layer = next(m for m in document.layers if m.id == row.id)
        tip = json.loads(layer.geojson)["features"][0]["properties"]["tip"]
        assert tip[0] == row.name
        assert row.clause_label in tip[1]
        assert f"误差约{row.accuracy_m:,.0f}米" in tip[1]


def test_every_element_and_district_has_a_label(plan, document):
    texts = [label["text"].replace("\n", "") for label in document.head["labels"]]
    names = [*plan.layers["structure"]["name"], *plan.layers["districts"]["name"]]
    assert [n for n in names if n not in texts] == []


def test_the_notice_required_of_unreviewed_maps_is_on_the_page(plan):
    for lang in LANGUAGES:
        page = assets.standalone_html(layout_map.layout_map(plan, lang=lang, inline=True))
        assert translator(lang)(FOOTER) in page


def test_a_reviewed_map_shows_its_number_and_no_longer_calls_itself_internal(plan):
    reviewed = Publication(public=True, approval="苏S(2026)001号</script>")
    shown = layout_map.layout_map(plan, lang="zh", inline=True, publication=reviewed)
    page = shown.get_root().render()
    assert "审图号：苏S(2026)001号\\u003c/script" in page
    assert FOOTER not in page
    assert "行政区界线仅供参考" in page


def test_hostile_names_stay_text(hostile):
    page = layout_map.layout_map(hostile, lang="zh", inline=True).get_root().render()
    script = page[page.index("suzhouLayout.draw(") :]
    assert "onerror=window.hit" in script  # it is there, as data
    assert script.count("</script>") == 1
    assert set("<>`$") & set(script[: script.index("</script>")]) == set()


def test_the_slim_map_holds_an_address_and_no_geometry(plan, document):
    figure = layout_map.layout_map(plan, lang="zh", inline=False, base_url="/planner")
    page = figure.get_root().render()
    assets.use_local_assets()
    assert f'"/planner{document.address}"' in page
    assert len(page) < 5_000
    assert "coordinates" not in page


def test_files_are_named_by_their_content(plan, document):
    again = layout_map.map_document(plan, lang="zh")
    assert again.files == document.files
    english = layout_map.map_document(plan, lang="en")
    shared = set(document.files) & set(english.files)
    assert {name.split(".")[0] for name in shared} >= {"water", "roads", "districts"}
    assert list(english.files)[-1] != list(document.files)[-1]


def test_the_document_names_only_files_that_are_written(document):
    *layers, last = document.files
    named = [layer["url"] for layer in json.loads(document.files[last])["layers"]]
    assert named == layers
    assert document.address.endswith(last)


def test_the_first_view_sends_less_than_a_megabyte(document):
    assert sum(map(len, document.files.values())) < 1_000_000


def test_sites_are_drawn_over_the_map_in_an_export(plan):
    sites = gpd.GeoDataFrame(
        {"name": ["甲地块"]}, geometry=[shapely.Point(120.6, 31.3)], crs="EPSG:4326"
    )
    document = layout_map.map_document(plan, lang="zh", sites=sites)
    assert document.layers[-1].id == "sites"
    assert "甲地块" in document.layers[-1].geojson
    assert rows(document)["sites"]["on"]
    assert document.head["labels"][0]["text"] == "甲地块"


def test_an_arrow_stands_only_where_a_line_ends_freely():
    trunk = shapely.LineString([(120.0, 31.0), (120.5, 31.0)])
    branch = shapely.LineString([(120.5, 31.0), (120.5, 31.5)])
    loop = shapely.LineString([(121.0, 31.0), (121.1, 31.0), (121.1, 31.1), (121.0, 31.0)])
    assert _free_ends([trunk, branch, loop]) == ["start", "end", ""]
    assert _free_ends([trunk]) == ["start end"]


def test_a_site_marker_carries_its_text_as_a_literal():
    group = folium.FeatureGroup().add_to(folium.Map(tiles=None))
    marker = layout_map.SiteMarker(120.6, 31.3, "</script>`${1}`").add_to(group)
    marker.render()
    assert marker.at == "[31.3,120.6]"
    assert set("<`$") & set(marker.text) == set()


def test_sources_name_every_reference_layer(plan):
    text = "\n".join(legend.sources(plan, Words("zh")))
    for title in ("板块", "水域", "道路", "铁路", "规划载体与地名"):
        assert title in text


def test_the_frame_is_where_the_surroundings_end(plan, document):
    west, south, east, north = plan.layers["neighbours"].total_bounds
    assert document.head["frame"] == [[south, west], [north, east]]


def test_many_sites_are_drawn_as_data_and_not_as_markup():
    layer = layout_map.SitesLayer([(31.3, 120.6, "#1a7a3c", "</script>`${1}`", True)])
    assert set("<`$") & set(layer.points) == set()
