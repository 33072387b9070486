"""CAD drawings by ezdxf, by QGIS and by hand: boundaries, their names, and Chinese of any age."""

import io
from pathlib import Path

import ezdxf
import pytest
import shapely
from ezdxf.render.forms import cube
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_app.messages import lines
from gis_app.reading.dxf_text import drawing, unescaped
from gis_app.reading.found import Request
from gis_app.reading.isolation import isolated
from layers.errors import InputError
from tests.cli.run import process
from tests.io.small import codes, read, refused

FIXTURES = Path(__file__).parent / "fixtures"
X, Y = 557_000.0, 3_464_000.0  # EPSG:4549, in Suzhou
BOX = [(X, Y), (X, Y + 300), (X + 400, Y + 300), (X + 400, Y)]
VERSIONS = ("R2000", "R2004", "R2007", "R2010", "R2018")

# What any text editor can write; {codepage} is a header variable or nothing.
BY_HAND = """0
SECTION
2
HEADER
9
$ACADVER
1
{version}
{codepage}0
ENDSEC
0
SECTION
2
ENTITIES
{entities}0
ENDSEC
0
EOF
"""
PAGE = "9\n$DWGCODEPAGE\n3\n{}\n"
R12_PLOT = (
    "0\nPOLYLINE\n8\n用地红线\n66\n1\n70\n{flag}\n"
    + "".join(f"0\nVERTEX\n8\n用地红线\n10\n{x}\n20\n{y}\n" for x, y in BOX)
    + "0\nSEQEND\n8\n用地红线\n"
)
R12_TEXT = "0\nTEXT\n8\n标注\n10\n{x}\n20\n{y}\n40\n5\n1\n{text}\n"


def by_hand(*entities, version="AC1009", page="ANSI_936"):
    codepage = PAGE.format(page) if page else ""
    return BY_HAND.format(version=version, codepage=codepage, entities="".join(entities))


def text(words, x=X + 200, y=Y + 150):
    return R12_TEXT.format(text=words, x=x, y=y)


def plot(flag=1):
    return R12_PLOT.format(flag=flag)


def made(version="R2000", encoding="gbk"):
    document = ezdxf.new(version)
    if version < "R2007":
        document.encoding = encoding
    document.layers.add("用地红线")
    return document, document.modelspace()


def saved(document):
    stream = io.StringIO()
    document.write(stream)
    return stream.getvalue().encode(document.output_encoding, "dxfreplace")


def boundary(model, points=BOX, **attributes):
    model.add_lwpolyline(points, close=True, dxfattribs={"layer": "用地红线", **attributes})


def found(content, **asked):
    raw = content if isinstance(content, bytes) else content.encode("gbk")
    return isolated(raw, Request(kind="dxf", name="a.dxf", **asked))


def told(reading):
    return [row.attributes for row in reading.rows]


def noted(reading):
    return {note.code: note.facts.get("n") for note in reading.notes}


# --- text


@pytest.mark.parametrize("version", VERSIONS)
def test_chinese_names_of_each_version(version):
    document, model = made(version)
    boundary(model)
    model.add_mtext(
        "甪直镇地块\\P{\\fSimSun|b0;重点领域：P7;P6}", dxfattribs={"insert": (X + 9, Y + 99)}
    )
    reading = found(saved(document))
    (row,) = told(reading)
    assert (row["name"], row["重点领域"], row["图层"]) == ("甪直镇地块", "P7;P6", "用地红线")
    assert reading.encoding == ("GBK" if version < "R2007" else "UTF-8")
    assert noted(reading) == {}


@pytest.mark.parametrize(
    ("page", "codec", "notice"),
    [
        ("ANSI_936", "gbk", False),
        ("ANSI_1252", "gbk", True),
        ("ANSI_936", "utf-8", True),
        (None, "gbk", True),
        (None, "utf-8", True),
    ],
)
def test_the_code_page_is_only_a_hint(page, codec, notice):
    drawn = by_hand(plot(), text("苏州工业园区"), page=page)
    reading = found(drawn.encode(codec))
    assert told(reading)[0]["name"] == "苏州工业园区"
    assert told(reading)[0]["图层"] == "用地红线"
    assert ("W-ENC-01" in noted(reading)) is notice


def test_a_new_drawing_in_gbk_is_still_read():
    drawn = by_hand(plot(), text("苏州"), version="AC1027")
    assert noted(found(drawn.encode("gbk"))) == {"W-ENC-01": None}
    assert told(found(drawn.encode("gbk")))[0]["name"] == "苏州"


