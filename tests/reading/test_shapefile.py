"""Shapefiles by other writers than GDAL 3.12: Chinese text in any encoding, and damaged parts."""

from pathlib import Path

import pytest
import shapefile
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_app.messages import lines
from gis_app.reading import dbf, shp
from gis_app.reading.found import Request
from gis_app.reading.isolation import isolated
from layers.errors import InputError
from tests.cli.run import process
from tests.io.small import codes, read, refused
from tests.reading.shapefiles import FIELDS, ROWS, SQUARE, square, table, written, zipped

FIXTURES = Path(__file__).parent / "fixtures"
NAMES = ["姑苏区平江地块", "甪直镇产业园"]


def found(files, **asked):
    return isolated(zipped(files), Request(kind="shp-zip", name="a.shp.zip", **asked))


def geometries(rows):
    return [row.wkb and shapely.from_wkb(row.wkb) for row in rows]


def faults(rows):
    return [row.fault.code if row.fault else None for row in rows]


def noted(reading):
    return [note.code for note in reading.notes]


def without(files, *parts):
    return {name: content for name, content in files.items() if not name.endswith(parts)}


# --- text


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@pytest.mark.parametrize("with_cpg", [True, False])
def test_chinese_survives_with_and_without_a_cpg(encoding, with_cpg):
    files = written(encoding=encoding, cpg=encoding if with_cpg else None)
    sites = read(zipped(files), "a.shp.zip", crs=None)
    assert list(sites.sites["name"]) == NAMES
    assert list(sites.sites["sectors"][0]) == ["P7", "P6"]
    assert ("W-ENC-01" in codes(sites.notes)) is not with_cpg


@pytest.mark.parametrize(
    ("encoding", "cpg"), [("gbk", "UTF-8"), ("utf-8", "GBK"), ("gbk", "ISO-8859-1"), ("gbk", "")]
)
def test_a_cpg_that_lies_is_not_believed(encoding, cpg):
    reading = found(written(encoding=encoding, cpg=cpg))
    assert [row.attributes["名称"] for row in reading.rows] == NAMES
    assert reading.encoding == encoding.upper()
    assert noted(reading) == ["W-ENC-01"]


def test_rare_characters_need_gb18030():
    rows = [("1", "𠮷祥䶮湾", "P7"), ("2", "𫖯", "P6")]
    reading = found(written(rows, encoding="gb18030", cpg="GB18030"))
    assert [row.attributes["名称"] for row in reading.rows] == ["𠮷祥䶮湾", "𫖯"]
    assert reading.encoding == "GB18030"
    assert noted(reading) == []


def test_plain_ascii_needs_no_notice():
    fields = [("id", "C", 5), ("name", "C", 20)]
    reading = found(written([("1", "plot A")], fields=fields))
    assert (noted(reading), reading.encoding) == ([], "UTF-8")


def test_the_encoding_that_people_ask_for_is_followed():
    rows, fields = [("1", "蘇州工業園區")], [("id", "C", 5), ("name", "C", 20)]
    files = written(rows, fields=fields, encoding="big5", cpg="UTF-8")
    reading = found(files, encoding="big5")
    assert reading.rows[0].attributes["name"] == "蘇州工業園區"
    with pytest.raises(InputError, match="E-ENC-01"):
        found(files, encoding="rot13")


@pytest.mark.parametrize("codec", ["utf-8", "gbk", "gb18030"])
@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_character_cut_at_the_width_of_the_field_is_told(codec, lost):
    long = (
        "苏州工业园区独墅湖科教创新区𠮷" if codec == "gb18030" else "苏州工业园区独墅湖科教创新区"
    )
    raw = long.encode(codec)
    cut = raw[: len(raw) - lost]
    made = dbf.table(table([cut, "甲".encode(codec)], width=len(cut)), "a", cpg=codec)
    text = made.rows[0]["MC"]
    assert text == cut.decode(codec, "ignore")
    assert "\ufffd" not in text
    whole = text.encode(codec) == cut
    assert [f.code for f in made.notes.get(0, ())] == ([] if whole else ["W-ENC-02"])


