"""Every way a coordinate system can be unclear, in every format: refused or asked for."""

import json

import pytest
import shapely
from pyproj import CRS

from gis_app.messages import lines
from gis_app.reading.sites import read_sites
from layers.errors import InputError
from tests.io.small import FACTS
from tests.reading.crs_files import WRITERS

DEGREES = (120.6, 31.3)
SWAPPED = (31.3, 120.6)
BEIJING = (116.4, 39.9)
METRES = (557122.865, 3464391.326)  # EPSG:4549; also what 苏州2000 looks like
ZONE_40 = (40557122.865, 3464391.326)
MERCATOR = (13425130.59, 3671771.45)
WEST = (470000.0, 3464391.326)  # too far west for EPSG:4549, not for 苏州2000
UTM_51 = (271600.0, 3465800.0)

ALL = tuple(WRITERS)
SILENT = ("csv", "xlsx", "shp", "gpkg", "dxf")  # may state nothing at all
SOME = ("csv", "geojson", "shp")  # read as the others are, once the coordinates are there
ALIKE = ("fgb", "parquet")  # read as GeoPackages are: a few cases show that they too ask
DRAWN = ("csv", "geojson", "shp", "dxf", "kml")  # polygons in these
GIS = ("shp", "gpkg", "fgb", "parquet")  # state a system as WKT
ROWS = ("csv", "xlsx")


def esri(code):
    return CRS.from_epsg(code).to_wkt("WKT1_ESRI")


LOCAL = 'LOCAL_CS["苏州城市坐标系",UNIT["Meter",1.0]]'
URN_OLD = "urn:ogc:def:crs:EPSG::2437"
NOTHING = 'LOCAL_CS["Undefined Cartesian SRS",UNIT["Meter",1.0]]'

# what it is: formats, coordinates, what the file states, --crs, the code, a word of the message
CASES = {
    "absent, degrees": (SILENT, DEGREES, None, None, "E-CRS-01", "看起来是经纬度"),
    "absent, metres": (("geojson", *SILENT, *ALIKE), METRES, None, None, "E-CRS-01", "4549 或苏州"),
    "absent, west": (("geojson", *SILENT), WEST, None, None, "E-CRS-01", "看起来是苏州2000"),
    "absent, zone": (("geojson", *SILENT), ZONE_40, None, None, "E-CRS-01", "看起来是 EPSG:4528"),
    "absent, web": (("geojson", *SILENT), MERCATOR, None, None, "E-CRS-01", "看起来是 EPSG:3857"),
    "absent, utm": (("geojson", *SILENT), UTM_51, None, None, "E-CRS-01", "EPSG:32651"),
    "unknown, degrees": (SILENT, DEGREES, None, "unknown", "E-CRS-01", "请用 --crs 指明"),
    "unknown, metres": (ALL, METRES, None, "unknown", "E-CRS-01", "请用 --crs 指明"),
    "swapped": (ALL[:-1], SWAPPED, None, "wgs84", "E-CRS-03", "对调后才在苏州市域内"),
    "swapped metres": (SOME, METRES[::-1], None, "EPSG:4549", "E-CRS-03", "对调"),
    "another city": (ALL, BEIJING, None, "wgs84", "E-CRS-02", "不在苏州市域内"),
    "metres as degrees": (ALL, METRES, None, "cgcs2000", "E-CRS-08", "EPSG:4549 或苏州2000"),
    "metres as gcj02": (SOME, METRES, None, "gcj02", "E-CRS-08", "EPSG:4549"),
    "degrees as metres": (SOME, DEGREES, None, "EPSG:4549", "E-CRS-08", "看起来是经纬度"),
    "zone as 4549": (SOME, ZONE_40, None, "EPSG:4549", "E-CRS-08", "看起来是 EPSG:4528"),
    "4549 as zone": (SOME, METRES, None, "EPSG:4528", "E-CRS-08", "看起来是 EPSG:4549"),
    "web as 4549": (SOME, MERCATOR, None, "EPSG:4549", "E-CRS-08", "看起来是 EPSG:3857"),
    "another lap": (SOME, (METRES[0], METRES[1] + 40007862.9), None, "EPSG:4549", "E-CRS-08", ""),
    "nowhere": (SOME, (1e12, 3e6), None, "EPSG:4549", "E-CRS-08", "量级"),
    "sz2000 alone": (ALL, METRES, None, "sz2000", "E-CRS-05", "加常数"),
    "beijing asked": (SOME, METRES, None, "EPSG:2437", "E-CRS-05", "北京54、西安80"),
    "xian asked": (SOME, METRES, None, "EPSG:2385", "E-CRS-05", "北京54、西安80"),
    "beijing stated": (GIS, METRES, esri(2437), None, "E-CRS-05", "Beijing"),
    "xian stated": (GIS, METRES, esri(2385), None, "E-CRS-05", "Xian"),
    "old degrees stated": (GIS, DEGREES, esri(4610), None, "E-CRS-05", "Xian"),
    "old in a row": (ROWS, METRES, "EPSG:2437", None, "E-CRS-05", "Beijing"),
    "sz2000 in a row": (ROWS, METRES, "苏州2000", None, "E-CRS-05", "加常数"),
    "old in geojson": (("geojson",), METRES, URN_OLD, None, "E-CRS-06", "2437"),
    "local stated": (("shp",), METRES, LOCAL, None, "E-CRS-06", "苏州城市坐标系"),
    "nothing stated": (("shp", "gpkg"), METRES, NOTHING, None, "E-CRS-01", "EPSG:4549"),
    "garbage stated": (("shp",), METRES, "garbage", None, "E-CRS-06", "garbage"),
    "garbage in a row": (ROWS, METRES, "garbage", None, "E-CRS-06", "garbage"),
    "stated against asked": (GIS, METRES, esri(4549), "EPSG:4528", "E-CRS-07", "EPSG:4528"),
    "stated wrongly": (GIS, ZONE_40, esri(4549), None, "E-CRS-08", "看起来是 EPSG:4528"),
}  # fmt: skip


