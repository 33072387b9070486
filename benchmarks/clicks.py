"""Click → updated score over 50,000 background points: our component beside st_folium.

Both ways run in one Chromium, turn by turn, against two servers that differ in `PLANNER_MAP`::

    python benchmarks/clicks.py --points 50000 --clicks 15

Prints medians and 90th percentiles, the bytes that a click brings, and the time to the first map
on a cold page. No figure is asserted: they hold for the machine and its load.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

Figures = dict[str, list[float]]

ROOT = Path(__file__).resolve().parents[1]
WAYS = {"component": "", "folium": "folium"}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
AT = "[data-testid=stCaptionContainer]"
CHANGED = f"old => (document.querySelector('{AT}') || {{innerText: old}}).innerText !== old"
COLD = 3  # fresh pages opened a way


@contextmanager
def served(way: str, port: int, points: int) -> Iterator[str]:
    """Serve the page one way; stop the server at the end."""
    folder = Path(tempfile.mkdtemp())  # Streamlit serves the folder `static` beside the script
    (folder / "static").symlink_to(ROOT / "gis_app" / "static")
    (folder / "app.py").symlink_to(ROOT / "benchmarks" / "clicks_app.py")
    command = [sys.executable, "-m", "streamlit", "run", str(folder / "app.py")]
    options = ["--server.port", str(port), "--server.headless", "true"]
    options += ["--server.enableStaticServing", "true", "--server.fileWatcherType", "none"]
    options += ["--browser.gatherUsageStats", "false"]
    environment = {**os.environ, "PLANNER_MAP": WAYS[way], "POINTS": str(points)}
    process = subprocess.Popen(
        [*command, *options], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=5)
                break
            except OSError:
                time.sleep(0.2)
        yield f"{address}/?lang=zh&at=120.72,31.31&s=P3"
    finally:
        process.terminate()
        process.wait(timeout=20)


def opened(browser: Browser, address: str) -> tuple[Page, float]:
    """Return a page with the map ready, and the seconds that took in a fresh context."""
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    page.set_default_timeout(120_000)
    start = time.perf_counter()
    page.goto(address)
    shown(page)
    return page, time.perf_counter() - start


def shown(page: Page) -> None:
    """Wait until the map's layers are drawn, in the page or in a frame of it."""
    while not any(f.locator("[data-ready=yes]").count() for f in page.frames):
        time.sleep(0.01)


def clicked(page: Page, place: tuple[float, float], sent: list[int]) -> tuple[float, int]:
    """Click and return seconds until the score has changed, and the bytes it brought."""
    before = page.locator(AT).first.inner_text()
    sent.clear()
    start = time.perf_counter()
    page.mouse.click(*place)
    page.wait_for_function(CHANGED, arg=before, polling="raf")
    seconds = time.perf_counter() - start
    page.wait_for_timeout(1500)  # what still comes
    return seconds, sum(sent)


def counted(sent: list[int], socket: WebSocket) -> None:
    """Let each frame that comes add its bytes to what was sent."""
    socket.on("framereceived", lambda data: sent.append(len(data)))


def measured(browser: Browser, addresses: dict[str, str], clicks: int) -> dict[str, Figures]:
    """Return the figures of each way, measured turn by turn."""
    found: dict[str, Figures] = {way: {"cold": [], "click": [], "bytes": []} for way in addresses}
    for address in addresses.values():  # the plan is read once a server
        opened(browser, address)[0].context.close()
    for _ in range(COLD):
        for way, address in addresses.items():
            page, seconds = opened(browser, address)
            found[way]["cold"].append(seconds)
            page.context.close()
    pages: dict[str, Page] = {}
    sent: dict[str, list[int]] = {way: [] for way in addresses}
    for way, address in addresses.items():
        page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
        page.on("websocket", partial(counted, sent[way]))
        page.set_default_timeout(120_000)
        page.goto(address)
        page.locator(AT).first.wait_for()
        shown(page)
        page.wait_for_timeout(5000)
        pages[way] = page
    for n in range(clicks + 1):
        for way, page in pages.items():
            figures = clicked(page, (220 + 45 * (n % 5), 330 + 40 * (n % 4)), sent[way])
            if n:  # the first says what the browser holds
                found[way]["click"].append(figures[0])
                found[way]["bytes"].append(figures[1])
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=50_000)
    parser.add_argument("--clicks", type=int, default=15)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    asked = parser.parse_args()
    with (
        served("component", 8891, asked.points) as ours,
        served("folium", 8892, asked.points) as old,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=FLAGS)
        figures = measured(browser, {"component": ours, "folium": old}, asked.clicks)
        browser.close()
    print(f"{asked.points} points, {asked.clicks} clicks a way, interleaved")
    print(
        f"{'way':<10} {'click p50':>10} {'p90':>7} {'bytes p50':>10} {'most':>10} {'cold p50':>9}"
    )
    for way, row in figures.items():
        p90 = statistics.quantiles(row["click"], n=10)[-1]
        half = statistics.median
        print(
            f"{way:<10} {half(row['click']):>9.2f}s {p90:>6.2f}s {half(row['bytes']):>10.0f}"
            f" {max(row['bytes']):>10} {half(row['cold']):>8.2f}s"
        )


if __name__ == "__main__":
    main()