def test_254_bytes_of_utf_8_are_cut_in_mid_character():
    raw = ("苏" * 85).encode()[:254]
    made = dbf.table(table([raw]), "a")
    assert made.rows[0]["MC"] == "苏" * 84
    assert made.encoding == "UTF-8"


def test_bytes_that_are_no_text_are_told_by_row_and_column():
    cells = [f"苏州地块{i}".encode("gbk") for i in range(9)] + [b"\xff\xff\xff"]
    made = dbf.table(table(cells), "a")
    assert made.encoding == "GBK"
    assert "\ufffd" in made.rows[9]["MC"]
    assert {row: [f.code for f in notes] for row, notes in made.notes.items()} == {9: ["W-ENC-03"]}


def test_a_name_too_long_for_utf_8_is_told_whole():
    fields = [("编号", "C", 5), ("集聚区名称", "C", 40), ("重点领域", "C", 20)]
    sites = read(zipped(written(ROWS, fields=fields, cpg="UTF-8")), "a.zip", crs=None)
    assert list(sites.sites["name"]) == NAMES


def test_field_names_that_occur_twice_are_numbered():
    fields = [("名称", "C", 20), ("名称", "C", 20), ("ZDLY", "C", 9)]
    made = dbf.table(written([("甲", "乙", "P7")], fields=fields)["地块.dbf"], "a")
    assert made.rows[0] == {"名称": "甲", "名称_2": "乙", "ZDLY": "P7"}
    assert "W-SHP-04" in [f.code for f in made.faults]


def test_numbers_dates_and_truths_are_values():
    fields = [("a", "N", 10, 0), ("b", "N", 10, 3), ("c", "D"), ("d", "L"), ("e", "F", 12, 4)]
    rows = [(7, 1.25, "20250301", True, 0.5), (None, None, None, None, None)]
    made = dbf.table(written(rows, fields=fields)["地块.dbf"], "a")
    assert list(made.rows[0].values()) == [7, 1.25, "2025-03-01", True, 0.5]
    assert set(made.rows[1].values()) == {None}


@given(st.lists(st.text("苏州姑区甪直路模块联通㙦·²°é", min_size=1, max_size=12), min_size=5))
@settings(max_examples=60)
def test_any_chinese_text_reads_back_with_a_true_cpg(texts):
    for codec in ("utf-8", "gb18030"):
        cells = [text.encode(codec) for text in texts]
        made = dbf.table(table(cells), "a", cpg=codec)
        if made.encoding.lower() == codec or codec == "gb18030":
            assert [row["MC"] for row in made.rows] == texts


# --- zips


@pytest.mark.parametrize("folder", ["", "成果/2025/"])
@pytest.mark.parametrize("names", ["utf-8", "gbk"])
def test_a_zip_is_flat_or_nested_and_its_names_utf_8_or_gbk(folder, names):
    content = zipped(written(), folder=folder, names=names)
    reading = isolated(content, Request(kind="shp-zip", name="a.zip"))
    assert (reading.layer, len(reading.rows)) == ("地块", 2)


def test_capital_endings_and_what_macos_adds_do_no_harm():
    files = {name.upper(): content for name, content in written(stem="a").items()}
    extra = {f"__MACOSX/._{name}": b"\0\x05\x16\x07" for name in files}
    assert len(found({**files, **extra}).rows) == 2


def test_several_shapefiles_are_for_people_to_choose_from():
    files = written(stem="甲") | written(ROWS[:1], stem="乙")
    with pytest.raises(InputError) as raised:
        found(files)
    (fault,) = raised.value.faults
    assert (fault.code, fault.facts["layers"]) == ("E-FMT-04", ("甲", "乙"))
    assert len(found(files, layer="乙").rows) == 1
    with pytest.raises(InputError, match="E-LYR-01"):
        found(files, layer="丙")


def test_two_of_one_name_in_two_folders_are_told_apart():
    files = {f"{year}/{n}": c for year in (2024, 2025) for n, c in written(stem="a").items()}
    with pytest.raises(InputError, match="2024/a、2025/a"):
        found(files)


@pytest.mark.parametrize("part", [".shp", ".dbf"])
def test_a_missing_part_is_named(part):
    told = refused(zipped(without(written(), part)), "a.zip", crs=None)
    assert codes(told) == ["E-FMT-02"]
    assert part in told[0]


