"""Every view in both languages, as axe-core, a narrow screen and a keyboard find it."""

import re

import pytest
from playwright.sync_api import expect

from tests.access.axe import violations

WAIT = 60_000
SITE = "at=120.72,31.31&s=P3"
MOMENT = 300  # ms
TABS = 30  # a person gives up at about as many
# Inside Streamlit's own widgets, out of our reach: (rule, what its HTML shows) → why.
STREAMLITS = {
    ("presentation-role-conflict", 'data-testid="stFileUploaderDropzone"'): (
        "the drop area has role=presentation and a label; the button in it is reached and named"
    ),
}
# Controls that stick out to the right and that no scrolling brings back.
OUTSIDE = """
() => {
  const reachable = e => {
    for (let p = e.parentElement; p; p = p.parentElement)
      if (/auto|scroll/.test(getComputedStyle(p).overflowX)
          && p.getBoundingClientRect().right <= innerWidth + 1) return true;
    return false;
  };
  const roots = [document];
  for (const root of roots)
    for (const e of root.querySelectorAll('*')) if (e.shadowRoot) roots.push(e.shadowRoot);
  return roots.flatMap(r => [...r.querySelectorAll('button, input, select, textarea, summary')])
    .filter(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}))
    .filter(e => !e.closest('[data-testid=stSidebar]'))
    .filter(e => e.getBoundingClientRect().width > 1 && e.getBoundingClientRect().height > 1)
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !reachable(e))
    .map(e => e.outerHTML.slice(0, 120));
}
"""


def settled(page):
    """Wait until the view is whole, its map drawn."""
    expect(page.get_by_role("heading").first).to_be_visible(timeout=WAIT)
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=WAIT)
    idle(page)
    expect(page.locator("[data-stale=true]")).to_have_count(0, timeout=WAIT)
    for found in page.get_by_test_id("stBidiComponentIsolated").all():
        found.locator("[data-ready=yes]").first.wait_for(state="attached", timeout=WAIT)
    assert page.get_by_test_id("stException").count() == 0


def idle(page):
    """Wait until nothing is on its way for a moment: widgets come in files of their own.

    What is on its way when the next page is opened would count as a failed request.
    """
    before = -1
    for _ in range(WAIT // MOMENT):
        asked = len(page.traffic.addresses)
        if not page.on_its_way and asked == before:
            return
        before = asked
        page.wait_for_timeout(MOMENT)
    pytest.fail("The page never came to rest.")


def views(page, app_url, lang):
    """Return the addresses of all views, one of them with a site as well."""
    page.goto(f"{app_url}/?lang={lang}")
    links = page.get_by_test_id("stSidebarNavLink")
    links.first.wait_for()
    paths = [link.get_attribute("href").rstrip("/").split("/")[-1] for link in links.all()]
    assert len(paths) >= 8
    named = {path if "." not in path and ":" not in path else "" for path in paths}
    return [*(f"{app_url}/{path}?lang={lang}" for path in sorted(named)),
            f"{app_url}/check-site?lang={lang}&{SITE}"]  # fmt: skip


def streamlits(rule, html):
    return next((key for key in STREAMLITS if key[0] == rule and key[1] in html), None)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_of_ours_in_any_view(app_url, open_page, lang):
    page = open_page()
    ours, theirs = {}, set()
    for address in views(page, app_url, lang):
        page.goto(address)
        settled(page)
        found = violations(page)
        theirs |= {streamlits(rule, html) for rule, _, html in found} - {None}
        if left := [f for f in found if not streamlits(f[0], f[2])]:
            ours[address.removeprefix(app_url)] = left
    assert ours == {}
    assert theirs == set(STREAMLITS)  # what no longer happens need not be excused


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_view_fits_a_screen_of_390_pixels(app_url, open_page, lang):
    addresses = views(open_page(), app_url, lang)
    page = open_page(width=390, height=844)
    wide, outside = {}, {}
    for address in addresses:
        page.goto(address)
        settled(page)
        width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        if width > 390:
            wide[address.removeprefix(app_url)] = width
        if found := page.evaluate(OUTSIDE):
            outside[address.removeprefix(app_url)] = found
    assert (wide, outside) == ({}, {})


def test_the_menu_of_a_narrow_screen_opens_and_leads_on(app_url, open_page):
    page = open_page(width=390, height=844)
    page.goto(f"{app_url}/?lang=zh")
    settled(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebarNavLink").get_by_text("选址评估", exact=True).click()
    expect(page.get_by_role("heading", name="选址评估")).to_be_visible(timeout=WAIT)
    settled(page)


class Keyboard:
    """Someone with no mouse."""

    def __init__(self, page):
        self.page = page

    def go_to(self, name):
        """Press Tab until what has the focus is called `name`, and is seen to have it."""
        passed = []
        for _ in range(TABS):
            self.page.keyboard.press("Tab")
            passed.append(self.page.evaluate(
                "() => { let e = document.activeElement;"
                " while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;"
                " if (e.matches('main, body')) return '';"
                " const label = e.labels?.[0]?.innerText || '';"
                " return (e.getAttribute('aria-label') || label || e.innerText || '').trim(); }"
            ).removeprefix("keyboard_arrow_right").strip())  # fmt: skip
            if passed[-1].startswith(name):
                return
        pytest.fail(f"Tab never came to {name!r}, but to {passed}")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)


def test_a_site_is_checked_with_the_keyboard_alone(app_url, open_page):
    page = open_page()
    page.goto(f"{app_url}/?lang=zh")
    settled(page)
    hands = Keyboard(page)
    hands.go_to("选址评估")
    hands.press("Enter")
    expect(page.get_by_role("heading", name="选址评估")).to_be_visible(timeout=WAIT)
    page.locator("[data-ready=yes]").wait_for()
    settled(page)
    hands.go_to("规划地图")
    hands.go_to("图例与图层")  # the map has some ten stops, not one for every line in it
    hands.go_to("输入坐标")
    hands.press("Enter")
    settled(page)
    expect(page.get_by_label("坐标系（必选）")).to_be_visible(timeout=WAIT)
    settled(page)
    hands.go_to("坐标系（必选）")
    page.keyboard.type("CGCS2000 / WGS84")
    hands.press("Enter")
    settled(page)
    hands.go_to("经度")
    page.keyboard.type("120.72")
    hands.go_to("纬度")
    page.keyboard.type("31.31")
    hands.go_to("采用此坐标")
    hands.press("Enter")
    expect(page.get_by_text("第二步")).to_be_visible(timeout=WAIT)
    settled(page)
    hands.go_to("重点领域")
    page.keyboard.type("P3")
    hands.press("Enter")
    score = page.get_by_test_id("stMetricValue").first
    expect(score).to_have_text(re.compile(r"^\d+\.\d$"), timeout=WAIT)
