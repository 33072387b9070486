"""KML and KMZ: folders, heights, encodings, and rows that cannot be used."""

import io
import zipfile

import pytest
import shapely

from tests.io.small import codes
from tests.reading.stored import PLOT, refusal, sites


def test_kml_of_gdal_is_wgs84_by_format():
    table = sites("gdal36-plot.kml")
    assert shapely.hausdorff_distance(table.sites.geometry[0], PLOT) < 1e-12
    assert (table.source.crs, table.source.crs_from) == ("EPSG:4326", "format")
    assert table.sites["id"][0] == "p"


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>
<name>规划</name>
<Placemark><name>根</name><Point><coordinates> 120.60 , 31.30 , 5 </coordinates></Point></Placemark>
<Folder><name>一期</name><Folder><name>内</name>
 <Placemark><name>面</name><ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="重点领域">P7
 </SimpleData></SchemaData></ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>
 120.60,31.30,0 120.61,31.30,0 120.61,31.31,0 120.60,31.31,0 120.60,31.30,0</coordinates>
 </LinearRing></outerBoundaryIs><innerBoundaryIs><LinearRing><coordinates>120.602,31.302
 120.604,31.302 120.604,31.304 120.602,31.302</coordinates></LinearRing></innerBoundaryIs></Polygon>
 </Placemark></Folder></Folder>
<Folder><name>二期</name>
 <Placemark><name>多</name><MultiGeometry><Point><coordinates>120.6,31.3</coordinates></Point>
 <LineString><coordinates>120.6,31.3 120.7,31.3</coordinates></LineString>
 <Polygon><outerBoundaryIs><LinearRing><coordinates>120.7,31.3 120.8,31.3 120.8,31.4 120.7,31.3
 </coordinates></LinearRing></outerBoundaryIs></Polygon></MultiGeometry></Placemark>
 <Placemark><name>无</name></Placemark>
 <Placemark><name>错</name><Point><coordinates>120.6,x</coordinates></Point></Placemark>
 <Placemark><name>开</name><Polygon><outerBoundaryIs><LinearRing><coordinates>120.7,31.3 120.8,31.3
 120.8,31.4 120.7,31.4</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
</Folder></Document></kml>"""


def test_every_folder_of_a_kml_is_read_in_order():
    table = sites("a.kml", KML, mix={"P7": 1.0})
    assert list(table.sites["name"]) == ["根", "面", "多", "多"]
    assert list(table.sites["folder"]) == ["规划", "规划/一期/内", "规划/二期", "规划/二期"]
    assert len(table.sites.geometry[1].interiors) == 1
    assert [(d["row"], d["code"]) for d in table.dropped] == [
        *((4, "W-GEO-01"), (5, "E-GEO-04"), (6, "E-GEO-04"))
    ]
    assert set(codes(table.notes)) == {"W-GEO-05", "W-GEO-06", "W-GEO-07", "W-IDS-01"}


def test_a_folder_of_a_kml_can_be_chosen():
    assert list(sites("a.kml", KML, layer="一期").sites["name"]) == ["面"]
    (fault,) = refusal("a.kml", KML, layer="三期")
    assert fault.code == "E-LYR-01"


def test_a_kml_may_be_read_as_shifted_but_not_in_metres():
    table = sites("a.kml", KML, crs="gcj02", mix={"P7": 1.0})
    assert (table.source.crs, table.source.crs_from) == ("gcj02", "asked")
    assert "W-CRS-11" in codes(table.notes)
    assert refusal("a.kml", KML, crs="EPSG:4549")[0].code == "E-CRS-07"


@pytest.mark.parametrize(("declared", "encoding"), [("GB2312", "gb18030"), ("UTF-8", "gb18030")])
def test_a_kml_in_chinese_windows_encoding_is_read_and_said_so(declared, encoding):
    text = KML.replace('encoding="UTF-8"', f'encoding="{declared}"')
    table = sites("a.kml", text.encode(encoding), layer="一期")
    assert list(table.sites["name"]) == ["面"]
    assert "W-ENC-01" in codes(table.notes)
    assert table.source.encoding == "GB18030"


def test_a_kmz_is_its_kml():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", KML)
        for i in range(80):
            archive.writestr(f"files/照片{i}.png", b"x")
    table = sites("a.kmz", made.getvalue(), mix={"P7": 1.0})
    assert list(table.sites["name"]) == ["根", "面", "多", "多"]
    assert table.source.format == "KMZ"
