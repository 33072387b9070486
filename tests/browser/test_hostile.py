"""Whatever a user types or uploads is shown as text: scripts, pictures, formulas, odd letters."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_app import READY, WAIT, click_at, downloaded_map, map_of

PIXEL = "(box, at) => { const p = box.suzhouMap.latLngToContainerPoint(at); return [p.x, p.y]; }"
IMAGE = "<img src=x onerror=window.hit=1>"
SCRIPT = "\"><script>window.hit=1</script>'`${window.hit=1}"
PICTURE = "![a](http://evil.example/a.png) [b](javascript:window.hit=1)"
FORMULA = '=HYPERLINK("http://evil.example","x")'
TURNED = "\u202e倒\u2066序\u200f"
LONG = "很长的名称" * 15
TEXTS = (IMAGE, SCRIPT, PICTURE, FORMULA, TURNED, LONG)
PAGES = (
    *("选址评估", "批量评估", "适宜性与选址", "方案对比", "规划落实"),
    *("县域指引与指标", "制图与报告", "数据与导出", "方法说明"),
)


@pytest.fixture
def watched(open_page):
    """Return a page on which no dialog opens, and nothing runs, loads or is framed."""
    page = open_page(height=1600)
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    yield page
    assert dialogs == []
    harmless(page)


def harmless(page):
    assert [frame.evaluate("window.hit") for frame in page.frames] == [None] * len(page.frames)
    for frame in page.frames:
        bad = frame.locator("img[src=x], img[src*=evil], a[href*=javascript]")
        expect(bad).to_have_count(0)


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def table(texts, **columns):
    """Return a CSV of sites named `texts` in a row, with columns of the user's own."""
    names, rows = ",".join(map(quoted, columns)), []
    for n, text in enumerate(texts):
        more = ",".join(map(quoted, columns.values()))
        rows.append(f"own-{n},{quoted(text)},{120.55 + n / 12:.6f},31.31,cgcs2000,P3,{more}")
    return "\n".join([f"编号,名称,经度,纬度,坐标系,重点领域,{names}", *rows]).encode()


def put(page, content, name=f"{IMAGE}.csv"):
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]:visible, input[type=file]").last.set_input_files(file)


def hover_at(shown, lat, lon):
    x, y = shown.locator(READY).evaluate(PIXEL, [lat, lon])
    shown.locator(READY).hover(position={"x": x, "y": y})


def at_rest(page):
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=WAIT)
    expect(page.locator("[data-stale=true]")).to_have_count(0, timeout=WAIT)


def visit(page, name):
    page.get_by_test_id("stSidebarNav").get_by_text(name, exact=True).click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible(timeout=WAIT)
    at_rest(page)
    harmless(page)


def test_a_file_of_sites_and_the_scenarios_made_of_it(watched, app_url):
    page = watched
    page.goto(f"{app_url}/batch?lang=zh")
    put(page, table(TEXTS, **{IMAGE: SCRIPT, PICTURE: PICTURE}))
    expect(page.get_by_text(f"评价 {len(TEXTS)} 个")).to_be_visible(timeout=WAIT)
    page.get_by_text("读取说明").click()
    shown = map_of(page)
    told = page.get_by_test_id("stText")
    for n, text in enumerate((IMAGE, SCRIPT, PICTURE, FORMULA)):
        hover_at(shown, 31.31, 120.55 + n / 12)
        expect(shown.locator(".suzhou-mark-tip")).to_contain_text(text)
        click_at(shown, 31.31, 120.55 + n / 12)
        expect(told.filter(has_text=f"{text} · ")).to_be_visible(timeout=WAIT)
        harmless(page)

    visit(page, "方案对比")
    for text in TEXTS[:3]:
        page.get_by_label("方案名称").first.fill(text)
        page.get_by_label("备注（选填）").first.fill(f"{PICTURE}\n{text}")
        page.get_by_role("button", name="保存为新方案").click()
        expect(page.get_by_text("已保存。")).to_be_visible(timeout=WAIT)
        expect(page.locator("td.key").filter(has_text=text).first).to_be_visible(timeout=WAIT)
        at_rest(page)
        harmless(page)
    for part in ("改名与备注", "历史", "项目管理"):
        page.get_by_text(part).first.click()
    page.get_by_label("新项目名称").fill(PICTURE)
    page.get_by_role("button", name="新建项目").click()
    expect(page.get_by_text("已新建项目。")).to_be_visible(timeout=WAIT)
    page.get_by_label("当前项目名称").first.fill(IMAGE)
    page.get_by_role("button", name="改名", exact=True).click()
    expect(page.get_by_text("已改名。")).to_be_visible(timeout=WAIT)
    visit(page, "县域指引与指标")
    expect(page.get_by_role("button", name="保存到项目")).to_contain_text(IMAGE)


