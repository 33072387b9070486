"""Cells made to keep the reader busy, or to bring the whole process down: each is refused."""

import os

import pytest

from tests.io.small import SECTORS

HEAD = "id,sectors,lon,lat\n"
DEEP = 100_000
SOON_S = 5


@pytest.fixture
def soon(refused):
    """Return the lines of a refusal that came before anyone would wonder."""

    def read(content, **options):
        start = sum(os.times()[:4])  # of the processor: the machine may have other work
        told = refused(content, "a.csv", crs="wgs84", **options)
        assert sum(os.times()[:4]) - start < SOON_S
        return told

    return read


def test_wkt_nested_without_end_does_not_end_the_process(soon):
    wkt = "GEOMETRYCOLLECTION(" * DEEP + "POINT(1 1)" + ")" * DEEP
    (line,) = soon(f'id,sectors,WKT\n1,P7,"{wkt}"\n')
    assert line.startswith("E-GEO-04")
    assert "嵌套" in line
    assert len(line) < 300


@pytest.mark.parametrize("around", ["{}", "GEOMETRYCOLLECTION({})"])
def test_an_arc_in_wkt_is_no_geometry_that_is_read(soon, around):
    arc = around.format("CIRCULARSTRING(120.6 31.3,120.61 31.31,120.62 31.3)")
    (line,) = soon(f'id,sectors,WKT\n1,P7,"{arc}"\n')
    assert line.startswith("E-GEO-04")


def test_an_endless_number_in_wkt_is_no_place_and_no_warning(soon):
    (line,) = soon('id,sectors,WKT\n1,P7,"POINT(1e999 31.3)"\n')
    assert line.startswith("E-GEO-04")


def test_wkt_of_a_collection_in_a_collection_is_read(taken):
    wkt = "GEOMETRYCOLLECTION(GEOMETRYCOLLECTION(MULTIPOINT((120.6 31.3),(120.7 31.3))))"
    assert len(taken(f'id,sectors,WKT\n1,P7,"{wkt}"\n', "a.csv", crs="wgs84").sites) == 2


def test_wkt_with_too_many_vertices_is_counted_before_it_is_read(soon):
    (line,) = soon(f'id,sectors,WKT\n1,P7,"MULTIPOINT({"1 1," * 5_000_000}1 1)"\n')
    assert line.startswith("E-LIM-09")
    assert "5,000,001" in line


def test_an_endless_figure_is_no_coordinate(soon):
    (line,) = soon(HEAD + "".join(f"{i},P7,{'1' * 3000}x,31.3\n" for i in range(300)))
    assert line.startswith("E-GEO-04")


@pytest.mark.parametrize(
    "sectors",
    [f"P7:{'1' * 100_000}x", ";" * 1_000_000, "物流" * 500_000, '"' + "甲、" * 300_000 + '"'],
    ids=["figure", "marks", "one word", "many words"],
)
def test_an_endless_cell_of_sectors_is_refused_at_once(soon, sectors):
    told = soon(f"{HEAD}1,{sectors},120.6,31.3\n")
    assert {line.partition(":")[0] for line in told} <= {"E-ATT-01", "E-ATT-02", "E-ATT-03"}
    assert all(len(line) < 500 for line in told)


def test_a_thousand_unknown_sectors_do_not_take_minutes(soon):
    names = [s.name for s in SECTORS]
    rows = (f"{i},{names[i % 4][::-1]}{i}甲{i % 7}业,120.6,31.3\n" for i in range(2000))
    told = soon(HEAD + "".join(rows))
    assert len(told) == 2000


def test_a_code_that_is_no_plane_system_is_refused_by_name(refused):
    for code in (3752, 32600):
        (line,) = refused(HEAD + "1,P7,120.6,31.3\n", "a.csv", crs=f"EPSG:{code}")
        assert line.startswith(("E-CRS-06", "E-CRS-05"))