def test_escapes_are_decoded_where_gdal_would_lose_them():
    document, model = made("R2000")
    boundary(model)
    model.add_mtext(r"\U+82CF\U+5DDE\S1/2;\U+7532 \M+5D6DD", dxfattribs={"insert": (X + 9, Y + 9)})
    assert told(found(saved(document)))[0]["name"] == "苏州1/2甲 州"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (r"\U+4E2D文", "中文"),
        (r"\U+00020BB7", "𠮷"),
        (r"\U+D842\U+DFB7", "𠮷"),
        (r"\U+000A", r"\U+000A"),
        (r"\M+5FFFF", r"\M+5FFFF"),
        (r"C:\Users", r"C:\Users"),
        (r"\U+D842", "\ufffd"),
    ],
)
def test_each_escape(raw, shown):
    assert unescaped(raw) == shown


# --- boundaries and names


def test_a_closed_polyline_of_r12_is_a_plot_named_by_its_text():
    reading = found(by_hand(plot(), text("甲地块")))
    (row,) = reading.rows
    assert row.attributes["name"] == "甲地块"
    assert shapely.from_wkb(row.wkb).equals(shapely.Polygon(BOX))
    assert reading.crs is None


def test_a_line_that_is_not_closed_is_named_by_row():
    sites = refused(by_hand(plot(0)).encode("gbk"), "a.dxf", crs="EPSG:4549")
    assert codes(sites) == ["E-GEO-03"]
    assert "没有闭合的线" in sites[0]


def test_a_polyline_drawn_back_to_its_start_is_closed():
    document, model = made()
    model.add_lwpolyline([*BOX, BOX[0]])
    (row,) = found(saved(document)).rows
    assert (shapely.from_wkb(row.wkb).geom_type, row.fault) == ("Polygon", None)


def test_a_drawing_states_no_system():
    content = by_hand(plot(), text("重点领域：P7")).encode("gbk")
    sites = read(content, "a.dxf", crs="EPSG:4549").sites
    assert sites.geometry[0].centroid.distance(shapely.Point(120.6007, 31.2979)) < 0.01
    told = refused(content, "a.dxf", crs=None)
    assert codes(told) == ["E-CRS-01"]
    assert "EPSG:4549" in told[0]


def test_the_smallest_boundary_around_a_text_has_it():
    inner = [(x / 2 + X / 2 + 50, y / 2 + Y / 2 + 50) for x, y in BOX]
    document, model = made()
    boundary(model)
    boundary(model, inner)
    model.add_text("内").set_placement(inner[0], align=ezdxf.enums.TextEntityAlignment.LEFT)
    model.add_text("外").set_placement((X + 1, Y + 1))
    model.add_text("图名").set_placement((X - 99, Y))
    reading = found(saved(document))
    assert [row["name"] for row in told(reading)] == ["外", "内"]
    assert noted(reading) == {"W-DXF-03": 1}


def test_lines_of_text_are_read_from_top_to_bottom_and_pairs_are_attributes():
    low, high = text("面积: 12.5", y=Y + 10), text("甲地块", y=Y + 90)
    (row,) = told(found(by_hand(plot(), low, text("二期", y=Y + 50), high)))
    assert (row["name"], row["面积"], row["文字"]) == ("甲地块", "12.5", "甲地块；二期；面积: 12.5")


def test_a_block_is_a_point_with_its_attributes():
    document, model = made()
    document.blocks.new("标志").add_circle((0, 0), 5)
    block = model.add_blockref("标志", (X, Y))
    block.add_attrib("名称", "物流中心 一期", (X, Y))
    block.add_attrib("重点领域", "P6", (X, Y))
    sites = read(saved(document), "a.dxf", crs="EPSG:4549").sites
    assert (sites["name"][0], dict(sites["sectors"][0])) == ("物流中心 一期", {"P6": 1.0})
    assert sites.geometry[0].geom_type == "Point"
    assert sites["块"][0] == "标志"


def test_blocks_in_rows_and_columns_have_ids_of_their_own():
    document, model = made()
    document.blocks.new("桩").add_point((0, 0))
    grid = {"column_count": 3, "column_spacing": 10}
    model.add_blockref("桩", (X, Y), dxfattribs=grid)
    ids = [row["id"] for row in told(found(saved(document)))]
    assert len(set(ids)) == 3


def test_a_filling_over_its_boundary_counts_once():
    document, model = made()
    boundary(model)
    model.add_hatch().paths.add_polyline_path(BOX, is_closed=True)
    far = [(x + 1000, y) for x, y in BOX]
    model.add_hatch().paths.add_polyline_path(far, is_closed=True)
    reading = found(saved(document))
    assert [shapely.from_wkb(row.wkb).bounds[0] for row in reading.rows] == [X, X + 1000]
    assert noted(reading) == {"W-DXF-02": 1}
    assert "name" not in told(reading)[1]  # the pattern of a filling is no name


