"""CSV for Excel and WPS, safe to open."""

import csv
import io

import pandas as pd
import pytest
import shapely

from layers.export import safe_text, table_csv
from layers.export_fields import FIELDS, Table, accuracy, coded
from tests.io.layer import clusters, districts, scores
from tests.io.small import read


def score_csv(frame):
    return table_csv({"scores": frame})


def table(frame):
    return list(csv.DictReader(io.StringIO(score_csv(frame).decode("utf-8-sig"))))


def test_it_has_a_mark_and_windows_lines():
    content = score_csv(scores())
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 2


def test_codes_are_the_header_and_nothing_is_blank():
    (row,) = table(scores())
    assert list(row)[:3] == ["id", "name", "sectors"]
    assert (row["ZCDDF"], row["K1"], row["K2"], row["备注"]) == ("61.2", "0.5", "", "原备注")
    assert "WKT" not in row


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "＝1+1", "＠x"])
def test_no_text_is_a_formula(text):
    (row,) = table(scores(name=text, **{f"kept:{text}": text}))
    assert row["name"] == f"'{text}"
    assert row[f"'{text}"] == f"'{text}"
    assert safe_text(safe_text(text)) == safe_text(text)


def test_negative_numbers_stay_numbers():
    (row,) = table(scores(score=-1.5))
    assert row["ZCDDF"] == "-1.5"


def test_it_reads_again_without_an_option():
    again = read(score_csv(scores()), "a.csv", None)
    assert again.sites["id"].tolist() == ["a"]
    assert again.sites["sectors"][0] == {"P7": 0.6, "P6": 0.4}
    assert again.sites.geometry[0].equals_exact(shapely.Point(120.1234568, 31.3))


def test_polygons_keep_their_shape():
    box = shapely.box(120.6, 31.3, 120.7, 31.4)
    again = read(score_csv(scores(box)), "a.csv", None)
    assert again.sites.geometry[0].equals(box)


def test_every_layer_has_a_table_with_short_unique_codes():
    for spec in FIELDS.values():
        assert isinstance(spec, Table)
        codes = [f.code for f in spec.fields]
        assert len(codes) == len(set(codes))
        assert all(len(code) <= 10 and code.isascii() for code in codes)
        assert all(f.title for f in spec.fields)


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"status": "schematic", "accuracy_m": 1500.0}, "示意，误差约1500米"),
        ({"status": "derived", "accuracy_m": None}, "推算"),
        ({"accuracy_m": 300}, "误差约300米"),
        ({}, None),
    ],
)
def test_accuracy_is_said_in_words(row, text):
    assert accuracy(row) == text


def test_every_exported_layer_says_how_exact_it_is_and_where_it_comes_from():
    for name in FIELDS.keys() - {"scores"}:
        made = coded(name, clusters() if name == "clusters" else districts())
        assert made["JD"].tolist() == ["示意，误差约1500米"]
        assert made["SJLY"].tolist() == ["作者绘制"]


def test_coding_leaves_the_layer_unchanged():
    before = districts()
    coded("districts", before)
    pd.testing.assert_frame_equal(pd.DataFrame(before), pd.DataFrame(districts()))
