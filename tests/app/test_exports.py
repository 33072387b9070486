"""What the pages offer for download holds what the pages show."""

import json

import geopandas as gpd
import pytest
import shapely
from streamlit.testing.v1 import AppTest

import layers
from gis_app.views import downloads
from gis_app.writing import exports
from gis_app.writing.made import Publication, made
from layers.schema import SCHEMAS


@pytest.fixture(scope="module")
def site():
    return gpd.GeoDataFrame(
        {"id": ["a"], "name": ["=甲"], "sectors": [{"P3": 1.0}], "function": [None]},
        geometry=[shapely.Point(120.72, 31.31)],
        crs="EPSG:4326",
    )


@pytest.fixture(scope="module")
def results(plan, site):
    return layers.score(plan, site, peers=plan.peers())


def test_the_geojson_of_a_site_carries_its_score(plan, site, results):
    feature = json.loads(exports.scored_file(plan, site, results, "geojson", made(plan)))[
        "features"
    ][0]
    assert feature["properties"]["ZCDDF"] == pytest.approx(results[0]["score"], abs=0.05)
    assert feature["geometry"]["coordinates"] == [120.72, 31.31]


def test_the_csv_of_a_site_runs_no_formula(plan, site, results):
    text = exports.scored_file(plan, site, results, "csv", made(plan)).decode("utf-8-sig")
    assert "'=甲" in text
    assert ",=甲" not in text


def test_the_json_of_a_site_says_what_it_was_made_with(plan, site, results):
    found = layers.locate(plan, site)[0]
    told = json.loads(exports.site_json(found, results[0], made(plan)))
    assert told["score"] == results[0]
    assert len(told["locate"]["elements"]) == 7
    assert {"plan", "rules", "data", "tool", "time"} <= set(told)


def test_all_layers_go_into_one_file(plan):
    features = json.loads(exports.layers_file(plan, "geojson", made(plan)))["features"]
    assert {f["properties"]["layer"] for f in features} == set(SCHEMAS)
    database = exports.layers_file(plan, "gpkg", made(plan))
    assert database.startswith(b"SQLite format 3")


def run_offer():  # the body runs in a fresh script: import inside
    from gis_app import cache
    from gis_app.views import downloads, session

    item = downloads.Download("layers", cache.layers_file())
    downloads.offer({"全部图层": item}, session.words(), "all")


def test_the_download_row_offers_a_format_a_use_and_a_number():
    app = AppTest.from_function(run_offer, default_timeout=60).run()
    offered = app.selectbox(key="all-kind-zh").options
    assert offered == ["GeoJSON", "GeoPackage", "Shapefile", "KML", "DXF", "Excel", "CSV"]
    assert len(app.caption) == 0
    app.selectbox(key="all-use-zh").set_value(True)
    app.selectbox(key="all-kind-zh").set_value("shp").run()
    assert not app.exception
    assert "4 位" in app.caption[0].value


def test_what_is_downloaded_is_for_whom_it_was_asked(plan, site, results):
    def content(kind, told):
        return exports.scored_file(plan, site.assign(geometry=fine), results, kind, told)

    fine = gpd.GeoSeries([shapely.Point(120.723456, 31.31)], crs="EPSG:4326")
    item = downloads.Download("site", content, account=(("编码", "GBK"),))
    document = json.loads(downloads.made_for(item, "geojson", Publication(public=True), plan))
    assert document["features"][0]["geometry"]["coordinates"] == [120.7235, 31.31]
    assert document["made"]["account"] == [["编码", "GBK"]]