def told(content, name, crs):
    """Return the one line that reading must be refused with."""
    with pytest.raises(InputError) as caught:
        read_sites(content, name, FACTS, crs=crs, mix={"P7": 1.0})
    return lines(caught.value.faults)


@pytest.mark.parametrize(
    ("case", "form", "shape"),
    [
        (case, form, shape)
        for case, (forms, *_) in CASES.items()
        for form in forms
        for shape in ("point", "polygon")
        if shape == "point" or form in DRAWN
    ],
)
def test_an_unclear_system_is_refused_or_asked_for(case, form, shape):
    _, (x, y), states, crs, code, word = CASES[case]
    side = 0.001 if abs(x) < 360 else 100.0
    name, write = WRITERS[form]
    geometry = shapely.Point(x, y) if shape == "point" else shapely.box(x, y, x + side, y + side)
    content = write(geometry, states)
    found = told(content, name, crs)
    assert [line.partition(":")[0] for line in found] == [code]
    assert word in found[0]


@pytest.mark.parametrize("geometry", ["point", "polygon"])
def test_a_measure_beside_the_height_is_left_out_with_the_height(geometry):
    shape = shapely.Point(DEGREES) if geometry == "point" else shapely.box(*DEGREES, 120.61, 31.31)
    content = json.loads(WRITERS["geojson"][1](shape, None))
    at = content["features"][0]["geometry"]
    at["coordinates"] = with_tail(at["coordinates"], [4.5, 99.0])
    table = read_sites(json.dumps(content).encode(), "a.geojson", FACTS)
    (found,) = table.sites.geometry
    assert found.equals(shape)
    assert any(note.startswith("W-GEO-05") for note in table.notes)


def with_tail(node, tail):
    """Return coordinates with numbers added to every position."""
    return [with_tail(n, tail) for n in node] if isinstance(node[0], list | tuple) else node + tail
