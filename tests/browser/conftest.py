"""The real command on a free port of the loopback, and a Chromium that can reach nothing else."""

import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from gis_app.components import assets
from gis_app.components.layout_map import layout_map
from gis_app.load import default_plan
from tests.app.payloads import hostile
from tests.source import ROOT

STARTED_IN_S = 90.0
PAUSE_S = 0.2
GIVEN_UP = "net::ERR_ABORTED"  # by the page itself, as it left for another address


@pytest.fixture(scope="session")
def app_url(tmp_path_factory):
    """Start `streamlit run gis_app/main.py` and yield its address; stop it by its own pid."""
    port = free_port()
    command = [Path(sys.executable).with_name("streamlit"), "run", "gis_app/main.py"]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    environment["PLANNER_STORE"] = str(tmp_path_factory.mktemp("store") / "projects.sqlite")
    server = subprocess.Popen(
        [*command, "--server.port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_healthy(server, f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_healthy(server, address):
    """Ask for the health page until it answers; a server that ends first is an error."""
    for _ in range(int(STARTED_IN_S / PAUSE_S)):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        try:
            server.wait(timeout=PAUSE_S)
        except subprocess.TimeoutExpired:
            continue
        pytest.fail(f"The app ended with status {server.returncode} before it answered.")
    pytest.fail(f"The app did not answer within {STARTED_IN_S:.0f} s.")


# Opened at the address of a page, Streamlit's script first looks for its server below that address
# (https://…/check-site/_stcore/…), for it cannot know where the app's own address ends. These two
# answers of 404 for each page opened by its address are Streamlit's, and no setting stops them.
LOOKING = re.compile(r"http://127\.0\.0\.1:\d+(/planner)?/[a-z-]+/_stcore/(health|host-config)")


class Traffic:
    """What a page asked for, what was refused, and what went wrong."""

    def __init__(self, page):
        self.addresses, self.failed, self.refused, self.errors = [], [], [], []
        page.on("request", lambda request: self.addresses.append(request.url))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _failed(self, request):
        if request.failure != GIVEN_UP:
            self.failed.append(request.url)

    def _answered(self, response):
        if response.status >= 400 and not LOOKING.fullmatch(response.url):
            self.refused.append((response.status, response.url))

    def away(self):
        """Return the addresses that are not on this machine."""
        ours = ("http://127.0.0.1:", "data:", "blob:", "file:")
        return [address for address in self.addresses if not address.startswith(ours)]


@pytest.fixture
def open_page(browser):
    """Return a function that opens a page of some size; each is asserted to stay on the machine."""
    opened = []

    def open_page(width=1400, height=900):
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.traffic = Traffic(page)
        opened.append((context, page))
        return page

    yield open_page
    traffic = [page.traffic for _, page in opened]
    for context, _ in opened:
        context.close()
    assert [t.away() for t in traffic] == [[]] * len(traffic)
    assert [t.failed for t in traffic] == [[]] * len(traffic)
    assert [t.refused for t in traffic] == [[]] * len(traffic)
    assert [t.errors for t in traffic] == [[]] * len(traffic)


@pytest.fixture(scope="session")
def hostile_page(tmp_path_factory):
    """Return an exported map whose names, quotes and sources are scripts."""
    path = tmp_path_factory.mktemp("map") / "hostile.html"
    page = assets.standalone_html(layout_map(hostile(default_plan()), lang="zh", inline=True))
    path.write_text(page, encoding="utf-8")
    return path