def test_sheets_and_dimensions_are_left_out():
    document, model = made()
    boundary(model)
    model.add_linear_dim((X, Y - 9), BOX[0], BOX[3]).render()
    document.layout("Layout1").add_lwpolyline([(0, 0), (0, 9), (9, 9)], close=True)
    reading = found(saved(document))
    assert len(reading.rows) == 1
    assert set(noted(reading)) == {"W-DXF-01"}


def test_a_layer_of_the_drawing_may_be_chosen():
    document, model = made()
    boundary(model)
    boundary(model, layer="道路")
    model.add_text("甲").set_placement((X + 5, Y + 5))
    (row,) = told(found(saved(document), layer="用地红线"))
    assert (row["图层"], row["name"]) == ("用地红线", "甲")
    with pytest.raises(InputError, match="用地红线、道路"):
        found(saved(document), layer="没有")


def test_a_drawing_of_nothing_but_names_gives_points():
    (row,) = found(by_hand(text("北桥地块"))).rows
    assert (row.attributes["name"], shapely.from_wkb(row.wkb).geom_type) == ("北桥地块", "Point")


def test_heights_are_left_out_and_told_where_there_are_any():
    document, model = made()
    boundary(model, elevation=3.5)
    model.add_point((X, Y, 0))
    rows = found(saved(document)).rows
    assert [[note.code for note in row.notes] for row in rows] == [["W-GEO-05"], []]
    assert not any(shapely.from_wkb(row.wkb).has_z for row in rows)


def test_circles_and_arcs_in_polylines_are_boundaries():
    document, model = made()
    model.add_circle((X, Y), 100)
    model.add_lwpolyline([(X, Y, 0, 0, 1), (X + 100, Y, 0, 0, 1)], close=True)
    areas = [shapely.from_wkb(row.wkb).area for row in found(saved(document)).rows]
    assert areas == pytest.approx([31_416, 7_854], rel=0.01)


def test_meshes_and_flat_polylines_are_refused_by_row():
    document, model = made()
    model.add_lwpolyline(BOX[:2], close=True)
    cube().render_polyface(model)
    rows = found(saved(document)).rows
    assert [row.fault.code for row in rows] == ["E-GEO-04", "E-GEO-03"]


def test_what_gdal_passes_over_is_counted():
    proxy = "0\nACAD_PROXY_ENTITY\n8\n用地红线\n90\n498\n"
    reading = found(by_hand(plot(), proxy, proxy, "0\nREGION\n8\n0\n", text("0")))
    assert len(reading.rows) == 1
    (note,) = reading.notes
    assert (note.code, note.facts) == ("W-DXF-04", {"n": 3, "kinds": "ACAD_PROXY_ENTITY、REGION"})


# --- whole files


def test_what_qgis_wrote_is_read():
    reading = found((FIXTURES / "qgis322.dxf").read_bytes())
    assert reading.encoding == "GBK"
    assert [shapely.from_wkb(row.wkb).area for row in reading.rows] == [120_000, 120_000]
    assert {row["图层"] for row in told(reading)} == {"地块"}


def test_binary_drawings_and_drawings_cut_off_are_refused():
    whole = by_hand(plot(), text("甲")).encode("gbk")
    binary = b"AutoCAD Binary DXF\r\n\x1a\x00" + bytes(99)
    assert codes(refused(binary, "a.dxf")) == ["E-DXF-01"]
    told = refused(whole[:-60], "a.dxf")
    assert codes(told) == ["E-IO-01"]
    assert "EOF" in told[0]


@given(st.data())
@settings(max_examples=12)
def test_a_damaged_drawing_never_takes_the_program_down(data):
    raw = bytearray(by_hand(plot(), text("甲")).encode("gbk"))
    for at in data.draw(st.lists(st.integers(0, len(raw) - 20), min_size=1, max_size=5)):
        raw[at] = data.draw(st.integers(0, 255))
    try:
        rows = found(bytes(raw)).rows
    except InputError as error:
        if any(fault.facts.get("why") == "broken-off" for fault in error.faults):
            raise AssertionError("the reading process broke off") from error
    else:
        assert len(rows) <= 3


@given(st.binary(max_size=300))
def test_the_text_of_any_bytes_is_refused_or_text(content):
    try:
        drawn, encoding, _ = drawing(content + b"\n0\nEOF\n", "a", None)
    except InputError as error:
        raise AssertionError(lines(error.faults)) from error
    assert drawn.endswith("EOF\n")
    assert encoding in {"UTF-8", "GBK", "GB18030"}
    drawn.encode("utf-8")


def test_the_command_line_scores_a_drawing(tmp_path):
    path = tmp_path / "x.dxf"
    path.write_bytes(
        by_hand(plot(), text("甲地块"), text("重点领域：P7;P6", y=Y + 9)).encode("gbk")
    )
    done = process("score", path, "--crs", "EPSG:4549", "--json")
    assert done.status == 0
    assert [site["name"] for site in done.json["sites"]] == ["甲地块"]
