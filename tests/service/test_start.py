"""Starting and stopping, and many requests at once."""

import ast
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.cli.run import process
from tests.service.server import ROOT, serving


def repository():
    """Return the state of every file that git would tell of, ignored ones too."""
    words = ["git", "status", "--porcelain", "--ignored", "--", "geodata", "layers", "docs"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_told_to(number):
    with serving() as server:
        assert server.get("/").status == 200
        server.process.send_signal(number)
        assert server.ended() == (0, "")
        assert len(server.told) == 1  # where it listens


def test_a_port_in_use_is_one_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        outcome = process("serve", "--port", taken.getsockname()[1])
    assert (outcome.status, outcome.faults, outcome.out) == (2, ["E-SRV-01"], "")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--host", "0.0.0.0"), "E-SRV-02"),
        (("--host", "::"), "E-SRV-02"),
        (("--host", "203.0.113.7", "--port", "0"), "E-SRV-01"),
        (("--host", "not a host", "--port", "0"), "E-SRV-01"),
        (("--url", "ftp://x"), "E-ARG-01"),
        (("--url", "nothing"), "E-ARG-01"),
        (("--url", "http://[::1"), "E-ARG-01"),
        (("--url", "http://gis.example:port"), "E-ARG-01"),
        (("--host", f"{'a' * 70}.example", "--port", "0"), "E-SRV-01"),
        (("--port", "70000"), "E-ARG-01"),
        (("nothing.csv", "--port", "0"), "E-IO-01"),
    ],
)
def test_a_start_that_cannot_be_is_one_line(words, code):
    outcome = process("serve", *words)
    assert (outcome.status, outcome.faults) == (2, [code])


def test_links_carry_the_address_that_others_use():
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    with serving("--url", "http://gis.example:8080/", "--port", port) as server:
        here = replace(server, url=f"http://127.0.0.1:{port}")
        links = here.get("/", {"Host": "gis.example:8080"}).json["links"]
    assert links
    assert {link["href"].partition("8080")[0] for link in links} == {"http://gis.example:"}


def test_it_can_be_served_for_others_when_the_address_is_given():
    with serving("--host", "0.0.0.0", "--url", "http://gis.example") as server:
        assert server.url == "http://gis.example"  # as printed


def test_it_listens_on_loopback_alone(server):
    assert server.url.startswith("http://127.0.0.1:")


def test_fifty_requests_at_once_are_answered_as_one_by_one(server):
    site = {
        "type": "Feature",
        "properties": {"id": "1", "sectors": "P7"},
        "geometry": {"type": "Point", "coordinates": [120.62, 31.3]},
    }
    sites = {"type": "FeatureCollection", "features": [site]}

    def ask(i):
        if i % 5 == 0:
            return server.run("locate", {"lon": 120.5 + i / 200, "lat": 31.3}).json
        if i % 5 == 1:
            return server.run("score", {"sites": sites, "draws": i}).json["sites"]
        code = (4326, 4490, 4549)[i % 3]
        crs = f"http://www.opengis.net/def/crs/EPSG/0/{code}"
        box = f"120.{i:02d},31,121,32"
        found = server.get("/collections/bands/items", crs=crs, limit=i, bbox=box).json
        return {**found, "timeStamp": None}

    alone = [ask(i) for i in range(1, 51)]
    with ThreadPoolExecutor(50) as pool:
        together = list(pool.map(ask, range(1, 51)))
    assert together == alone


def test_nothing_is_written():
    before = repository()
    with serving() as server:
        server.run("locate", {"lon": 120.6, "lat": 31.3})
        server.get("/collections/places/items")
    assert repository() == before


def test_without_the_libraries_one_line_says_what_to_install():
    code = (
        "import sys; from importlib import util; found = util.find_spec;\n"
        "util.find_spec = lambda n, *a: None if n == 'pygeoapi' else found(n, *a)\n"
        "from gis_app.cli import main; sys.exit(main(['serve', '--lang', 'en']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    wanted = "pygeoapi is not installed. Run: pip install -r requirements-serve.txt, or make serve."
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"E-SRV-03: {wanted}\n")


def test_the_app_alone_loads_neither_pygeoapi_nor_psycopg():
    code = (
        "import sys\nfrom gis_app.cli import main\nmain(['layers', '--json'])\n"
        "print([m for m in ('pygeoapi', 'uvicorn', 'psycopg') if m in sys.modules],"
        " file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ast.literal_eval(done.stderr.splitlines()[-1]) == []
