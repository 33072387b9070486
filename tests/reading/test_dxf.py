"""CAD drawings by ezdxf, by QGIS and by hand: boundaries, their names, whole files."""

import ezdxf
import pytest
import shapely
from ezdxf.render.forms import cube
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.errors import InputError
from tests.cli.run import process
from tests.io.small import codes, read, refused
from tests.reading.drawings import (
    BOX,
    FIXTURES,
    X,
    Y,
    boundary,
    by_hand,
    found,
    made,
    noted,
    plot,
    saved,
    text,
    told,
)


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


def test_a_text_at_no_place_is_a_row_without_a_geometry():
    """GDAL reads `nan` as a point without a place, which no order of texts can hold."""
    got = found(by_hand(plot(), text("甲"), text("乙", "nan", "nan")))
    assert [row.attributes["name"] for row in got.rows] == ["甲", "乙"]
    assert [shapely.from_wkb(row.wkb).is_empty for row in got.rows] == [False, True]


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


def test_a_drawing_without_sectors_is_told_how_to_name_them():
    told = refused(by_hand(plot(), text("甲")).encode("gbk"), "a.dxf", crs="EPSG:4549")
    assert codes(told) == ["E-ATT-02", "E-DXF-02"]
    assert "a.dxf" in told[1]


def test_the_command_line_scores_a_drawing(tmp_path):
    path = tmp_path / "x.dxf"
    path.write_bytes(
        by_hand(plot(), text("甲地块"), text("重点领域：P7;P6", y=Y + 9)).encode("gbk")
    )
    done = process("score", path, "--crs", "EPSG:4549", "--json")
    assert done.status == 0
    assert [site["name"] for site in done.json["sites"]] == ["甲地块"]