@pytest.mark.parametrize(("right", "wrong"), [("P3", PICTURE), ("P3", IMAGE), ("cgcs2000", IMAGE)])
def test_what_is_wrong_with_a_file_is_told_as_text(watched, app_url, right, wrong):
    page = watched
    page.goto(f"{app_url}/batch?lang=zh")
    put(page, table(TEXTS).replace(right.encode(), wrong.encode()), f"{PICTURE[:4]}.csv")
    told = page.get_by_test_id("stAlertContentError").first
    expect(told).to_contain_text(wrong.split(":")[0], timeout=WAIT)
    harmless(page)


def test_a_layer_of_ones_own_on_every_page_and_in_the_downloaded_map(
    watched, app_url, open_page, tmp_path
):
    page = watched
    page.goto(f"{app_url}/data?lang=zh")
    page.get_by_role("tab", name="换用自己的图层").click()
    put(page, table(TEXTS, **{IMAGE: SCRIPT, "来源": IMAGE, "备注": PICTURE}))
    page.get_by_role("button", name="换用", exact=True).click()
    expect(page.get_by_text(f"· {IMAGE}.csv")).to_be_visible(timeout=WAIT)
    expect(page.get_by_text("本次会话换用了自己的图层")).to_be_visible(timeout=WAIT)
    for name in PAGES:
        visit(page, name)
        if name == "选址评估":
            shown = map_of(page)
            own = shown.locator(".leaflet-suzhou-picks-pane path")
            expect(own).to_have_count(len(TEXTS))
            for n, text in enumerate(TEXTS[:4]):
                own.nth(n).dispatch_event("mouseover")
                expect(shown.locator(".suzhou-tip").filter(has_text=text)).to_have_count(1)

    page.get_by_test_id("stSidebarNav").get_by_text("总览", exact=True).click()
    map_of(page)
    path = downloaded_map(page, tmp_path)
    saved = open_page()
    saved.goto(path.as_uri())
    saved.locator(READY).wait_for()
    for place in saved.locator("path.leaflet-interactive").all()[-60:]:
        place.dispatch_event("mouseover")
    harmless(saved)


def test_titles_of_a_map_and_a_report(watched, app_url):
    page = watched
    page.goto(f"{app_url}/drawing?lang=zh&at=120.72,31.31&s=P3")
    for field, text in (("图名（选填）", PICTURE), ("审图号（选填）", IMAGE)):
        page.get_by_label(field).first.fill(text)
        page.keyboard.press("Tab")
    page.get_by_role("button", name="生成布局图").click()
    expect(page.get_by_role("button", name="下载", exact=True)).to_be_visible(timeout=2 * WAIT)
    harmless(page)
    page.get_by_role("tab", name="报告").click()
    page.get_by_label("审图号（选填）").last.fill(SCRIPT)
    page.keyboard.press("Tab")
    page.get_by_role("button", name="生成报告").click()
    expect(page.get_by_text("已生成")).to_be_visible(timeout=2 * WAIT)


def test_a_search_and_an_address(watched, app_url):
    page = watched
    for value in (IMAGE, SCRIPT, PICTURE):
        page.goto(f"{app_url}/check-site?lang=zh")
        map_of(page)
        # As somebody would send it: whole, in an address.
        page.evaluate(
            "([to, text]) => { const at = new URL(to);"
            " for (const k of ['at', 's', 'f', 'w', 'u', text]) at.searchParams.set(k, text);"
            " location.assign(at.href); }",
            [f"{app_url}/check-site?lang=zh", value],
        )
        shown = map_of(page)
        shown.get_by_role("combobox", name="查找地名").fill(value)
        expect(shown.get_by_role("option")).to_have_text("没有找到")
        harmless(page)
