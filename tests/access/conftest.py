"""The browser of tests/browser, and an app with settings of its own."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser import conftest as shared
from tests.source import ROOT

app_url, new_page = shared.app_url, shared.open_page


@pytest.fixture
def open_page(new_page):
    """Return a function that opens a page which knows what it is waiting for."""

    def open_page(**size):
        page = new_page(**size)
        page.on_its_way = set()
        page.on("request", lambda request: page.on_its_way.add(request))
        page.on("requestfinished", lambda request: page.on_its_way.discard(request))
        page.on("requestfailed", lambda request: page.on_its_way.discard(request))
        return page

    return open_page


@contextmanager
def running(home, port, base="", **settings):
    """Run the app with `home` as the user's own folder."""
    command = [Path(sys.executable).with_name("streamlit"), "run", ROOT / "gis_app" / "main.py"]
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    server = subprocess.Popen(
        [*command, "--server.port", str(port)],
        cwd=home,
        env={**kept, "HOME": str(home), **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        shared.wait_until_healthy(server, f"http://127.0.0.1:{port}{base}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture
def free_port():
    return shared.free_port()
