"""The process that reads: what it cannot reach, what it may use, and that nothing of it remains."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from gis_app.reading import isolation
from gis_app.reading.found import Request
from gis_app.reading.limits import MEGABYTE, MEMORY
from layers.errors import InputError
from layers.export_gpkg import geopackage
from tests.security.test_geopackage import SITES

ROOT = Path(__file__).parents[2]
REQUEST = Request(kind="gpkg", name="a.gpkg")
CONFINED = """
import json, os, sys
from pathlib import Path
from gis_app.reading import worker
worker._spare_the_plan()
from gis_app.reading.confine import confine
os.chdir(sys.argv[1])
network, files = confine(Path(sys.argv[1]), {"most_features": 1})
"""


def confined(code, folder, *words):
    """Run code in a process that has given up what the reader gives up; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", CONFINED + code, str(folder), *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.stdout.split(), done


def test_the_network_is_out_of_reach_where_the_system_allows_it(outside, tmp_path):
    code = """
import socket
try:
    asked = socket.create_connection(("127.0.0.1", int(sys.argv[2])), 2)
    asked.sendall(b"GET /leak HTTP/1.0\\r\\n\\r\\n")
    reached = True
except OSError:
    reached = False
print(network, reached)
"""
    (told, reached), _ = confined(code, tmp_path, outside.port)
    assert (told, reached) in {("True", "False"), ("False", "True")}
    if told == "True":
        assert outside.calls == []


def test_files_of_others_are_out_of_reach_where_the_system_allows_it(tmp_path):
    (tmp_path / "private").mkdir()
    secret = tmp_path / "secret"
    secret.write_text("s")
    code = """
def can(path, mode):
    try:
        open(path, mode).close()
        return True
    except OSError:
        return False
own = str(Path(sys.argv[1], "mine"))
print(files, can(own, "w"), can(own, "r"), can(sys.argv[2], "r"), can(sys.argv[2], "a"),
      can("/etc/passwd", "r"), can(sys.executable, "r"))
"""
    (told, *rights), _ = confined(code, tmp_path / "private", secret)
    if told == "True":
        assert rights == ["True", "True", "False", "False", "False", "True"]
    else:
        assert rights[:2] == ["True", "True"]


def test_memory_ends_at_the_limit(tmp_path):
    code = """
try:
    x = bytearray(int(sys.argv[2])); print("got")
except MemoryError:
    print("refused")
"""
    assert confined(code, tmp_path, MEMORY)[0] == ["refused"]
    assert confined(code, tmp_path, 100 * MEGABYTE)[0] == ["got"]


def test_no_core_is_written_and_no_file_without_end(tmp_path):
    code = """
import resource
print(resource.getrlimit(resource.RLIMIT_CORE)[0], resource.getrlimit(resource.RLIMIT_FSIZE)[0])
"""
    core, size = confined(code, tmp_path)[0]
    assert (core, int(size) <= 256 * MEGABYTE) == ("0", True)


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Where private folders are made, to see that none is left."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def instead(monkeypatch, code, seconds=2):
    """Let another program run in the place of the reader."""
    monkeypatch.setattr(isolation, "COMMAND", (sys.executable, "-c", code))
    monkeypatch.setattr(isolation, "SECONDS", seconds)


def test_nothing_is_left_after_a_file_was_read(temporary):
    found = isolation.isolated(geopackage({"clusters": SITES}), REQUEST)
    assert len(found.rows) == 1
    assert list(temporary.iterdir()) == []


def test_a_process_that_does_not_end_is_ended_with_all_it_started(temporary, monkeypatch):
    code = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
open(sys.argv[1] + "/../child", "w").write(str(child.pid))
time.sleep(300)
"""
    instead(monkeypatch, code)
    start = time.monotonic()
    with pytest.raises(InputError) as error:
        isolation.isolated(b"x", REQUEST)
    assert time.monotonic() - start < 30
    assert error.value.faults[0].code == "E-LIM-11"
    pid = int((temporary / "child").read_text())
    (temporary / "child").unlink()
    for _ in range(100):
        if not _runs(pid):
            break
        time.sleep(0.1)
    assert not _runs(pid)
    assert list(temporary.iterdir()) == []


@pytest.mark.usefixtures("temporary")
def test_no_more_files_are_read_at_once_than_the_machine_has_room_for(monkeypatch):
    many = 3 * isolation.AT_ONCE
    running, most, met = [], [], threading.Barrier(many)

    def slow(folder, _):
        running.append(folder)
        most.append(len(running))
        with suppress(threading.BrokenBarrierError):
            met.wait(0.5)  # for all of them, who never run together
        running.remove(folder)
        return 1

    monkeypatch.setattr(isolation, "_run", slow)
    with ThreadPoolExecutor(many) as pool:
        asked = [pool.submit(isolation.isolated, b"x", REQUEST) for _ in range(many)]
    assert all(isinstance(one.exception(), OSError) for one in asked)  # there is no log to read
    assert max(most) == isolation.AT_ONCE


def test_it_ends_with_the_process_that_started_it(tmp_path):
    code = """