def test_without_a_prj_people_are_asked():
    told = refused(zipped(without(written(), ".prj")), "a.zip", crs=None)
    assert codes(told) == ["E-CRS-01"]
    assert len(read(zipped(without(written(), ".prj")), "a.zip", crs="cgcs2000").sites) == 2


# --- shapes


def test_a_missing_index_is_rebuilt_and_told():
    reading = found(without(written(cpg="UTF-8"), ".shx"))
    assert faults(reading.rows) == [None, None]
    assert noted(reading) == ["W-SHP-01"]


def test_rings_become_polygons_with_holes():
    inner = [[x / 2 + 60.3025, y / 2 + 15.6525] for x, y in reversed(SQUARE)]
    (shape,) = geometries(found(written(ROWS[:1], shapes=[[SQUARE, inner]])).rows)
    assert (shape.geom_type, len(shape.interiors)) == ("Polygon", 1)
    assert shape.area == pytest.approx(0.0001 * 3 / 4)


@pytest.mark.parametrize(
    ("kind", "shape", "told"),
    [
        (shapefile.POLYGONZ, [square(0, 5.0)], ["W-GEO-05"]),
        (shapefile.POLYGONM, [square(0, 5.0)], []),
        (shapefile.MULTIPATCH, ([square(0, 5.0)], [shapefile.OUTER_RING]), ["W-GEO-05"]),
    ],
)
def test_heights_and_measures_are_left_out(kind, shape, told):
    (row,) = found(written(ROWS[:1], kind=kind, shapes=[shape])).rows
    geometry = shapely.from_wkb(row.wkb)
    assert not geometry.has_z
    assert geometry.equals(shapely.Polygon(SQUARE))
    assert [note.code for note in row.notes] == told


def test_a_triangle_strip_covers_its_ground():
    strip = [[0, 0, 0], [1, 0, 1], [0, 1, 2], [1, 1, 3]]
    shape = ([strip], [shapefile.TRIANGLE_STRIP])
    rows = found(written(ROWS[:1], kind=shapefile.MULTIPATCH, shapes=[shape])).rows
    assert geometries(rows)[0].equals(shapely.box(0, 0, 1, 1))


def test_a_row_without_a_shape_is_dropped_and_named():
    sites = read(zipped(written(shapes=[[SQUARE], None])), "a.zip", crs=None)
    assert [(d["row"], d["code"]) for d in sites.dropped] == [(2, "W-GEO-01")]


def test_lines_are_refused_by_row():
    told = refused(zipped(written(kind=shapefile.POLYLINE)), "a.zip", crs=None)
    assert codes(told) == ["E-GEO-03"]


def test_an_open_ring_is_refused_by_row():
    files = written(cpg="UTF-8")
    raw = bytearray(files["地块.shp"])
    at = 100 + 8 + 44 + 4 + 16 * 4  # the last vertex of the first row
    raw[at : at + 8] = bytes(8)
    rows = found({**files, "地块.shp": bytes(raw)}).rows
    assert faults(rows) == ["E-GEO-04", None]


def test_deleted_rows_are_skipped_and_counted():
    files = written(cpg="UTF-8")
    raw = bytearray(files["地块.dbf"])
    raw[int.from_bytes(raw[8:10], "little")] = ord("*")
    reading = found({**files, "地块.dbf": bytes(raw)})
    assert [row.number for row in reading.rows] == [2]
    assert noted(reading) == ["W-SHP-02"]
    assert lines(reading.notes) == ["W-SHP-02: 第 1 行：在属性表中已标记为删除，未读取。"]


# --- damage


@pytest.mark.parametrize("with_index", [True, False])
def test_a_truncated_shp_names_the_rows_it_lost(with_index):
    files = written([*ROWS, ("3", "丙", "P7")], cpg="UTF-8")
    files["地块.shp"] = files["地块.shp"][:-150]
    rows = found(files if with_index else without(files, ".shx")).rows
    assert faults(rows) == [None, "E-SHP-02", "E-SHP-02"]


