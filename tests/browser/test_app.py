"""What a planner does, in Chromium, against the real command, without a network."""

import re

import pytest
from playwright.sync_api import expect

from gis_app.components.cartography import cartography

READY = "[data-ready=yes]"
WAIT = 60_000
ROWS = 7 + len(cartography()["row"])  # elements and reference layers


def map_of(page):
    """Return the component of the map that is shown, once its layers and tools are there."""
    shown = page.locator(".suzhou-host:visible")
    shown.locator(READY).wait_for()
    shown.locator(".suzhou-tools").wait_for()
    return shown


def opened(page, app_url, **query):
    page.goto(f"{app_url}/?" + "&".join(f"{k}={v}" for k, v in query.items()))
    return map_of(page)


def go_to(page, name):
    page.get_by_test_id("stSidebarNav").get_by_text(name, exact=True).click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible(timeout=WAIT)
    return map_of(page)


def zoom_of(frame):
    return frame.locator(READY).evaluate(
        "(box) => [box.suzhouMap.getZoom(), box.suzhouMap.getCenter().lat]"
    )


def settled_zoom(page, frame):
    """Return the zoom once the map has come to rest."""
    before, after = None, zoom_of(frame)
    while before != after:
        page.wait_for_timeout(700)
        before, after = after, zoom_of(frame)
    return after


def click_at(frame, lat, lon):
    """Click where a place is shown."""
    at = "(box, at) => { const p = box.suzhouMap.latLngToContainerPoint(at); return [p.x, p.y]; }"
    x, y = frame.locator(READY).evaluate(at, [lat, lon])
    frame.locator(READY).click(position={"x": x, "y": y})


def test_a_planner_reads_the_score_of_a_clicked_place(open_page, app_url):
    page = open_page()
    frame = opened(page, app_url)
    expect(frame.locator(".suzhou-row")).to_have_count(ROWS)
    expect(frame.get_by_text("沿长江发展带").first).to_be_visible()
    assert frame.locator("svg path.leaflet-interactive").count() > 50

    frame = go_to(page, "选址评估")
    expect(page.get_by_text("第一步")).to_be_visible()
    frame.locator(READY).click(position={"x": 290, "y": 290})
    expect(page.get_by_text("第二步")).to_be_visible(timeout=WAIT)
    expect(page.get_by_text("所在板块")).to_be_visible()

    page.get_by_label("重点领域（16项，可多选）").click()
    page.get_by_role("option", name="P3 金融服务").click()
    score = page.get_by_test_id("stMetricValue")
    expect(score).to_have_text(re.compile(r"^\d+\.\d$"), timeout=WAIT)
    assert 0 <= float(score.inner_text()) <= 100
    expect(page.locator(".crit")).to_have_count(6)
    expect(page.locator(".crit .quote").first).to_contain_text("“")
    assert "s=P3" in page.url


def test_a_click_keeps_the_zoom_and_sends_little(open_page, app_url):
    page = open_page()
    sent = []
    page.on("websocket", lambda ws: ws.on("framereceived", lambda data: sent.append(data)))
    opened(page, app_url, s="P3", at="120.72,31.31")
    frame = go_to(page, "选址评估")
    expect(page.get_by_test_id("stMetricValue")).to_be_visible(timeout=WAIT)
    for _ in range(2):
        frame.get_by_role("button", name=re.compile("放大|Zoom in")).click()
    before = settled_zoom(page, frame)
    sent.clear()
    frame.locator(READY).click(position={"x": 200, "y": 260})
    expect(page.get_by_text("当前位置")).not_to_contain_text("120.720000, 31.310000", timeout=WAIT)
    expect(page.locator("[data-stale=true]")).to_have_count(0, timeout=WAIT)
    assert zoom_of(frame) == before
    ours = [len(frame) for frame in sent if b"suzhou_planning_map" in frame]
    assert sum(ours) <= 2_000
    assert sum(map(len, sent)) < 11_000  # with all that the page says of the place