import os, subprocess, sys, time
told = subprocess.Popen([sys.executable, "-c", sys.argv[2], *sys.argv[1:2]], stdout=-1, text=True)
print(told.pid, told.stdout.readline(), flush=True)
time.sleep(60)
"""
    child = f"{CONFINED}\nimport time\nprint(1, flush=True)\ntime.sleep(60)"
    command = [sys.executable, "-c", code, str(tmp_path), child]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        pid = int(parent.stdout.readline().split()[0])
        assert _runs(pid)
        parent.kill()
    for _ in range(100):
        if not _runs(pid):
            break
        time.sleep(0.1)
    assert not _runs(pid)


def test_what_a_killed_process_left_is_removed_after_a_day(temporary):
    for name in ("reading-old", "reading-new", "reading-list"):
        (temporary / name).mkdir()
    for name in ("reading-old", "reading-new"):
        (temporary / name / "request.json").write_text("{}")
    for name in ("reading-old", "reading-list"):
        os.utime(temporary / name, (0, 0))
    isolation._swept.cache_clear()
    isolation._swept()
    assert sorted(p.name for p in temporary.iterdir()) == ["reading-list", "reading-new"]


def test_a_command_that_is_told_to_end_leaves_nothing(tmp_path):
    marks = "".join(
        f"<Placemark><name>{i}</name><Point><coordinates>120.6,31.3</coordinates></Point></Placemark>"
        for i in range(60_000)
    )
    (tmp_path / "a.kml").write_text(f"<kml><Document>{marks}</Document></kml>")
    (tmp_path / "tmp").mkdir()
    command = [sys.executable, "-m", "gis_app", "score", str(tmp_path / "a.kml")]
    environment = os.environ | {"TMPDIR": str(tmp_path / "tmp")}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as process:
        while not list((tmp_path / "tmp").glob("reading-*/answer")):
            assert process.poll() is None
            time.sleep(0.01)
        process.terminate()
        process.communicate()
    assert process.returncode == 143
    assert list((tmp_path / "tmp").iterdir()) == []


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import os; os.abort()", "E-IO-01"),
        ("import sys; sys.exit(3)", "E-IO-01"),
        ("print('no json')", "E-IO-01"),
        ("print('{}')", "E-IO-01"),
        ("print('[]'); print('null')", "E-IO-01"),
        ("pass", "E-IO-01"),
        ("raise MemoryError", "E-LIM-12"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "E-LIM-12"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "E-LIM-11"),
        ("import sys; sys.stdout.buffer.write(b'\\x80\\x04N.')", "E-IO-01"),
    ],
)
def test_a_process_that_breaks_off_is_a_refusal_and_not_a_bug(temporary, monkeypatch, code, said):
    instead(monkeypatch, code, 20)
    with pytest.raises(InputError) as error:
        isolation.isolated(b"x", REQUEST)
    assert [fault.code for fault in error.value.faults] == [said]
    assert list(temporary.iterdir()) == []


def test_the_process_learns_nothing_of_our_environment(temporary, monkeypatch):
    monkeypatch.setenv("API_TOKEN", "sk-secret")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    code = "import os; open(os.environ['HOME'] + '/../told', 'w').write(repr(dict(os.environ)))"
    instead(monkeypatch, code, 20)
    with pytest.raises(InputError):
        isolation.isolated(b"x", REQUEST)
    told = (temporary / "told").read_text()
    assert "sk-secret" not in told
    assert "/nowhere" not in told
    assert os.environ["API_TOKEN"] == "sk-secret"


def test_an_answer_without_end_is_not_read(temporary, monkeypatch):
    instead(monkeypatch, "import sys\nfor _ in range(257): sys.stdout.write('x' * 2**20)", 20)
    with pytest.raises(InputError) as error:
        isolation.isolated(b"x", REQUEST)
    assert error.value.faults[0].code == "E-LIM-13"
    assert list(temporary.iterdir()) == []


def test_only_the_named_driver_is_there(tmp_path):
    code = 'from gis_app.reading.vector import gdal\nprint(*gdal("GPKG").list_drivers())'
    assert confined(code, tmp_path)[0] == ["GPKG"]


def test_a_driver_our_list_does_not_name_is_left_out_too(monkeypatch):
    code = """
import sys
from gis_app.reading import drivers, worker
drivers.DRIVERS = tuple(d for d in drivers.DRIVERS if d not in ("OGR_VRT", "CSV"))
sys.exit(worker.main(sys.argv[1]))
"""
    instead(monkeypatch, code, 20)
    assert len(isolation.isolated(geopackage({"clusters": SITES}), REQUEST).rows) == 1


def test_the_reader_loads_no_table_library(tmp_path):
    code = """
from gis_app.reading import errands
from gis_app.reading.vector import gdal
gdal("GPKG")
heavy = ("pandas", "geopandas", "pyarrow", "streamlit", "layers.score")
print(*(m for m in heavy if m in sys.modules))
"""
    said, done = confined(code, tmp_path)
    assert (said, done.returncode) == ([], 0), done.stderr
