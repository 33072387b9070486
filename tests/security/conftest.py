"""A server and a secret that no file may reach, and a reader that must refuse in time."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gis_app.messages import lines
from gis_app.reading.sites import read_sites
from layers.errors import InputError
from tests.io.small import FACTS

SECRET = "sk-7d41-not-for-you"
TIME_S = 60  # for what must end at the limit of 20 s, on a busy machine


class Outside:
    """A loopback server that counts who asks it, and a file that nobody may read."""

    def __init__(self, port: int, secret: str, calls: list[str]) -> None:
        self.url = f"http://127.0.0.1:{port}/x.geojson"
        self.port, self.secret, self.calls = port, secret, calls


@pytest.fixture
def outside(tmp_path):
    calls = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            calls.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"type": "FeatureCollection", "features": []}')

        do_HEAD = do_POST = do_GET

        def log_message(self, *_):
            pass

    secret = tmp_path / "secrets.csv"
    secret.write_text(f"id,sectors,lon,lat\n{SECRET},P7,120.6,31.3\n", encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Outside(server.server_port, str(secret), calls)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def refused(outside):
    """Return the lines of a refusal that came in time, told nothing and called nobody."""

    def read(content, name, **options):
        raw = content if isinstance(content, bytes) else content.encode()
        start = time.monotonic()
        with pytest.raises(InputError) as error:
            read_sites(raw, name, FACTS, **options)
        assert time.monotonic() - start < TIME_S
        told = lines(error.value.faults)
        assert told
        assert all(line.startswith(("E-", "W-")) for line in told)
        assert SECRET not in " ".join(told)
        assert outside.calls == []
        return told

    return read


@pytest.fixture
def taken(outside):
    """Return the table of a file that is read all the same; nobody was called for it."""

    def read(content, name, **options):
        raw = content if isinstance(content, bytes) else content.encode()
        table = read_sites(raw, name, FACTS, **options)
        assert SECRET not in table.sites.to_json()
        assert outside.calls == []
        return table

    return read
