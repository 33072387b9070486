"""Metadata: the core of ISO 19115, in the order its schema wants."""

import xml.etree.ElementTree as ET

import pytest

from gis_app.load import default_plan
from gis_app.writing.metadata import bounds, credits, metadata, provenance
from layers.schema import SCHEMAS
from tests.io.layer import WHERE_FROM, clusters, districts, scores
from tests.writing.small import layers, made

SPACES = {"gmd": "http://www.isotc211.org/2005/gmd", "gco": "http://www.isotc211.org/2005/gco"}
# Order of ISO 19139's schemas, of those elements that we write.
ORDER = {
    "MD_Metadata": "fileIdentifier language characterSet hierarchyLevel contact dateStamp "
    "metadataStandardName metadataStandardVersion referenceSystemInfo identificationInfo "
    "dataQualityInfo",
    "MD_DataIdentification": "citation abstract purpose status pointOfContact "
    "descriptiveKeywords resourceConstraints spatialRepresentationType language characterSet "
    "topicCategory extent",
    "CI_Citation": "title date edition",
    "MD_LegalConstraints": "useLimitation accessConstraints useConstraints otherConstraints",
    "EX_GeographicBoundingBox": "westBoundLongitude eastBoundLongitude southBoundLatitude "
    "northBoundLatitude",
    "LI_Lineage": "statement processStep source",
    "DQ_DataQuality": "scope lineage",
    "RS_Identifier": "code codeSpace",
    "CI_ResponsibleParty": "organisationName role",
}


def root(content=None, crs="EPSG:4490", **use):
    return ET.fromstring(metadata(content or layers(), crs, made(**use)))


def told(tree, path):
    return [e.text for e in tree.findall(f".//gmd:{path}//gco:CharacterString", SPACES)]


@pytest.mark.parametrize("tag", ORDER)
def test_elements_stand_in_the_order_of_the_schema(tag):
    found = list(root().iter(f"{{{SPACES['gmd']}}}{tag}"))
    assert found
    wanted = ORDER[tag].split()
    for element in found:
        names = [child.tag.partition("}")[2] for child in element]
        assert list(dict.fromkeys(names)) == [w for w in wanted if w in names]
        assert set(names) == set(wanted)


def test_it_has_what_the_core_asks_for():
    tree = root()
    assert told(tree, "CI_Citation/gmd:title") == ["《示例规划》服务业空间布局图层"]
    assert told(tree, "language") == ["zh", "zh"]
    codes = {c.get("codeListValue") for c in tree.iter(f"{{{SPACES['gmd']}}}MD_CharacterSetCode")}
    assert codes == {"utf8"}
    (date,) = tree.findall(".//gmd:CI_Date//gco:Date", SPACES)
    assert date.text == "2026-05-01"
    (stamp,) = tree.findall("gmd:dateStamp/gco:DateTime", SPACES)
    assert stamp.text == "2026-05-01T08:00:00+08:00"
    assert "评价结果" in told(tree, "abstract")[0]
    assert told(tree, "contact") == ["（由使用单位填写）"]


@pytest.mark.parametrize(
    ("crs", "name"),
    [
        ("EPSG:4490", "China Geodetic Coordinate System 2000"),
        ("EPSG:4549", "CGCS2000 / 3-degree Gauss-Kruger CM 120E"),
    ],
)
def test_it_names_the_system_of_the_file(crs, name):
    assert told(root(crs=crs), "RS_Identifier/gmd:code") == [f"{crs} {name}"]


def test_the_extent_is_that_of_all_layers_in_degrees():
    content = {"districts": districts().to_crs("EPSG:4549"), "clusters": clusters()}
    west, south, east, north = bounds(content)
    assert (west, south) == pytest.approx((120.123456789, 31.3), abs=1e-7)
    assert (east, north) == pytest.approx((120.7, 31.4), abs=1e-7)
    sides = root(content).findall(".//gmd:EX_GeographicBoundingBox//gco:Decimal", SPACES)
    assert [e.text for e in sides] == ["120.1235", "120.7000", "31.3000", "31.4000"]


def test_the_lineage_says_what_made_it_from_what():
    tree = root()
    (statement,) = told(tree, "LI_Lineage/gmd:statement")
    assert all(word in statement for word in ("p 1", "rules-1", "data-1", "t 1"))
    steps = told(tree, "LI_ProcessStep/gmd:description")
    assert "读取说明 编码：GB18030" in steps
    assert "规划版本：p 1" in steps
    sources = told(tree, "LI_Source/gmd:description")
    assert "XZQ 行政区（十个板块）：示意，误差约1500米；作者绘制" in sources
    assert len(sources) == len(layers())


def test_constraints_hold_the_footer_and_the_approval():
    tree = root(public=True, approval="苏S(2026)1号")
    limits = told(tree, "MD_LegalConstraints")
    assert "审图号：苏S(2026)1号" in limits
    assert made(public=True, approval="苏S(2026)1号").publication.footer() in limits
    assert "坐标取小数点后 4 位" in told(tree, "LI_Lineage/gmd:statement")[0]
    assert "审图号：未填写" in told(root(), "MD_LegalConstraints")


def test_sources_of_others_are_credited():
    assert credits({"districts": districts()}) == []
    osm = districts().assign(source="OpenStreetMap（某包 1.0）")
    (credit,) = credits({"districts": osm})
    assert "ODbL" in credit
    assert credit in told(root({"districts": osm}), "otherConstraints")
    plan = default_plan().layers
    assert len(credits({name: plan[name] for name in SCHEMAS})) == 4


def test_scored_sites_say_that_they_are_the_users():
    own = scores().drop(columns=list(WHERE_FROM))
    assert "使用者的文件" in provenance("scores", own)


def test_the_same_file_has_the_same_identifier_and_another_has_another():
    first, again, other = root(), root(), root(crs="EPSG:4549")
    assert told(first, "fileIdentifier") == told(again, "fileIdentifier")
    assert told(first, "fileIdentifier") != told(other, "fileIdentifier")


def test_texts_cannot_break_the_document():
    content = {"districts": districts().assign(source='<甲&"乙">')}
    assert any('<甲&"乙">' in text for text in told(root(content), "LI_Source"))


def test_control_characters_of_a_source_do_not_either():
    tree = root({"clusters": clusters(source="a\x01b\x0b.csv")})
    assert any("ab.csv" in text for text in told(tree, "LI_Source"))


def test_a_layer_without_rows_has_no_extent_and_widens_none():
    whole = bounds({"districts": districts()})
    empty = clusters().iloc[:0]
    assert bounds({"districts": districts(), "clusters": empty}) == whole
    assert bounds({"clusters": empty}) is None
    tree = root({"clusters": empty})
    assert tree.find(f".//{{{SPACES['gmd']}}}EX_Extent") is None
    assert "nan" not in metadata({"clusters": empty}, "EPSG:4490", made()).lower()
