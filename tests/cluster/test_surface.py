"""`suitability --dask`: the file of one process, whoever computes its windows and whoever dies."""

import signal
import tempfile

import distributed
import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine

from gis_app.cli import main
from gis_app.cluster import facts, scheduler, surface
from gis_app.load import default_plan

pytestmark = pytest.mark.usefixtures("single")
WEST, SOUTH, EAST, NORTH = default_plan().districts.city.bounds
CELL_M, WINDOWS = 250, 7  # that meet the city
WORDS = ("--sector", "P6:0.6", "--sector", "P7:0.4", "--resolution", CELL_M)


@pytest.fixture
def single(monkeypatch):
    """Send each window as a task of its own."""
    monkeypatch.setattr(surface, "BATCH", 1)


def computed(path, *words):
    return main(["suitability", *map(str, (*WORDS, *words, "-o", path))])


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """Return the options for a raster, a mask, polygons to leave out, and parks."""
    place = tmp_path_factory.mktemp("own")
    drawn = np.random.default_rng(5).random((70, 70)).astype(np.float32)
    size = {"height": 70, "width": 70, "count": 1, "dtype": "float32", "crs": "EPSG:4549"}
    with rasterio.open(
        place / "r.tif", "w", transform=Affine(2000, 0, WEST, 0, -2000, NORTH), **size
    ) as file:
        file.write(drawn, 1)
    with rasterio.open(
        place / "m.tif", "w", transform=Affine(2000, 0, WEST, 0, -2000, NORTH), **size
    ) as file:
        file.write((drawn > 0.8).astype(np.float32), 1)
    text = 'path = "r.tif"\ncurve = [[0, 0.0], [1, 1.0]]\nweight = 0.3\nresampling = "bilinear"\n'
    (place / "c.toml").write_text(text, encoding="utf-8")
    boxes = [
        shapely.box(WEST + k * 20_000, SOUTH, WEST + k * 20_000 + 5_000, NORTH) for k in (2, 4)
    ]
    for name, shapes in (("out", boxes), ("parks", [box.centroid.buffer(900) for box in boxes])):
        layer = gpd.GeoDataFrame(geometry=shapes, crs="EPSG:4549").to_crs("EPSG:4326")
        layer.to_file(place / f"{name}.geojson")
    return (
        *("--criterion", place / "c.toml", "--mask", place / "m.tif"),
        *("--exclude", place / "out.geojson", "--parks", place / "parks.geojson"),
        *("--function", "会展", "--weights", "equal"),
    )


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """Return the surface as one process writes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        path = tmp_path_factory.mktemp("alone") / "s.tif"
        assert computed(path) == 0
    return path.read_bytes()


@pytest.fixture
def after_first(monkeypatch):
    """Let something happen once the answer for the first window is there."""

    def then(happen):
        answers = surface.answers

        def watched(*asked, **how):
            for k, answer in enumerate(answers(*asked, **how)):
                happen(k)
                yield answer

        monkeypatch.setattr(surface, "answers", watched)

    return then


def test_workers_compute_what_one_process_does_and_the_user_s_own_stays_here(
    tmp_path, office, own, alone
):
    assert computed(tmp_path / "one.tif", *own) == 0
    assert computed(tmp_path / "all.tif", *own, "--dask", office[0]) == 0
    found = (tmp_path / "all.tif").read_bytes()
    assert found == (tmp_path / "one.tif").read_bytes()
    assert found != alone


def test_only_a_few_windows_are_computed_before_their_turn(
    tmp_path, office, alone, monkeypatch, after_first
):
    sent, beyond = [], []
    submit, map_ = distributed.Client.submit, distributed.Client.map

    def counted(client, task, order, batch, **how):
        sent.append(batch)
        return submit(client, task, order, batch, **how)

    def counted_all(client, task, orders, batches, **how):
        sent.extend(batches)
        return map_(client, task, orders, batches, **how)

    monkeypatch.setattr(scheduler, "AHEAD", 1)
    monkeypatch.setattr(distributed.Client, "submit", counted)
    monkeypatch.setattr(distributed.Client, "map", counted_all)
    after_first(lambda k: beyond.append(len(sent) - k))
    assert computed(tmp_path / "s.tif", "--dask", office[0]) == 0
    assert (len(sent), len(beyond), max(beyond)) == (WINDOWS, WINDOWS, 2)
    assert (tmp_path / "s.tif").read_bytes() == alone


def test_workers_with_other_versions_are_refused_before_anything_is_computed(
    tmp_path, office, monkeypatch, capsys
):
    monkeypatch.setattr(surface, "facts", lambda plan: {**facts.facts(plan), "numpy": "1.0"})
    assert computed(tmp_path / "s.tif", "--dask", office[0], "--lang", "en") == 2
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("E-")]
    assert [line.split()[:6] for line in told] == [
        ["E-CLU-03:", "A", "worker", "has", "numpy", f"{np.__version__},"]
    ]
    assert "here it is 1.0" in told[0]
    assert not (tmp_path / "s.tif").exists()


def test_a_run_that_is_stopped_leaves_the_old_file_and_nothing_beside_it(
    tmp_path, office, monkeypatch, after_first
):
    def stop(_):
        raise KeyboardInterrupt

    after_first(stop)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    (tmp_path / "s.tif").write_bytes(b"old")
    assert computed(tmp_path / "s.tif", "--dask", office[0]) == 130
    assert (tmp_path / "s.tif").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s.tif", "temporary"]
    assert list(temporary.iterdir()) == []


def test_the_windows_of_a_worker_that_is_killed_are_computed_again(
    tmp_path, office, alone, after_first
):
    address, (_, _, victim) = office

    def kill(k):
        if k == 0:
            victim.send_signal(signal.SIGKILL)
            victim.wait()

    after_first(kill)
    assert computed(tmp_path / "s.tif", "--dask", address) == 0
    assert victim.returncode == -signal.SIGKILL
    assert (tmp_path / "s.tif").read_bytes() == alone


def test_a_cluster_that_is_gone_ends_the_run_with_no_file(tmp_path, office, after_first, capsys):
    address, processes = office

    def kill(k):
        if k == 0:
            for process in processes:
                process.kill()

    after_first(kill)
    assert computed(tmp_path / "s.tif", "--dask", address, "--lang", "en") == 2
    assert "E-CLU-10: The cluster broke off" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
