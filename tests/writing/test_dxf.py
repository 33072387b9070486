"""DXF R2000 in GBK, read with ezdxf and with GDAL."""

import ezdxf
import pyogrio
import pytest
import shapely
from ezdxf.lldxf.encoding import decode_dxf_unicode

from gis_app.writing.dxf import notices
from layers.crs import to_metric
from tests.io.layer import layer
from tests.writing.small import AREA, FOOTER, POINT, layers, sites, write


@pytest.fixture
def saved(tmp_path):
    def save(content):
        path = tmp_path / "x.dxf"
        path.write_bytes(content)
        return path

    return save


@pytest.fixture
def drawing(saved):
    return lambda content: ezdxf.readfile(saved(content))


def drawn(document, kind, on):
    return [e for e in document.modelspace().query(kind) if e.dxf.layer == on]


def test_it_is_a_sound_r2000_drawing_in_gbk_and_metres(drawing):
    document = drawing(write("dxf"))
    assert (document.dxfversion, document.encoding, document.units) == ("AC1015", "gbk", 6)
    audit = document.audit()
    assert (audit.errors, audit.fixes) == ([], [])
    assert write("dxf").count(b"ANSI_936") == 1


def test_layers_are_the_kinds_of_the_plan(drawing):
    kinds = {
        "structure": layer(
            shapely.MultiLineString([[(120.6, 31.3), (120.7, 31.4)]]), kind="axis", sectors=None
        )
    }
    document = drawing(write("dxf", {**layers(), **kinds}))
    names = {e.dxf.layer for e in document.modelspace()}
    assert names == {"行政区界", "轴", "集聚区", "评价结果", "注记"}


def test_areas_are_closed_polylines_holes_too_exact_to_a_millimetre(drawing):
    document = drawing(write("dxf", {"scores": sites(AREA)}))
    rings = drawn(document, "LWPOLYLINE", "评价结果")
    assert [ring.closed for ring in rings] == [True, True]
    outer, hole = ([(x, y) for x, y, *_ in ring] for ring in rings)
    expected = to_metric(sites(AREA)).geometry.iloc[0]
    assert shapely.Polygon(outer, [hole]).hausdorff_distance(expected) < 1e-3


def test_lines_are_open_and_points_are_points(drawing):
    document = drawing(write("dxf"))
    (line,) = drawn(document, "LWPOLYLINE", "轴")
    assert not line.closed
    (point,) = drawn(document, "POINT", "集聚区")
    expected = to_metric(sites(POINT)).geometry.iloc[0]
    assert point.dxf.location.x == pytest.approx(expected.x, abs=1e-3)
    assert point.dxf.location.y == pytest.approx(expected.y, abs=1e-3)


def test_names_and_the_footer_stand_as_texts(drawing):
    texts = [t.dxf.text for t in drawn(drawing(write("dxf")), "TEXT", "注记")]
    assert texts[:2] == ["甲", "甲"]
    assert any(FOOTER in text for text in texts)
    assert "规则版本：rules-1" in texts


def test_a_character_outside_gbk_is_escaped_and_told(drawing):
    found = {"scores": sites(POINT, name="㛃塘")}
    content = write("dxf", found)
    assert b"\\U+36c3" in content
    first = drawn(drawing(content), "TEXT", "注记")[0]
    assert decode_dxf_unicode(first.dxf.text) == "㛃塘"
    assert [(f.code, f.facts["v"]) for f in notices(found)] == [("W-ENC-05", "㛃")]
    assert notices({"scores": sites(POINT)}) == []


@pytest.mark.parametrize("name", ["a\nb", "a\r\n  0\r\nLINE", "a\x00b"])
def test_no_name_writes_lines_of_its_own(drawing, name):
    document = drawing(write("dxf", {"scores": sites(POINT, name=name)}))
    assert drawn(document, "LINE", "0") == []
    assert drawn(document, "TEXT", "注记")[0].dxf.text == " ".join(name.replace("\0", "").split())


def test_gdal_reads_chinese_layers_and_texts(saved):
    found = pyogrio.read_dataframe(saved(write("dxf")))
    assert {"行政区界", "轴", "集聚区", "注记"} <= set(found["Layer"])
    assert "甲" in set(found["Text"])
    assert found.crs is None


def test_the_zone_prefix_is_kept(saved):
    found = pyogrio.read_dataframe(saved(write("dxf", {"scores": sites(POINT)}, "EPSG:4528")))
    assert found.geometry.iloc[0].x == pytest.approx(40_500_000 + 59_060, abs=500)
