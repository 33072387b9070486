"""Sites of every kind scored against the shipped plan: what the workbook has to hold."""

import io
from datetime import datetime

import geopandas as gpd
import openpyxl
import shapely

from gis_app.clock import SHANGHAI
from gis_app.load import default_plan
from gis_app.writing.exports import scored_layers
from gis_app.writing.made import Made, Publication
from gis_app.writing.xlsx import workbook
from layers.score import score

HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1+1",
    "http://a.example/",
    "{=1}",
    "_x0041_",
    "a\x07b",
)
VERSIONS = {"plan": "p", "rules": "r", "data": "d", "tool": "t 1"}
TIME = datetime(2025, 5, 1, 9, 30, tzinfo=SHANGHAI)
PARCEL = shapely.box(120.6, 31.3, 120.61, 31.31)
# id, name, sectors, geometry: points, a parcel, one the plan is silent on, one outside the city
ROWS = (
    ("1", "甲", {"P7": 0.6, "P6": 0.4}, shapely.Point(120.7, 31.32)),
    ("01", "乙", {"P6": 1.0}, shapely.Point(121.2, 31.6)),
    ("a", "丙", {"C1": 1.0}, PARCEL),
    ("A", "丁", {"C7": 1.0}, shapely.Point(120.62, 31.3)),
    ("*", "戊", {"P7": 1.0}, shapely.Point(120.3, 31.58)),
    ("<>1", "己", {"C3": 1.0}, shapely.Point(120.74, 31.63)),
    ("b", "庚", {"P5": 1.0}, shapely.Point(120.1, 31.05)),
    ("c", "辛", {"P3": 1.0}, shapely.Point(120.65, 31.21)),
)


def sites(rows=ROWS, **columns):
    ids, names, mixes, shapes = zip(*rows, strict=True)
    told = {"id": ids, "name": names, "sectors": mixes, "function": [None] * len(rows)}
    return gpd.GeoDataFrame({**told, **columns}, geometry=list(shapes), crs="EPSG:4326")


def made(**publication):
    account = (("文件", "甲.xlsx"), ("坐标系", "=CGCS2000"))
    use = Publication(**publication)
    told = {"versions": VERSIONS, "time": TIME, "title": "规划", "facts": default_plan().facts}
    return Made(**told, account=account, publication=use)


def results(of, draws=0, parks=None):
    plan = default_plan()
    return score(plan, of, peers=plan.layers["clusters"], draws=draws, parks=parks)


def layers(of, found):
    return scored_layers(default_plan(), of, found, made())


def book(of, found, **publication):
    """Return the workbook of scored sites, with formulas."""
    return workbook(layers(of, found), "EPSG:4490", made(**publication), results=found)


def opened(content, *, values=True):
    """Return the workbook that `content` is, with values or formulas."""
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def column(page, code):
    """Return the cells below the header that ends with `code`."""
    (k,) = [c.column for c in page[1] if str(c.value).split("\n")[-1] == code]
    return [row[k - 1] for row in page.iter_rows(min_row=2)]


def values(page, code):
    return [cell.value for cell in column(page, code)]