def test_a_short_dbf_names_the_rows_it_lost():
    files = written([*ROWS, ("3", "丙", "P7")], cpg="UTF-8")
    files["地块.dbf"] = files["地块.dbf"][:-80]
    sites = read(zipped(files), "a.zip", crs=None)
    assert [(d["row"], d["code"]) for d in sites.dropped] == [(2, "E-SHP-03"), (3, "E-SHP-03")]


def test_more_shapes_than_rows_cannot_be_joined():
    files = written() | {"地块.dbf": written(ROWS[:1])["地块.dbf"]}
    told = refused(zipped(files), "a.zip", crs=None)
    assert codes(told) == ["E-SHP-01"]
    assert "2 个图形" in told[0]


@pytest.mark.parametrize("part", ["dbf", "shp"])
@pytest.mark.parametrize("content", [b"", b"PK", b"\0" * 200])
def test_a_part_that_is_none_is_refused(part, content):
    told = refused(zipped({**written(), f"地块.{part}": content}), "a.zip", crs=None)
    assert codes(told) == ["E-IO-01"]


@given(st.sampled_from(["shp", "shx", "dbf"]), st.data())
@settings(max_examples=400)
def test_damage_is_told_or_does_no_harm(part, data):
    """What is read from a damaged part is refused, faulted, or as many rows as there were."""
    files = {name.rpartition(".")[2]: content for name, content in written(cpg="UTF-8").items()}
    raw = bytearray(files[part])
    if data.draw(st.booleans()):
        del raw[data.draw(st.integers(0, len(raw) - 1)) :]
    for at in data.draw(st.lists(st.integers(0, max(0, len(raw) - 1)), max_size=3)) if raw else ():
        raw[at] ^= 1 << data.draw(st.integers(0, 7))
    files[part] = bytes(raw)
    try:
        made = dbf.table(files["dbf"], "a")
        shapes, _ = shp.shapes(files["shp"], files["shx"], made.declared, name="a")
    except InputError:
        return
    assert len(shapes) == made.declared
    assert all(shape.kind or shape.fault or shape == shp.Shape(0) for shape in shapes)
    sound = [shape for shape in shapes if shape.kind]
    if sound:
        again, index = shp.written(sound)
        assert shp.shapes(again, index, len(sound), name="a") == (sound, [])


@given(st.data())
@settings(max_examples=12)
def test_a_damaged_zip_never_takes_the_program_down(data):
    files = written(cpg="UTF-8")
    name = data.draw(st.sampled_from([n for n in files if not n.endswith(("cpg", "prj"))]))
    raw = bytearray(files[name])
    for at in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=4)):
        raw[at] = data.draw(st.integers(0, 255))
    try:
        rows = found({**files, name: bytes(raw)}).rows
    except InputError as error:
        if any(fault.facts.get("why") == "broken-off" for fault in error.faults):
            raise AssertionError("the reading process broke off") from error
    else:
        assert len(rows) <= len(ROWS)


# --- whole


@pytest.mark.parametrize("file", ["qgis322-gbk.shp.zip", "qgis322-utf8-nested.zip"])
def test_what_qgis_wrote_is_read(file):
    sites = read((FIXTURES / file).read_bytes(), file, crs=None)
    assert list(sites.sites["name"]) == ["姑苏区平江街道地块", "甪直镇镕新产业园"]
    assert list(sites.sites["日期"]) == ["2025-03-01", "2025-03-02"]
    assert sites.dropped == []


def test_the_command_line_scores_a_packed_and_a_loose_shapefile(tmp_path):
    files = without(written(encoding="gbk", fields=FIELDS), ".prj")
    packed = tmp_path / "x.shp.zip"
    packed.write_bytes(zipped(files, folder="成果/", names="gbk"))
    for name, content in files.items():
        (tmp_path / f"x{Path(name).suffix.upper()}").write_bytes(content)
    done = [
        process("score", path, "--crs", "cgcs2000", "--json")
        for path in (packed, tmp_path / "x.SHP")
    ]
    assert [outcome.status for outcome in done] == [0, 0]
    one, other = (outcome.json["sites"] for outcome in done)
    assert [site["name"] for site in one] == NAMES
    assert one == other
    assert process("score", packed).faults == ["E-CRS-01"]
