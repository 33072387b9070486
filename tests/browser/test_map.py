"""The map under a planner's hands: drawing, measuring, finding, keys, many marks, safe names."""

import itertools
import math
import re

import pyproj
import pytest
from playwright.sync_api import expect

from tests.browser.test_app import READY, WAIT, click_at, map_of

SITE = "check-site?lang=zh&s=P3&at=120.72,31.31"
EVIL = "<img src=x onerror=window.hit=1>"
AT = "当前位置"


@pytest.fixture
def site_page(open_page, app_url):
    page = open_page()
    page.goto(f"{app_url}/{SITE}")
    expect(page.get_by_test_id("stMetricValue")).to_be_visible(timeout=WAIT)
    map_of(page)
    return page


def on_map(page, script, *values):
    return map_of(page).locator(READY).evaluate(script, *values)


def focus(page):
    """Put the keyboard's focus on the map, as Tab does."""
    map_of(page).locator(".suzhou-search").focus()
    page.keyboard.press("Shift+Tab")
    map_of(page).locator(READY).focus()


def moved(page, x=0, y=0):
    """Move the map by pixels, at once."""
    on_map(page, "(box, by) => box.suzhouMap.panBy(by, {animate: false})", [x, y])


def test_metres_are_those_of_the_coordinate_system(site_page):
    to_metric = pyproj.Transformer.from_crs(4326, 4549, always_xy=True)
    for lon, lat in [(120.0, 31.0), (119.9, 30.75), (121.4, 32.05), (120.72, 31.31)]:
        told = site_page.evaluate("at => suzhouLayout.metres(at)", {"lng": lon, "lat": lat})
        assert told == pytest.approx(to_metric.transform(lon, lat), abs=0.001)


def test_a_parcel_is_drawn_by_keyboard_scored_and_changed(site_page):
    page, shown = site_page, map_of(site_page)
    on_map(page, "box => box.suzhouMap.setView([31.31, 120.72], 14, {animate: false})")
    shown.locator("[data-tool=outline]").focus()
    page.keyboard.press("Enter")
    expect(shown.locator(".suzhou-status")).to_contain_text("依次点击")
    expect(shown.locator(".suzhou-cross")).to_be_visible()
    for step in ([0, 0], [60, 0], [0, 60], [-30, -200]):
        moved(page, *step)
        page.keyboard.press("Enter")
    page.keyboard.press("Backspace")  # the fourth was a mistake
    expect(shown.locator(".suzhou-status")).to_contain_text("面积")
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_text("按所画地块评分")).to_be_visible(timeout=WAIT)
    grips = shown.locator(".suzhou-handle:not(.suzhou-half)")
    expect(grips).to_have_count(3)
    expect(shown.locator(".suzhou-site")).to_have_count(0)

    before = page.get_by_text(AT).inner_text()
    grips.nth(1).drag_to(shown.locator(READY), target_position={"x": 380, "y": 320})
    expect(page.get_by_text(AT)).not_to_have_text(before, timeout=WAIT)
    expect(grips).to_have_count(3)

    shown.locator(READY).click(position={"x": 420, "y": 300})
    expect(shown.locator(".suzhou-site")).to_have_count(1)
    expect(grips).to_have_count(0)
    expect(page.get_by_text("按所画地块评分")).to_have_count(0, timeout=WAIT)


def test_escape_gives_up_a_drawing_and_no_click_of_it_moves_the_site(site_page):
    page, shown = site_page, map_of(site_page)
    shown.locator("[data-tool=outline]").click()
    click_at(shown, 31.2, 120.7)
    click_at(shown, 31.25, 120.75)
    page.keyboard.press("Escape")
    expect(shown.locator(".suzhou-status")).to_be_hidden()
    expect(shown.locator(".leaflet-suzhou-sketch-pane path")).to_have_count(0)
    assert "at=120.72" in page.url


def test_a_distance_is_measured_in_the_plane(site_page):
    shown = map_of(site_page)
    shown.locator("[data-tool=length]").click()
    for lat, lon in ((31.2, 120.6), (31.2, 120.8)):
        click_at(shown, lat, lon)
    told = shown.locator(".suzhou-status").inner_text()
    kilometres = float(re.search(r"([\d.]+) km", told)[1])
    assert kilometres == pytest.approx(19.06, abs=0.7)  # a pixel is about 0.3 km
    shown.get_by_role("button", name="完成").click()
    shown.get_by_role("button", name="清除").click()
    expect(shown.locator(".suzhou-status")).to_be_hidden()


def test_a_place_is_found_and_taken_by_keyboard_alone(site_page):
    page, shown = site_page, map_of(site_page)
    field = shown.get_by_role("combobox", name="查找地名")
    field.focus()
    page.keyboard.type("kunshan")
    expect(shown.get_by_role("option").first).to_be_visible()
    field.fill("昆山市")
    expect(shown.get_by_role("option").first).to_contain_text("板块")
    page.keyboard.press("Enter")
    expect(shown.locator(READY)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("所在板块")).to_contain_text("昆山市", timeout=WAIT)
    expect(shown.locator(".suzhou-where")).to_contain_text("EPSG:4549")


def test_keys_pan_and_zoom(site_page):
    page = site_page
    focus(page)
    seen = "box => { const m = box.suzhouMap; return [m.getZoom(), m.getCenter().lng]; }"
    zoom, lng = on_map(page, seen)
    page.keyboard.press("+")
    page.wait_for_function(
        "zoom => document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot"
        ".querySelector('[data-ready=yes]').suzhouMap.getZoom() > zoom",
        arg=zoom,
    )
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "lng => document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot"
        ".querySelector('[data-ready=yes]').suzhouMap.getCenter().lng > lng",
        arg=lng,
    )


