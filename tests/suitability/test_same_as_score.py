"""`suitability` and `score` on the command line: the same options give the same numbers."""

import json

import numpy as np
import pytest
import rasterio
from pyproj import Transformer

COARSE = ("--resolution", "4000")
CELLS = 40
OWN_CLUSTERS = "id,name,lon,lat,sectors\na,甲,120.62,31.32,P6\nb,乙,120.95,31.38,P6:0.5;P1:0.5\n"
OWN_WEIGHTS = "[weights]\nK1 = 2\nK2 = 0\nK3 = 1\nK4 = 1\nK5 = 3\nK6 = 1\n"
PARKS = [[120.55, 31.25], [120.95, 31.35], [121.1, 31.5]]


def point(place, **properties):
    geometry = {"type": "Point", "coordinates": place}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(path, features):
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Change to a folder with the user's own clusters, weights and parks."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.csv").write_text(OWN_CLUSTERS, encoding="utf-8")
    (tmp_path / "w.toml").write_text(OWN_WEIGHTS, encoding="utf-8")
    squares = [
        {"type": "Polygon", "coordinates": [[[x, y], [x + d, y], [x + d, y + d], [x, y]]]}
        for (x, y), d in zip(PARKS, (0.02, 0.03, 0.05), strict=True)
    ]
    found = [{"type": "Feature", "properties": {}, "geometry": g} for g in squares]
    collection(tmp_path / "parks.geojson", found)
    return tmp_path


def surface(run, *words):
    outcome = run("suitability", "--sector", "P6", *COARSE, "-o", "s.tif", *words)
    assert outcome.status == 0, outcome.err
    with rasterio.open("s.tif") as file:
        bands = dict(zip(file.descriptions, file.read(), strict=True))
        return bands, file.tags(), file.transform, outcome


def scored(run, bands, transform, folder, *words):
    """Return the sites that `score` makes of some cells in the city, and the cells."""
    random = np.random.default_rng(7)
    inside = random.permutation(np.argwhere(bands["state"] != 0))[:CELLS]
    x, y = transform @ (inside[:, 1] + 0.5, inside[:, 0] + 0.5)
    lon, lat = Transformer.from_crs("EPSG:4549", "EPSG:4326", always_xy=True).transform(x, y)
    sites = [
        point([a, b], id=f"c{k}", name=f"c{k}", sectors="P6")
        for k, (a, b) in enumerate(zip(lon, lat, strict=True))
    ]
    collection(folder / "cells.geojson", sites)
    found = run("score", "cells.geojson", "--json", *words).json["sites"]
    assert len(found) == CELLS
    return found, inside


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--weights", "equal"),
        ("--weights", "ranksum"),
        ("--weights", "w.toml"),
        ("--with", "none"),
        ("--with", "own.csv", "--crs", "wgs84"),
        ("--with", "places"),
        ("--parks", "parks.geojson"),
        ("--parks", "parks.geojson", "--with", "own.csv", "--weights", "w.toml", "--crs", "wgs84"),
    ],
    ids=" ".join,
)
def test_every_option_means_the_same(run, files, words):
    bands, _, transform, _ = surface(run, *words)
    sites, cells = scored(run, bands, transform, files, *words)
    for site, (row, column) in zip(sites, cells, strict=True):
        for one in site["criteria"]:
            value = np.nan if one["value"] is None else one["value"]
            found = bands[one["id"]][row, column]
            assert found == pytest.approx(value, rel=1e-6, abs=1e-7, nan_ok=True), one["id"]
        total = np.nan if site["score"] is None else site["score"]
        assert bands["total"][row, column] == pytest.approx(total, rel=1e-6, nan_ok=True)


@pytest.mark.usefixtures("files")
def test_each_option_changes_what_it_is_about(run):
    plain, *_ = surface(run)
    for words, band in (
        (("--weights", "equal"), "total"),
        (("--with", "none"), "K3"),
        (("--with", "own.csv", "--crs", "wgs84"), "K4"),
        (("--parks", "parks.geojson"), "K5"),
    ):
        changed = surface(run, *words)[0]
        assert not np.array_equal(changed[band], plain[band], equal_nan=True), words


@pytest.mark.usefixtures("files")
def test_a_departure_from_the_default_weights_is_told_and_kept_in_the_file(run):
    _, tags, _, outcome = surface(run, "--weights", "w.toml")
    assert "W-WGT-01" in outcome.err
    assert "K5 0.061→0.375" in outcome.err
    assert "K5 0.061→0.375" in tags["note"]
    assert json.loads(tags["weights"])["K5"] == 3
    assert "note" not in surface(run)[1]


@pytest.mark.usefixtures("files")
def test_the_file_says_what_it_was_compared_with(run):
    tags = surface(run)[1]
    assert (tags["peers"], tags["parks"]) == ("clusters of the plan", "none")
    tags = surface(run, "--with", "own.csv", "--crs", "wgs84", "--parks", "parks.geojson")[1]
    assert tags["peers"].startswith("own.csv ")
    assert tags["parks"].startswith("parks.geojson ")
    assert surface(run, "--with", "none")[1]["peers"] == "none"


def test_a_surface_without_any_counted_criterion_says_so(run, files):
    (files / "w.toml").write_text("K1 = 0\nK2 = 0\nK3 = 0\nK4 = 0\nK5 = 1\nK6 = 0\n")
    bands, _, _, outcome = surface(run, "--weights", "w.toml")
    assert np.isnan(bands["total"]).all()
    assert "W-SUI-01" in outcome.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--weights", "best"), "E-WGT-01"),
        (("--weights", "none.toml"), "E-IO-01"),
        (("--weights", "zero.toml"), "E-WGT-02"),
        (("--with", "water"), "E-LYR-02"),
        (("--with", "none.csv"), "E-IO-01"),
        (("--parks", "none.geojson"), "E-IO-01"),
        (("--parks", "cells.geojson"), "E-GEO-10"),
    ],
    ids=str,
)
def test_a_wrong_option_is_one_line_and_no_file(run, files, words, code):
    (files / "zero.toml").write_text("".join(f"K{k} = 0\n" for k in range(1, 7)))
    collection(files / "cells.geojson", [point([120.6, 31.3])])
    outcome = run("suitability", "--sector", "P6", *COARSE, "-o", "s.tif", *words)
    assert (outcome.status, outcome.out, outcome.faults) == (2, "", [code])
    assert not (files / "s.tif").exists()
