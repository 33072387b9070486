"""What a file states of its system: codes, names, WKT and PROJJSON as real programs write them."""

import re

import numpy as np
import pytest
from pyproj import CRS, Transformer

from gis_app.messages import lines
from gis_app.reading.coordinates import stated
from layers.errors import InputError

VERSIONS = ("WKT1_GDAL", "WKT1_ESRI", "WKT2_2015", "WKT2_2019", "PROJJSON")
AT = (np.array([119.95, 120.62, 121.3]), np.array([30.8, 31.3, 32.0]))
ESRI_GCS = (
    'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",'
    'SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]]'
)
SUPERMAP_GCS = (
    'GEOGCS["China_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137,298.257222101]],'
    'PRIMEM["Greenwich",0],UNIT["DEGREE",0.0174532925199433]]'
)
QGIS_GCS = ESRI_GCS.replace("CGCS2000", "GRS_1980").replace(
    "D_China_2000", "D_Unknown_based_on_GRS80_ellipsoid"
)
KRASOVSKY = 'SPHEROID["Krasovsky_1940",6378245.0,298.3]'
IAG75 = 'SPHEROID["Xian_1980",6378140.0,298.257]'


def gauss(name, gcs=ESRI_GCS, east=500_000, meridian=120.0, method="Gauss_Kruger", more=""):
    return (
        f'PROJCS["{name}",{gcs},PROJECTION["{method}"],PARAMETER["False_Easting",{east}],'
        f'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",{meridian}],'
        'PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]'
        f"{more}]"
    )


def written(code, version, *, with_codes=True):
    system = CRS.from_epsg(code)
    if version == "PROJJSON":
        text = system.to_json()
        return text if with_codes else re.sub(r',"id":\{"authority":"EPSG","code":\d+\}', "", text)
    text = system.to_wkt(version)
    return text if with_codes else re.sub(r',(AUTHORITY|ID)\["EPSG",\s*"?\d+"?\]', "", text)


def refused(text):
    with pytest.raises(InputError) as caught:
        stated(text)
    (line,) = lines(caught.value.faults)
    return line


@pytest.mark.parametrize("with_codes", [True, False])
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "code", [4326, 4490, 4549, 4528, 4550, 4529, 4498, 4499, 4509, 4510, 3857, 32651]
)
def test_a_known_system_is_known_in_every_spelling(code, version, with_codes):
    assert stated(written(code, version, with_codes=with_codes)).name == f"EPSG:{code}"


def test_a_code_that_is_no_number_is_passed_over():
    wkt = CRS.from_epsg(4549).to_wkt("WKT2_2019").replace('ID["EPSG",4549]', 'ID["EPSG","abc"]')
    assert '"abc"' in wkt
    assert stated(wkt).name == "EPSG:4549"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("EPSG:4549", "EPSG:4549"),
        ("epsg:4490", "EPSG:4490"),
        ("urn:ogc:def:crs:EPSG::4528", "EPSG:4528"),
        ("http://www.opengis.net/def/crs/EPSG/0/4490", "EPSG:4490"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ("OGC:CRS84", "EPSG:4326"),
        ("CGCS2000_3_Degree_GK_CM_120E", "EPSG:4549"),
        ("CGCS2000_3_Degree_GK_Zone_40", "EPSG:4528"),
        ("CGCS2000 3 Degree GK Zone 41", "EPSG:4529"),
        ("CGCS2000 / 3-degree Gauss-Kruger CM 120E", "EPSG:4549"),
        ("CGCS2000_GK_Zone_21", "EPSG:4499"),
        ("CGCS2000_GK_CM_123E", "EPSG:4510"),
        ("GCS_China_Geodetic_Coordinate_System_2000", "EPSG:4490"),
        ("GCS_CGCS_2000", "EPSG:4490"),
        (ESRI_GCS, "EPSG:4490"),
        (SUPERMAP_GCS, "EPSG:4490"),
        (f"\ufeff  {ESRI_GCS}\r\n", "EPSG:4490"),
        (gauss("CGCS2000_3_Degree_GK_CM_120E"), "EPSG:4549"),
        (gauss("CGCS2000_3_Degree_GK_Zone_40", east=40_500_000), "EPSG:4528"),
        (gauss("China_2000_3_DK_120E", SUPERMAP_GCS, method="Transverse_Mercator"), "EPSG:4549"),
        (gauss("User-defined", SUPERMAP_GCS), "EPSG:4549"),
        (gauss("anything", QGIS_GCS), "EPSG:4549"),
    ],
)
def test_names_of_esri_qgis_and_supermap_need_no_code(text, name):
    found = stated(text)
    same = Transformer.from_crs("EPSG:4490", name, always_xy=True).transform(*AT)
    if found.metric:
        assert np.allclose(found.from_store(*AT), same, atol=1e-3)
    if "anything" not in text:
        assert found.name == name


@pytest.mark.parametrize("version", ["WKT2_2019", "PROJJSON"])
def test_x_is_east_whatever_order_of_axes_the_definition_has(version):
    for code in (4490, 4549):  # the EPSG axes are (lat, lon) and (north, east)
        text = written(code, version)
        assert re.search("north", text, re.IGNORECASE)
        crs = stated(text)
        x, y = (120.6, 31.3) if code == 4490 else (557122.865, 3464391.326)
        assert crs.to_store(np.float64(x), np.float64(y)) == pytest.approx((120.6, 31.3), abs=1e-7)


