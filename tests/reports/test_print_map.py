"""The layout map on paper: complete, repeatable, labels apart, names only text."""

import io
import re
import shutil
import subprocess

import numpy as np
import pytest
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from gis_app.components import legend
from gis_app.components.wording import Words
from gis_app.reports import labels, print_map
from gis_app.reports.base_map import base_layers
from gis_app.reports.figure import settings
from gis_app.reports.furniture import wrapped
from gis_app.reports.print_map import MAP, Order
from gis_app.writing.made import Publication, made
from layers.quoting import nested
from tests.cli.run import process

POINT = 0.3528


def texts_of(plan, told, order):
    with settings():
        page = print_map._sheet(plan, told, order)
        return [t.get_text() for axes in page.figure.axes for t in axes.texts]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_says_what_it_shows_and_for_whom(plan, told, lang):
    words = Words(lang)
    shown = "\n".join(texts_of(plan, told, Order(lang=lang)))
    plain = re.sub(r"\s", "", shown)
    for fact in plan.facts.structures:
        assert re.sub(r"\s", "", words.name(fact)) in plain
        assert re.sub(r"\s", "", nested(f"“{fact.quote}”")) in plain
    for row in legend.groups(plan, words)[1]["rows"]:
        assert (re.sub(r"\s", "", row["title"]) in plain) == row["on"]
    assert told.publication.footer(lang) in shown
    assert "2023-11-15" in shown
    assert "EPSG:4549" in shown
    assert "600 000" in shown
    assert "30 km" in shown
    assert words.t("北") in shown


def test_an_approval_number_is_printed(plan):
    told = made(plan, publication=Publication(public=True, approval="苏S(2026)001号"))
    shown = "\n".join(texts_of(plan, told, Order()))
    assert "审图号：苏S(2026)001号" in shown


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_labels_touch_neither_each_other_nor_the_frame(plan, lang):
    view, _ = print_map._view(plan)
    unit = (view[2] - view[0]) / MAP[2] * POINT
    found = labels.placed(legend.labels(plan, Words(lang)), view, metre_points=unit)
    assert {one.label["kind"] for one in found} == set(labels.SIZES)
    assert sum(one.label["kind"] == "element" for one in found) == 7
    assert sum(one.label["kind"] == "district" for one in found) == 10
    tree = shapely.STRtree([one.room for one in found])
    pairs = tree.query([one.room for one in found], "intersects").T
    assert [(found[a].text, found[b].text) for a, b in pairs if a < b] == []
    frame = shapely.box(*view)
    assert all(frame.contains(one.room) for one in found)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_label_takes_no_more_room_than_was_kept_for_it(plan, lang):
    view, _ = print_map._view(plan)
    unit = (view[2] - view[0]) / MAP[2] * POINT
    with settings():
        page = print_map.sheet(*print_map.PAGE)
        axes = page.axes(MAP)
        axes.set_xlim(view[0], view[2])
        axes.set_ylim(view[1], view[3])
        found = labels.placed(legend.labels(plan, Words(lang)), view, metre_points=unit)
        labels.write(axes, found, scale=1.0)
        draw = FigureCanvasAgg(page.figure).get_renderer()
        into = axes.transData.inverted()
        for one, text in zip(found, axes.texts, strict=True):
            corners = into.transform(text.get_window_extent(draw).get_points())
            wide, high = np.diff(corners, axis=0)[0]
            west, south, east, north = one.room.bounds
            assert wide <= (east - west) * 1.12 + 200, one.text
            assert high <= (north - south) * 1.25 + 400, one.text


def test_bands_the_legend_leaves_off_are_not_drawn(plan):
    rows = {layer.row for layer in base_layers(plan, Words("zh"))}
    assert "reach" not in rows
    assert "shore-15" not in rows
    assert {"ring", "belt-canal", "water", None} <= rows


@pytest.mark.parametrize("kind", ["png", "pdf", "svg"])
def test_the_same_order_gives_the_same_bytes(plan, told, sites, kind):
    order = Order(sites=sites, paper="A4")
    first = print_map.print_map(plan, kind, told, order)
    assert first == print_map.print_map(plan, kind, told, order)
    assert first.startswith({"png": b"\x89PNG", "pdf": b"%PDF", "svg": b"<?xml"}[kind])


def test_the_picture_is_not_blank_where_the_city_is(plan, told):
    image = Image.open(io.BytesIO(print_map.print_map(plan, "png", told)))
    assert image.width / image.height == pytest.approx(420 / 297, rel=0.01)
    middle = np.asarray(image.convert("RGB"))[600:1500, 400:1500].reshape(-1, 3)
    assert len(np.unique(middle, axis=0)) > 1000


def test_hostile_names_stay_text(plan, told, sites):
    order = Order(sites=sites, title="<script>alert(1)</script> $\\frac$")
    svg = print_map.print_map(plan, "svg", told, order).decode()
    assert "<script" not in svg
    assert sites["name"].iloc[1] in texts_of(plan, told, order)


def test_only_our_fonts_are_in_the_pdf(plan, told, tmp_path):
    if not shutil.which("pdffonts"):
        pytest.skip("pdffonts is missing: sudo apt install poppler-utils")
    path = tmp_path / "map.pdf"
    path.write_bytes(print_map.print_map(plan, "pdf", told))
    done = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True)
    rows = done.stdout.splitlines()[2:]
    assert rows
    assert all("SuzhouLayout" in row and " yes yes yes" in row for row in rows)
    assert done.stderr == ""


def test_rare_characters_are_named(plan, sites):
    rare = sites.assign(name=["龘", "甲", "乙"])
    (fault,) = print_map.notices(plan, Order(sites=rare))
    assert fault.facts["v"] == "龘"


def test_the_command_writes_all_three_formats(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text("名称,经度,纬度,重点领域,坐标系\n甲龘,120.64,31.42,P7,cgcs2000\n", "utf-8")
    fixed = {"SOURCE_DATE_EPOCH": "1700000000", "PYTHONWARNINGS": "error::DeprecationWarning"}
    for name in ("a.png", "b.svg"):
        done = process("map", path, "-o", tmp_path / name, env=fixed)
        assert done.status == 0
        assert "W-FNT-01" in done.faults
        assert (tmp_path / name).stat().st_size > 100_000
    assert process("map", "-o", tmp_path / "a.gif").status == 2


def test_lines_break_between_characters_but_not_before_punctuation():
    assert wrapped("苏州市服务业。", 6) == ["苏州市服务业。"]
    assert wrapped("a Suzhou plan", 4) == ["a", "Suzhou", "plan"]
    assert wrapped("", 4) == []
