"""Texts made to fill the memory or to last for hours: a process of its own reads them, or fails."""

import resource

import pytest

from gis_app.reading import open as opening
from gis_app.reading.limits import MEGABYTE
from tests.io.small import collection, feature, point

MOST_MB = 200  # what the process that asks may grow by
HEAD = "id,sectors,lon,lat\n"
N = 3_000_000
ATTACKS = {
    "empty objects.geojson": '{"type":"FeatureCollection","features":[' + "{}," * N + "{}]}",
    "empty lists.geojson": '{"type":"FeatureCollection","features":[' + "[]," * N + "[]]}",
    "vertices.geojson": '{"type":"Feature","properties":{"sectors":"P7"},"geometry":'
    '{"type":"MultiPoint","coordinates":[' + "[1,2]," * 1_000_000 + "[1,2]]}}",
    "members.geojson": '{"type":"Feature","geometry":null,"properties":{'
    + ",".join(f'"{i:x}":0' for i in range(500_000))
    + "}}",
    "columns.csv": HEAD[:-1] + "," + ",".join(f"c{i}" for i in range(500_000)) + "\n1,P7,1,1\n",
    "blank lines.csv": HEAD + "\n" * 8_000_000,
    "short lines.csv": HEAD + "1\n" * 4_000_000,
    "commas.csv": "," * 8_000_000,
    "open quotes.csv": HEAD + '1,"' + "a\n" * 4_000_000,
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_text_that_would_fill_the_memory_is_refused_in_time(refused, name):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = refused(ATTACKS[name], name, crs="wgs84")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < MOST_MB * 1024
    assert {line.partition("-0")[0].partition("-1")[0] for line in told} <= {
        *("E-LIM", "E-IO", "E-COL", "E-GEO", "W-GEO", "E-ATT")
    }


@pytest.mark.parametrize("ending", [".geojson", ".csv"])
def test_a_large_text_says_the_same_as_a_small_one(taken, monkeypatch, ending):
    rows = [(f"r{i}", 120.6 + i / 1000, f"甲{i}\u202e=1") for i in range(5)]
    if ending == ".csv":
        lines = (f"{i},P7,{x},31.3,{note}\n" for i, x, note in rows)
        text = "编号,重点领域,经度,纬度,说明\n" + "".join(lines)
    else:
        text = collection(*(feature(point(x, 31.3), i, note=note, n=7) for i, x, note in rows))
    small = taken(text, f"a{ending}", crs="wgs84")
    monkeypatch.setattr(opening, "SMALL", 0)
    large = taken(text, f"a{ending}", crs="wgs84")
    assert large.sites.to_json() == small.sites.to_json()
    assert (large.notes, large.source) == (small.notes, small.source)


def test_small_is_small():
    assert opening.SMALL <= MEGABYTE
