"""One upload field for every format: layer, coordinate system and what was read are asked once."""

import html
import io

import geopandas as gpd
import pytest
import shapefile
import xlsxwriter
from pyproj import Transformer
from streamlit.testing.v1 import AppTest

from layers.export_gpkg import geopackage

SUZHOU = "+proj=tmerc +lat_0=0 +lon_0=120.783333333333 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80"


def run_batch():  # the body runs in a fresh script: import inside
    from gis_app.views import batch, session

    batch.panel(session.words())


def uploaded(*files):
    app = AppTest.from_function(run_batch, default_timeout=90).run()
    app.file_uploader(key="batch-file").set_value(
        [(name, content, "application/octet-stream") for name, content in files]
    ).run()
    assert not app.exception
    return app


def run_batch_and_another():  # the page and another one, as a planner goes to and fro
    import streamlit as st

    from gis_app.views import batch, session

    if not st.toggle("away", key="away"):
        batch.panel(session.words())


def test_a_file_outlives_its_page_until_it_is_removed():
    app = AppTest.from_function(run_batch_and_another, default_timeout=90).run()
    rows = "名称,经度,纬度,重点领域\n甲地,120.70,31.31,P3\n".encode()
    app.file_uploader(key="batch-file").set_value([("甲.csv", rows, "text/csv")]).run()
    app.selectbox(key="batch-datum-zh").set_value("gcj02").run()
    first = app.dataframe[0].value
    app.toggle(key="away").set_value(True).run()
    app.toggle(key="away").set_value(False).run()
    assert not app.exception
    assert app.selectbox(key="batch-datum-zh").value == "gcj02"
    assert "先前读入的文件：甲.csv" in told(app)
    assert app.dataframe[0].value.equals(first)
    app.run()
    assert app.dataframe
    app.button(key="batch-forget").click().run()
    assert not app.dataframe
    app.toggle(key="away").set_value(True).run()
    app.toggle(key="away").set_value(False).run()
    assert not app.dataframe
    assert not app.error


def names(app):
    return list(app.dataframe[0].value["名称"])


def told(app):
    tables = [html.unescape(element.proto.body) for element in app.get("html")]
    return "\n".join([*tables, *(text.value for text in app.text)])


def parts_of_a_shapefile():
    files = {suffix: io.BytesIO() for suffix in ("shp", "shx", "dbf")}
    with shapefile.Writer(**files, encoding="gbk") as writer:
        writer.field("JJQMC", "C", 60)
        writer.field("ZDLY", "C", 40)
        writer.point(120.70, 31.31)
        writer.record("甲地", "P3")
    return {suffix: file.getvalue() for suffix, file in files.items()}


def workbook():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("拟选址点")
        for row, cells in enumerate(
            [["名称", "重点领域", "经度", "纬度"], ["乙地", "P7;P6", 120.6, 31.38]]
        ):
            sheet.write_row(row, 0, cells)
    return file.getvalue()


def test_a_workbook_asks_for_its_system_and_is_scored_once_it_has_one():
    app = uploaded(("sites.xlsx", workbook()))
    assert "E-CRS-01" in app.error[0].value
    assert "--crs" not in app.error[0].value
    app.selectbox(key="batch-datum-zh").set_value("cgcs2000").run()
    assert names(app) == ["乙地"]
    assert "XLSX" in told(app).upper()


def test_loose_parts_of_a_shapefile_are_one_file():
    parts = parts_of_a_shapefile()
    app = uploaded(*((f"地块.{suffix}", content) for suffix, content in parts.items()))
    app.selectbox(key="batch-datum-zh").set_value("cgcs2000").run()
    assert names(app) == ["甲地"]


def test_several_files_that_are_no_shapefile_are_refused():
    app = uploaded(("a.csv", b"x"), ("b.csv", b"x"))
    assert "E-FMT-09" in app.error[0].value


def test_a_file_of_several_layers_asks_which_one(plan):
    layers = {name: plan.layers[name] for name in ("clusters", "places")}
    app = uploaded(("layers.gpkg", geopackage(layers)))
    (choice,) = [box for box in app.selectbox if "多个图层" in box.label]
    assert len(choice.options) == 2
    choice.set_value(next(o for o in choice.options if o.startswith("JJQ"))).run()
    assert not app.exception
    assert len(names(app)) > 10


@pytest.mark.parametrize("how", ["constants", "control"])
def test_the_suzhou_system_is_read_by_its_constants_or_a_control_point(how):
    to_suzhou = Transformer.from_crs("EPSG:4490", SUZHOU, always_xy=True)
    x, y = to_suzhou.transform(120.70, 31.31)
    text = f"名称,重点领域,东坐标,北坐标\n丙地,P3,{x:.4f},{y:.4f}\n"
    app = uploaded(("sites.csv", text.encode()))
    app.selectbox(key="batch-datum-zh").set_value("sz2000").run()
    assert "E-CRS-05" in app.error[0].value  # the parameters are still missing
    if how == "constants":
        given = {"东加常数（米）": 500_000.0, "北加常数（米）": 0.0}
    else:
        app.radio(key="batch-suzhou-zh").set_value("一个公共控制点").run()
        east, north = to_suzhou.transform(120.6, 31.3)
        given = {"控制点东坐标（米）": east, "控制点北坐标（米）": north}
        given |= {"控制点经度": 120.6, "控制点纬度": 31.3}
    for label, number in given.items():
        app.number_input(key=f"batch-{label}-zh").set_value(number)
    app.run()
    assert names(app) == ["丙地"]
    assert "500000" not in told(app)  # the constants stay out of what is written
    sites = app.session_state["batch-read"].table.sites
    assert isinstance(sites, gpd.GeoDataFrame)
    assert sites.geometry[0].x == pytest.approx(120.70, abs=1e-7)
    assert sites.geometry[0].y == pytest.approx(31.31, abs=1e-7)
