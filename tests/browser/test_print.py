"""What a browser prints: the page without its controls, the map whole with its legend below."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_app import READY, WAIT, map_of, zoom_of

# What is wider than the paper's 186 mm, or cut by something that would scroll.
CUT = """
() => [...document.querySelectorAll('.sz, .suzhou-host, [data-testid=stMain]')]
  .filter(e => e.offsetWidth && (e.scrollWidth > e.clientWidth + 1 || e.offsetWidth > 703))
  .map(e => e.className)
"""


def on_paper(page):
    """Lay the page out as for A4, upright, as the browser does when it prints."""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})


@pytest.mark.parametrize("address", ["?lang=zh", "check-site?lang=zh&s=P3&at=120.72,31.31"])
def test_a_page_is_printed_whole_and_without_its_controls(open_page, app_url, address):
    page = open_page()
    page.goto(f"{app_url}/{address}")
    frame = map_of(page)
    expect(page.locator(".sz").first).to_be_visible(timeout=WAIT)
    before = zoom_of(frame)

    on_paper(page)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.locator("[data-testid=stDownloadButton]:visible")).to_have_count(0)
    expect(frame.locator(".suzhou-tools")).to_be_hidden()
    ends = frame.locator(READY).bounding_box()
    legend = frame.locator(".suzhou-legend")
    assert legend.bounding_box()["y"] >= ends["y"] + ends["height"]
    expect(legend.locator(".suzhou-row").first).to_be_visible()  # though it may be folded on screen
    assert page.evaluate(CUT) == []
    after = "getComputedStyle(document.querySelector('.stMainBlockContainer'), '::after').content"
    assert "不作为审批依据" in page.evaluate(after)

    page.set_viewport_size({"width": 1400, "height": 900})
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(frame.locator(".suzhou-tools")).to_be_visible()
    assert zoom_of(frame) == pytest.approx(before, abs=1e-3)
    assert frame.locator(READY).evaluate("box => Boolean(box.querySelector('.suzhou-legend'))")


def test_a_printed_map_still_shows_what_was_on_its_canvases(open_page, app_url):
    page = open_page()
    page.goto(f"{app_url}/?lang=zh")
    frame = map_of(page)
    painted = """box => [...box.querySelectorAll('canvas')].filter(c => c.width
      && c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v)).length"""
    before = frame.locator(READY).evaluate(painted)
    assert before >= 3
    on_paper(page)
    assert frame.locator(READY).evaluate(painted) == before