def test_a_switched_layer_stays_off_through_a_click_and_another_language(site_page):
    page, shown = site_page, map_of(site_page)
    shown.get_by_role("button", name="图例与图层").click()
    shown.locator("[data-row=roads]").uncheck()
    click_at(shown, 31.2, 120.7)
    expect(page.get_by_text(AT)).not_to_contain_text("120.720000", timeout=WAIT)
    expect(shown.locator("[data-row=roads]")).not_to_be_checked()
    page.get_by_test_id("stSidebar").get_by_text("English", exact=True).click()
    expect(map_of(page).get_by_text("Legend and layers")).to_be_visible(timeout=WAIT)
    expect(map_of(page).locator("[data-row=roads]")).not_to_be_checked()


OVERLAPS = """(box, zoom) => {
  box.suzhouMap.setZoom(zoom, {animate: false});
  const flat = (e) => /rotate\\(0deg\\)/.test(e.style.transform) && e.style.display !== "none";
  const boxes = [...box.querySelectorAll(".suzhou-label")].filter(flat)
    .map((e) => [e.textContent, e.getBoundingClientRect()]);
  const hit = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
    && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  return [boxes.length, boxes.flatMap(([n, a], i) => boxes.slice(i + 1)
    .filter(([, b]) => hit(a, b)).map(([m]) => n + " / " + m))];
}"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_labels_do_not_overlap_at_any_zoom(open_page, app_url, lang):
    page = open_page()
    page.goto(f"{app_url}/?lang={lang}")
    for zoom in (8, 8.6, 9.3, 10.5, 11.5, 13):
        count, overlaps = on_map(page, OVERLAPS, zoom)
        assert count
        assert overlaps == []


PIXEL = "(box, at) => { const p = box.suzhouMap.latLngToContainerPoint(at); return [p.x, p.y]; }"


def rows(count):
    lines = [f"第{n:03}号,{120.5 + n / 1000:.3f},31.31,cgcs2000,P3" for n in range(count)]
    lines[0] = f"{EVIL},120.75,31.65,cgcs2000,P7"
    return "\n".join(["名称,经度,纬度,坐标系,重点领域", *lines]).encode()


def test_marks_are_sent_once_and_their_names_stay_text(open_page, app_url):
    page = open_page(height=1500)
    sent = []
    page.on("websocket", lambda ws: ws.on("framereceived", lambda data: sent.append(data)))
    page.goto(f"{app_url}/batch?lang=zh")
    file = {"name": "sites.csv", "mimeType": "text/csv", "buffer": rows(120)}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("评价 120 个")).to_be_visible(timeout=WAIT)
    shown = map_of(page)
    expect(shown.locator("canvas.suzhou-marks")).to_have_count(1)
    x, y = on_map(page, PIXEL, [31.65, 120.75])
    shown.locator(READY).hover(position={"x": x, "y": y})
    expect(shown.locator(".suzhou-mark-tip")).to_contain_text(EVIL)
    click_at(shown, 31.65, 120.75)
    told = page.get_by_test_id("stText")  # beside the map, not the name at the pointer
    expect(told.filter(has_text=f"{EVIL} · ")).to_be_visible(timeout=WAIT)
    assert any("第033号".encode() in frame for frame in sent)

    sent.clear()
    click_at(shown, 31.31, 120.6)
    expect(told.filter(has_text="第100号 · ")).to_be_visible(timeout=WAIT)
    assert not any("第033号".encode() in frame for frame in sent)
    ours = [len(frame) for frame in sent if b"suzhou_planning_map" in frame]
    assert ours
    assert sum(ours) <= 2_000
    assert page.evaluate("window.hit") is None
    expect(page.locator("img[src=x]")).to_have_count(0)


def test_what_is_typed_into_the_search_stays_text(site_page):
    shown = map_of(site_page)
    shown.get_by_role("combobox", name="查找地名").fill(EVIL)
    expect(shown.get_by_role("option")).to_have_text("没有找到")
    assert site_page.evaluate("window.hit") is None


def discs(page):
    """Return the middle of each numbered disc on the map."""
    boxes = [disc.bounding_box() for disc in map_of(page).locator(".suzhou-pick").all()]
    return [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]


def test_places_two_kilometres_apart_are_told_apart_and_fall_together_no_more(open_page, app_url):
    page = open_page()
    page.goto(f"{app_url}/siting?lang=zh")
    map_of(page)
    near = [[120.70, 31.30], [120.72, 31.30], [120.70, 31.30], [120.95, 31.50]]
    on_map(
        page,
        """(box, places) => suzhouLayout.picks(places.map((at, i) =>
          ({at, label: String(i + 1), text: `place ${i + 1}`}))).addTo(box.suzhouMap)""",
        near,
    )
    found = discs(page)
    assert len(found) == 4
    gaps = [math.dist(a, b) for a, b in itertools.combinations(found, 2)]
    assert min(gaps) >= 28
    lines = map_of(page).locator(".leaflet-suzhou-picks-pane path")
    expect(lines).to_have_count(4)  # a line and a dot for each of the two that stand aside
    on_map(page, "box => box.suzhouMap.setView([31.30, 120.71], 14, {animate: false})")
    expect(lines).to_have_count(2)  # only those at one place
