"""What is written can be scored again: same sites, same place, same sectors."""

import pytest
import shapely

from gis_app.reading.sites import read_sites
from gis_app.writing.formats import FORMATS
from tests.io.layer import clusters
from tests.io.small import FACTS, codes
from tests.writing.small import AREA, POINT, sites, write

ROUND = ("geojson", "gpkg", "shp", "kml", "parquet", "fgb", "csv", "xlsx")


@pytest.mark.parametrize("shape", [POINT, AREA], ids=["point", "area"])
@pytest.mark.parametrize("kind", ROUND)
def test_a_scored_file_reads_again(kind, shape):
    content = write(kind, {"scores": sites(shape, name="苏州㛃塘")})
    table = read_sites(content, f"x{FORMATS[kind].extension}", FACTS)
    assert table.dropped == []
    (row,) = table.sites.to_dict("records")
    assert (row["id"], row["name"]) == ("s0", "苏州㛃塘")
    assert row["sectors"] == {"P7": 0.6, "P6": 0.4}
    assert shapely.hausdorff_distance(row["geometry"], shape) < 1e-7


@pytest.mark.parametrize("kind", ["shp", "gpkg", "parquet", "fgb"])
@pytest.mark.parametrize("crs", ["EPSG:4549", "EPSG:4528"])
def test_metres_come_back_to_the_same_place(kind, crs):
    content = write(kind, {"scores": sites(POINT)}, crs)
    table = read_sites(content, f"x{FORMATS[kind].extension}", FACTS)
    assert shapely.distance(table.sites.geometry.iloc[0], POINT) < 1e-7


@pytest.mark.parametrize("kind", ROUND)
def test_a_public_file_holds_no_finer_place(kind):
    fine = shapely.Point(120.123456, 31.345678)
    content = write(kind, {"scores": sites(fine)}, public=True)
    assert b"123456" not in content
    table = read_sites(content, f"x{FORMATS[kind].extension}", FACTS)
    assert table.sites.geometry.iloc[0].equals(shapely.Point(120.1235, 31.3457))


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "csv", "xlsx"])
def test_ties_of_clusters_are_written_as_shares_that_sum_to_1(kind):
    ties = "P7:1;P6:0.25;P4:0.25"
    content = write(kind, {"clusters": clusters(POINT, sectors=ties)})
    table = read_sites(content, f"x{FORMATS[kind].extension}", FACTS)
    assert "W-ATT-06" not in codes(table.notes)
    shares = {"P7": 2 / 3, "P6": 1 / 6, "P4": 1 / 6}
    assert table.sites["sectors"][0] == pytest.approx(shares, abs=1e-6)