def test_heights_and_an_empty_shift_are_left_aside():
    assert stated(CRS.from_epsg(4979).to_wkt()).name == "EPSG:4326"
    assert stated(CRS.from_epsg(4480).to_wkt()).name == "EPSG:4490"
    compound = f'COMPD_CS["x",{gauss("CGCS2000_3_Degree_GK_CM_120E")},VERT_CS["Yellow Sea 1985",'
    compound += 'VERT_DATUM["Yellow_Sea_1985",2005],UNIT["metre",1],AXIS["Up",UP]]]'
    assert stated(compound).name == "EPSG:4549"
    bound = ESRI_GCS.replace("298.257222101]", "298.257222101],TOWGS84[0,0,0,0,0,0,0]")
    assert stated(bound).name == "EPSG:4490"


@pytest.mark.parametrize("east", [500_000, 53_456.789, -12_345.5])
def test_a_custom_gauss_projection_is_read_as_it_is_defined(east):
    crs = stated(gauss("Some_City", east=east, meridian=120.5))
    assert (crs.name, crs.metric, crs.code) == ("Some_City", True, None)
    proj = f"+proj=tmerc +lon_0=120.5 +x_0={east} +ellps=GRS80"
    x, y = Transformer.from_crs("EPSG:4490", proj, always_xy=True).transform(*AT)
    assert np.allclose(crs.to_store(x, y), AT, rtol=0, atol=1e-9)


def test_a_code_that_the_numbers_contradict_is_not_believed():
    text = gauss("CGCS2000 / 3-degree Gauss-Kruger CM 120E", meridian=119.5)
    text = f'{text[:-1]},AUTHORITY["EPSG","4549"]]'
    crs = stated(text)
    assert crs.code is None
    wrong, _ = crs.to_store(np.float64(557122.865), np.float64(3464391.326))
    assert wrong == pytest.approx(120.1, abs=1e-3)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("code", [2437, 2385, 4214, 4610, 2414, 2363])
def test_beijing_54_and_xian_80_are_refused_with_the_reason(code, version):
    line = refused(written(code, version, with_codes=False))
    assert line.startswith("E-CRS-05")
    assert "北京54、西安80" in line
    assert re.search("Beijing|Xian", line)


@pytest.mark.parametrize(
    "text",
    [
        "Beijing_1954_3_Degree_GK_CM_120E",
        "Xian_1980_3_Degree_GK_Zone_40",
        "GCS_Beijing_1954",
        gauss(
            "Beijing_1954_3_Degree_GK_CM_120E",
            ESRI_GCS.replace("D_China_2000", "D_Beijing_1954").replace(
                'SPHEROID["CGCS2000",6378137.0,298.257222101]', KRASOVSKY
            ),
        ),
        gauss("x", ESRI_GCS.replace('SPHEROID["CGCS2000",6378137.0,298.257222101]', KRASOVSKY)),
        gauss("x", ESRI_GCS.replace('SPHEROID["CGCS2000",6378137.0,298.257222101]', IAG75)),
        gauss("Xian_1980_3_Degree_GK_CM_120E"),  # an old name over a new datum: one of them lies
        ESRI_GCS.replace("298.257222101]", "298.257222101],TOWGS84[15,-154,-82,0,0,0,0]"),
    ],
)
def test_an_old_name_or_an_old_ellipsoid_is_enough(text):
    assert refused(text).startswith("E-CRS-05")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('LOCAL_CS["苏州城市坐标系",UNIT["metre",1]]', "苏州城市坐标系"),
        ('ENGCRS["Site grid",EDATUM["peg"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],'
         'LENGTHUNIT["metre",1]]', "Site grid"),
        ("garbage", "garbage"),
        ("/etc/passwd", "/etc/passwd"),
        ("+proj=tmerc +lon_0=120 +ellps=GRS80", "+proj"),
        ("+init=epsg:4549", "+init"),
        ("http://127.0.0.1:9/crs.wkt", "http"),
        ('PROJCS["half', "half"),
        ("EPSG:5737", "EPSG:5737"),  # a height system
        ("EPSG:999999", "EPSG:999999"),
        ("{}", "{}"),
        ('{"type":"ProjectedCRS","name":"x"}', "x"),
        ("[1]", "[1]"),
        ("GEOGCS[" * 2000, "GEOGCS"),
        (f'GEOGCS["{"x" * 30_000}"]', "GEOGCS"),
        ("CGCS2000_3_Degree_GK_Zone_99", "Zone_99"),
        ("CGCS2000_3_Degree_GK_CM_121E", "CM_121E"),
        (CRS.from_epsg(5737).to_wkt("WKT1_GDAL"), "Yellow Sea"),
        (CRS.from_epsg(4978).to_wkt(), "WGS 84"),
        (ESRI_GCS.replace("GCS_China_Geodetic_Coordinate_System_2000", "GCJ-02"), "GCJ-02"),
        (ESRI_GCS.replace('"Greenwich",0.0', '"Paris",2.337'), "China"),
        (ESRI_GCS.replace("0.0174532925199433", "0.0157079632679489"), "China"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_by_name(text, name):
    line = refused(text)
    assert line.startswith("E-CRS-06")
    assert name in line
    assert "sz2000:东加常数,北加常数" in line


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "  \r\n", "\ufeff", "unknown", "Undefined Cartesian SRS"),
        'LOCAL_CS["Unknown",UNIT["metre",1]]',
        'LOCAL_CS["Undefined Cartesian SRS",UNIT["metre",1]]',
        'ENGCRS["Undefined Cartesian SRS with unknown unit",EDATUM["Unknown engineering datum"],'
        'CS[Cartesian,2],AXIS["(E)",east],AXIS["(N)",north],LENGTHUNIT["unknown",0]]',
        'GEOGCS["Undefined geographic SRS",DATUM["unknown",SPHEROID["unknown",6378137,'
        '298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]',
    ],
)
def test_a_file_that_says_it_does_not_know_states_nothing(text):
    assert stated(text) is None
