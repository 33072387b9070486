"""Every page by its own address, in both languages: nothing fails or leaves the machine."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LOOKING
from tests.browser.test_hostile import at_rest

SITE = "at=120.72,31.31&s=P3&w=equal"
WAIT = 60_000
MOMENT = 500  # ms: widgets come in files of their own


def addresses(page, app_url):
    """Return the address of every page of the menu, as the menu links to it."""
    page.goto(app_url)
    links = page.get_by_test_id("stSidebarNavLink")
    links.first.wait_for()
    found = [link.get_attribute("href").rstrip("/").split("/")[-1] for link in links.all()]
    assert len(found) == 10
    return ["" if ":" in path else path for path in found]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_opens_by_its_address(open_page, app_url, lang):
    page = open_page()
    paths, answers = addresses(page, app_url), []
    page.on("response", lambda answer: answers.append((answer.status, answer.url)))
    for path in paths:
        answers.clear()
        page.goto(f"{app_url}/{path}?lang={lang}&{SITE}")
        expect(page.get_by_role("heading").first).to_be_visible(timeout=WAIT)
        at_rest(page)
        for found in page.get_by_test_id("stBidiComponentIsolated").all():
            found.locator("[data-ready=yes]").first.wait_for(state="attached", timeout=WAIT)
        page.wait_for_timeout(MOMENT)
        assert "s=P3" in page.url
        refused = sorted(url for status, url in answers if status >= 400)
        assert all(LOOKING.fullmatch(url) for url in refused)
        assert len(refused) == (2 if path else 0)  # what no longer happens need not be excused
    assert page.traffic.away() == []