def test_the_marker_can_be_dragged(open_page, app_url):
    page = open_page()
    opened(page, app_url, s="P3", at="120.72,31.31")
    frame = go_to(page, "选址评估")
    marker = frame.locator(".suzhou-site")
    expect(marker).to_be_visible()
    box = marker.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 30, steps=5)
    page.mouse.up()
    expect(page.get_by_text("当前位置")).not_to_contain_text("120.720000, 31.310000", timeout=WAIT)


def test_the_legend_switches_layers_by_keyboard(open_page, app_url):
    page = open_page()
    frame = opened(page, app_url)
    lines = frame.locator(".leaflet-suzhou-structure-pane path")
    labels = frame.locator(".suzhou-label-element:visible", has_text="沿长江发展带")
    count = lines.count()
    expect(labels).to_have_count(1)
    box = frame.locator("[data-row=belt-changjiang]")
    box.focus()
    page.keyboard.press("Space")
    expect(box).not_to_be_checked()
    expect(labels).to_have_count(0)
    assert lines.count() < count
    page.keyboard.press("Space")
    expect(lines).to_have_count(count)
    toggle = frame.get_by_role("button", name="图例与图层")
    toggle.press("Enter")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(box).to_be_hidden()


def test_hovering_a_belt_names_its_clause(open_page, app_url):
    page = open_page()
    frame = opened(page, app_url)
    line = frame.locator(".leaflet-suzhou-structure-pane path.leaflet-interactive").first
    line.dispatch_event("mouseover")
    expect(frame.locator(".suzhou-tip")).to_contain_text("四（一）")


def test_the_language_switch_changes_page_and_map(open_page, app_url):
    page = open_page()
    opened(page, app_url)
    page.get_by_role("radio", name="English").or_(page.get_by_text("English")).first.click()
    expect(page.get_by_role("heading", name="Services layout of Suzhou")).to_be_visible(
        timeout=WAIT
    )
    expect(map_of(page).get_by_text("Legend and layers")).to_be_visible(timeout=WAIT)
    assert "lang=en" in page.url


def test_switching_the_language_keeps_score_sectors_and_zoom(open_page, app_url):
    page = open_page()
    page.goto(f"{app_url}/check-site?lang=zh&at=120.6545,31.32&s=P7")
    score = page.get_by_test_id("stMetricValue")
    expect(score).to_have_text(re.compile(r"^\d+\.\d$"), timeout=WAIT)
    before = score.inner_text()
    map_of(page).get_by_role("button", name=re.compile("放大|Zoom in")).click()
    expect(map_of(page).locator(".leaflet-zoom-anim")).to_have_count(0)
    view = zoom_of(map_of(page))
    for language, label in (
        ("English", "Plan support"),
        ("中文", "规划支持度"),
        ("English", "Plan"),
    ):
        page.get_by_test_id("stSidebar").get_by_text(language, exact=True).click()
        expect(page.get_by_test_id("stMetricLabel")).to_contain_text(label, timeout=WAIT)
        expect(score).to_have_text(before)
        expect(page.get_by_test_id("stMultiSelect").first).to_contain_text("P7")
        assert zoom_of(map_of(page)) == pytest.approx(view, abs=1e-3)


SITES = (
    "名称,经度,纬度,坐标系,重点领域\n"
    "<img src=x onerror=window.hit=1>,120.70,31.31,cgcs2000,P3\n"
    "北块,120.75,31.65,cgcs2000,P7\n"
)


def test_a_file_of_sites_is_a_table_and_a_map_that_answer_each_other(open_page, app_url):
    page = open_page(height=1500)
    page.goto(f"{app_url}/batch?lang=zh")
    file = {"name": "sites.csv", "mimeType": "text/csv", "buffer": SITES.encode()}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("评价 2 个")).to_be_visible(timeout=WAIT)
    expect(page.get_by_text("选中一行或地图上的一个点")).to_be_visible()
    frame = map_of(page)
    expect(frame.locator("canvas.suzhou-marks")).to_have_count(1)
    click_at(frame, 31.65, 120.75)
    told = page.get_by_test_id("stText")  # beside the map, not the name at the pointer
    expect(told.filter(has_text="北块 · ")).to_be_visible(timeout=WAIT)
    grid = page.get_by_test_id("stDataFrame").bounding_box()
    page.mouse.click(grid["x"] + 15, grid["y"] + 52)  # the first row's box: the grid is a canvas
    evil = told.filter(has_text="<img src=x onerror=window.hit=1> · ")
    expect(evil).to_be_visible(timeout=WAIT)
    assert page.evaluate("window.hit") is None


