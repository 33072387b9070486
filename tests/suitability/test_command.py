"""`suitability`: the file, the summary, the user's own criteria and masks, and refusals."""

import json
import os

import numpy as np
import pytest
import rasterio
from rasterio.warp import transform_bounds

from gis_app.load import default_plan

COARSE = ("--resolution", "4000")
CITY = default_plan().districts.city.bounds
CURVE = "curve = [[0, 0.0], [10, 1.0]]\n"


def surface(run, path, *words, status=0):
    outcome = run("suitability", *words, *COARSE, "-o", path)
    assert outcome.status == status, outcome.err
    return outcome


def read(path):
    with rasterio.open(path) as file:
        return dict(zip(file.descriptions, file.read(), strict=True)), file.tags()


def same(one, other):
    np.testing.assert_allclose(one, other, rtol=1e-6)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """Return bands and tags of the surface of P2, as it is without anything else."""
    from gis_app.cli import main

    path = tmp_path_factory.mktemp("plain") / "p.tif"
    assert main(["suitability", "--sector", "P2", *COARSE, "-o", str(path)]) == 0
    return read(path)


@pytest.fixture
def tens(tif):
    """A raster with 10 in the western half of the city, 0 in the eastern, and none in the south."""
    cell = 2000.0
    columns, rows = int((CITY[2] - CITY[0]) // cell) + 4, int((CITY[3] - CITY[1]) // cell) + 4
    values = np.zeros((rows, columns), dtype=np.float32)
    values[:, : columns // 2] = 10
    values[rows // 2 :] = -1
    west, north = (CITY[0] // cell - 1) * cell, (CITY[3] // cell + 2) * cell
    return tif(values, west=west, north=north, cell=cell, nodata=-1)


def criterion(tmp_path, text, name="c.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


# The file


def test_bands_tags_and_place(plain):
    bands, tags = plain
    assert list(bands) == ["K1", "K2", "K3", "K4", "K5", "K6", "total", "state"]
    made_with = {"plan", "rules", "data", "tool", "time", "sectors", "resolution_m", "weights"}
    assert made_with <= set(tags)
    assert (tags["sectors"], tags["resolution_m"]) == ("P2", "4000")
    assert json.loads(tags["weights"])["K1"] == pytest.approx(0.408, abs=1e-3)
    assert np.isfinite(bands["total"]).sum() > 400


@pytest.mark.parametrize("words", [("P6:0.6", "P7:0.4"), ("P6:0.6;P7:0.4",), ("P7:2", "P6:3")])
def test_a_mix_is_written_in_any_way(run, tmp_path, words):
    given = [w for word in words for w in ("--sector", word)]
    surface(run, tmp_path / "a.tif", *given)
    surface(run, tmp_path / "b.tif", "--sector", "P7:0.4", "--sector", "P6:0.6")
    for name, band in read(tmp_path / "a.tif")[0].items():
        same(band, read(tmp_path / "b.tif")[0][name])


def test_with_a_fixed_date_the_same_request_gives_the_same_bytes(run, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for name in ("a.tif", "b.tif"):
        surface(run, tmp_path / name, "--sector", "C2")
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "b.tif").read_bytes()
    assert read(tmp_path / "a.tif")[1]["time"] == "2023-11-15T06:13:20+08:00"


def test_the_summary_as_json(run, tmp_path, plain):
    found = surface(run, tmp_path / "a.tif", "--sector", "P2", "--json").json
    state = plain[0]["state"]
    assert list(found["cells"].values()) == [int((state == i).sum()) for i in range(4)]
    total = found["bands"][-1]
    assert total["id"] == "total"
    assert total["greatest"] == pytest.approx(float(np.nanmax(plain[0]["total"])))
    assert found["resolution_m"] == 4000
    assert {"plan", "rules", "data", "tool", "time", "notes"} <= set(found)


def test_the_summary_for_people(run, tmp_path):
    outcome = surface(run, tmp_path / "a.tif", "--sector", "P2")
    assert all(word in outcome.out for word in ("布局契合", "规划支持度得分", "市域外"))
    assert "已写入" in outcome.err
    english = surface(run, tmp_path / "a.tif", "--sector", "P2", "--lang", "en").out
    assert all(word in english for word in ("plan support", "outside the city"))


def test_a_function_changes_the_gateway_criterion(run, tmp_path, plain):
    assert np.isnan(plain[0]["K6"]).all()
    surface(run, tmp_path / "a.tif", "--sector", "P7", "--function", "集装箱")
    surface(run, tmp_path / "b.tif", "--sector", "P7")
    assert np.isfinite(read(tmp_path / "a.tif")[0]["K6"]).any()
    assert np.isnan(read(tmp_path / "b.tif")[0]["K6"]).all()


# Criteria and masks


def test_a_raster_counts_beside_the_six(run, tmp_path, tens, plain):
    toml = criterion(tmp_path, f'path = "{tens.name}"\n{CURVE}weight = 0.5\nname = "own"\n')
    outcome = surface(run, tmp_path / "a.tif", "--sector", "P2", "--criterion", toml)
    bands, tags = read(tmp_path / "a.tif")
    assert list(bands)[5:] == ["K6", "own", "total", "state"]
    for name, band in plain[0].items():
        if name != "total":
            same(bands[name], band)
    weights = json.loads(tags["weights"])
    assert weights["own"] == 0.5
    names = [n for n in bands if n in weights]
    weight = np.array([weights[n] * np.isfinite(bands[n]) for n in names]).sum(axis=0)
    values = np.nansum([weights[n] * bands[n] for n in names], axis=0)
    there = np.isfinite(bands["total"])
    np.testing.assert_allclose(bands["total"][there], 100 * values[there] / weight[there], 1e-6)
    south = there & np.isnan(bands["own"])
    assert south.any()
    same(bands["total"][south], plain[0]["total"][south])
    west = bands["own"] == 1
    assert (bands["total"][west] >= plain[0]["total"][west]).all()
    assert "W-RAS-06" in outcome.err
    assert json.loads(tags["criterion_own"])["file"] == tens.name


def test_two_criteria_have_two_bands(run, tmp_path, tens):
    more = [
        criterion(tmp_path, f'[criterion]\npath = "{tens.name}"\n{CURVE}weight = 1\n{extra}', name)
        for name, extra in (("a.toml", 'resampling = "average"\n'), ("b.toml", 'name = "b"\n'))
    ]
    words = [w for path in more for w in ("--criterion", path)]
    surface(run, tmp_path / "a.tif", "--sector", "P2", *words)
    assert list(read(tmp_path / "a.tif")[0])[6:] == ["r", "b", "total", "state"]


def test_a_mask_takes_its_non_zero_cells_out_of_the_offer(run, tmp_path, tens, plain):
    surface(run, tmp_path / "a.tif", "--sector", "P2", "--mask", tens)
    bands, tags = read(tmp_path / "a.tif")
    same(bands["total"], plain[0]["total"])
    changed = bands["state"] != plain[0]["state"]
    assert changed.any()
    assert (bands["state"][changed] == 3).all()
    columns = np.nonzero(changed)[1]
    assert columns.max() <= bands["state"].shape[1] // 2 + 1
    assert tens.name in tags["masked"]


def test_excluded_polygons_are_not_offered(run, tmp_path, plain):
    box = transform_bounds("EPSG:4549", "EPSG:4326", *CITY)
    ring = [[box[i], box[j]] for i, j in ((0, 1), (2, 1), (2, 3), (0, 3), (0, 1))]
    path = tmp_path / "out.geojson"
    path.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    surface(run, tmp_path / "a.tif", "--sector", "P2", "--exclude", path)
    bands, tags = read(tmp_path / "a.tif")
    same(bands["total"], plain[0]["total"])
    inside = plain[0]["state"] != 0
    assert (bands["state"][inside] == 3).mean() > 0.98  # a straight box of degrees bends a little
    assert (bands["state"][~inside] == 0).all()
    assert "out.geojson" in tags["masked"]


# Refusals


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--sector", "X9"), "E-ATT-01"),
        (("--sector", ""), "E-ATT-02"),
        (("--sector", "P6:0.5", "--sector", "P7"), "E-ATT-04"),
        (("--sector", "P2", "--function", "飞行"), "E-FUN-01"),
        (("--sector", "P2", "--resolution", "0"), "E-GRD-01"),
        (("--sector", "P2", "--resolution", "nan"), "E-GRD-01"),
        (("--sector", "P2", "--resolution", "10"), "E-GRD-02"),
        (("--sector", "P2", "--resolution", "wide"), "E-ARG-01"),
        (("--sector", "P2", "--mask", "none.tif"), "E-IO-01"),
        (("--sector", "P2", "--mask", "text.tif"), "E-RAS-01"),
        (("--sector", "P2", "--criterion", "none.toml"), "E-IO-01"),
        (("--sector", "P2", "--criterion", "text.tif"), "E-IO-01"),
        (("--sector", "P2", "--exclude", "none.geojson"), "E-IO-01"),
        (("--sector", "P2", "--exclude", "text.tif"), "E-FMT-01"),
        (("--sector", "P2", "--exclude", "point.geojson"), "E-GEO-10"),
        (("--sector", "P2", "--exclude", "far.geojson"), "E-CRS-02"),
        (("--sector", "P2", "--exclude", "empty.geojson"), "E-IO-03"),
        ((), "E-ARG-01"),
    ],
    ids=str,
)
def test_a_wrong_request_is_one_line_and_no_file(run, tmp_path, monkeypatch, words, code):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.tif").write_text("no raster")
    far = [[[0, 0], [1, 0], [1, 1], [0, 0]]]
    for name, found in (
        ("point", {"type": "Point", "coordinates": [120.6, 31.3]}),
        ("far", {"type": "Polygon", "coordinates": far}),
        ("empty", {"type": "FeatureCollection", "features": []}),
    ):
        (tmp_path / f"{name}.geojson").write_text(json.dumps(found))
    before = sorted(os.listdir(tmp_path))
    outcome = run("suitability", *words, "-o", "out.tif")
    assert (outcome.status, outcome.out, outcome.faults) == (2, "", [code])
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.parametrize(
    "text",
    [
        "",
        "weight = 1\n" + CURVE,
        'path = "r.tif"\n' + CURVE,
        'path = "r.tif"\nweight = 1\n',
        'path = "r.tif"\nweight = -1\n' + CURVE,
        'path = "r.tif"\nweight = true\n' + CURVE,
        'path = "r.tif"\nweight = nan\n' + CURVE,
        'path = "r.tif"\nweight = 1\ncurve = [[0, 0]]\n',
        'path = "r.tif"\nweight = 1\ncurve = [[1, 0], [0, 1]]\n',
        'path = "r.tif"\nweight = 1\ncurve = [[0, 0], [1, 2]]\n',
        'path = "r.tif"\nweight = 1\ncurve = [[0, 0], ["a", 1]]\n',
        'path = "r.tif"\nweight = 1\nresampling = "lanczos5"\n' + CURVE,
        'path = "r.tif"\nweight = 1\nresampling = []\n' + CURVE,
        'path = "r.tif"\nweight = 1\nband = 0\n' + CURVE,
        'path = "r.tif"\nweight = 1\nname = "K1"\n' + CURVE,
        'path = "r.tif"\nweight = 1\nname = "total"\n' + CURVE,
        'path = "r.tif"\nweight = 1\nwheight = 2\n' + CURVE,
        "criterion = 3\n",
    ],
)
def test_a_wrong_criterion_is_refused(run, tmp_path, tens, text):
    assert tens.name == "r.tif"
    path = criterion(tmp_path, text)
    outcome = surface(run, tmp_path / "a.tif", "--sector", "P2", "--criterion", path, status=2)
    assert set(outcome.faults) == {"E-CRT-01"}
    assert not (tmp_path / "a.tif").exists()


def test_the_same_criterion_twice_is_refused(run, tmp_path, tens):
    path = criterion(tmp_path, f'path = "{tens.name}"\nweight = 1\n{CURVE}')
    words = ("--criterion", path, "--criterion", path)
    assert surface(run, tmp_path / "a.tif", "--sector", "P2", *words, status=2).faults == [
        "E-CRT-01"
    ]


@pytest.mark.parametrize(
    ("out", "code"), [("none/x.tif", "E-IO-02"), ("x.png", "E-FMT-01"), ("folder.tif", "E-IO-02")]
)
def test_an_unwritable_place_is_refused_before_the_work(run, tmp_path, monkeypatch, out, code):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("gis_app.cli_suitability._tiles", None)  # the work would fail otherwise
    (tmp_path / "folder.tif").mkdir()
    assert surface(run, out, "--sector", "P2", status=2).faults == [code]
