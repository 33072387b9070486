"""`score --dask` on a scheduler and workers started by command line, as on other machines."""

import signal
import threading
import time

import pytest

from gis_app.cluster import facts, run
from tests.bulk.files import parquet_file, score

pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("parts")
    for k in range(8):
        parquet_file(place / f"p{k}.parquet", 60, seed=k, odd=k == 1)
    return place


@pytest.fixture(scope="module")
def alone(tmp_path_factory, folder):
    """Return the parts as one process makes them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        place = tmp_path_factory.mktemp("alone") / "out"
        assert score(folder, "-o", place, "--draws", 20).status == 0
    return bytes_of(place)


def bytes_of(place):
    return {path.name: path.read_bytes() for path in sorted(place.iterdir())}


def test_workers_with_other_versions_are_refused_by_name(tmp_path, office, folder, monkeypatch):
    def another(plan):
        return {**facts.facts(plan), "numpy": "1.0", "code": "elsewhere"}

    monkeypatch.setattr(run, "facts", another)
    done = score(folder, "-o", tmp_path / "out", "--draws", 20, "--dask", office[0], "--lang", "en")
    assert done.status == 2
    assert [line.split()[:4] for line in done.told] == [
        ["E-CLU-03:", "A", "worker", "has"] for _ in range(2)
    ]
    assert any("numpy" in line and "1.0" in line for line in done.told)
    assert not (tmp_path / "out").exists()


def test_workers_write_the_bytes_that_one_process_writes(tmp_path, office, folder, alone):
    done = score(folder, "-o", tmp_path / "out", "--draws", 20, "--dask", office[0])
    assert done.status == 0
    assert bytes_of(tmp_path / "out") == alone


def test_a_worker_that_is_killed_costs_nothing_but_time(tmp_path, office, folder, alone):
    address, (_, _, victim) = office
    place = tmp_path / ".out.parts"

    def kill_when_begun():
        while not list(place.glob("part-*.parquet.json")):
            time.sleep(0.01)
        victim.send_signal(signal.SIGKILL)

    killer = threading.Thread(target=kill_when_begun)
    killer.start()
    done = score(folder, "-o", tmp_path / "out", "--draws", 20, "--dask", address)
    killer.join()
    victim.wait()
    assert done.status == 0
    assert victim.returncode == -signal.SIGKILL
    assert bytes_of(tmp_path / "out") == alone