@pytest.mark.parametrize("address", ["/", "/?at=120.72,31.31&s=P3"])
def test_the_page_fits_a_narrow_screen(open_page, app_url, address):
    page = open_page(width=390, height=844)
    page.goto(app_url + address)
    map_of(page)
    wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 390


def downloaded_map(page, folder):
    """Return the file of the map that the page offers."""
    with page.expect_download(timeout=WAIT) as download:
        page.get_by_role("button", name="下载地图").click()
    path = folder / "map.html"
    download.value.save_as(path)
    return path


def test_the_downloaded_map_opens_from_disk_and_asks_for_nothing(open_page, app_url, tmp_path):
    page = open_page()
    opened(page, app_url)
    path = downloaded_map(page, tmp_path)

    saved = open_page()
    saved.goto(path.as_uri())
    saved.locator(READY).wait_for()
    assert [a for a in saved.traffic.addresses if not a.startswith("data:")] == [path.as_uri()]
    expect(saved.locator(".suzhou-row")).to_have_count(ROWS)
    saved.locator("[data-row=ring]").uncheck()
    expect(saved.locator(".suzhou-label-element:visible", has_text="高质量发展环")).to_have_count(0)
    expect(saved.get_by_text("未经地图审核")).to_be_visible()


def test_names_that_are_scripts_do_not_run(open_page, hostile_page):
    page = open_page()
    page.goto(hostile_page.as_uri())
    page.locator(READY).wait_for()
    page.get_by_text("图层来源与可靠程度").click()
    for path in page.locator("path.leaflet-interactive").all()[:80]:
        path.dispatch_event("mouseover")
    expect(page.locator(".suzhou-tip").first).to_be_visible()
    assert page.evaluate("window.hit") is None
    expect(page.locator("img")).to_have_count(0)


def test_the_first_steps_stay_away_once_they_are_put_away(open_page, app_url):
    page = open_page()
    opened(page, app_url, lang="zh")
    steps = page.get_by_text("第一次使用？按下面几步上手")
    steps.click()
    page.get_by_role("button", name="知道了，不再显示").click()
    expect(steps).to_have_count(0, timeout=WAIT)
    page.wait_for_function("document.cookie.includes('suzhou-tour=away')")
    opened(page, app_url, lang="zh")  # another session in the same browser
    expect(steps).to_have_count(0)


def test_enter_in_a_coordinate_takes_it(open_page, app_url):
    page = open_page()
    page.goto(f"{app_url}/check-site?lang=zh&at=120.72,31.31&s=P3")
    map_of(page)
    page.get_by_text("输入坐标").click()
    page.get_by_label("坐标系（必选）").click()
    page.get_by_role("option", name="CGCS2000 / WGS84 经纬度").click()
    page.get_by_label("经度").fill("120.60")
    page.get_by_label("纬度").fill("31.25")
    page.keyboard.press("Enter")
    expect(page.get_by_text("当前位置")).to_contain_text("120.600000, 31.250000", timeout=WAIT)


def test_the_keyboard_sees_where_it_is_in_the_menu_and_on_links(open_page, app_url):
    page = open_page()
    page.goto(f"{app_url}/check-site?lang=zh&at=120.72,31.31&s=P3")
    map_of(page)
    page.keyboard.press("Tab")
    outline = "e => getComputedStyle(e).outlineStyle"
    for test_id in ("stSidebarNavLink", "stPageLink-NavLink"):
        link = page.get_by_test_id(test_id).last
        link.focus()
        assert link.evaluate(outline) == "solid"


def test_the_app_stays_light_where_the_browser_prefers_dark(open_page, app_url):
    page = open_page()
    page.emulate_media(color_scheme="dark")
    opened(page, app_url)
    style = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).colorScheme]"
    assert page.get_by_test_id("stApp").evaluate(style) == ["rgb(255, 255, 255)", "light"]
