"""Nobody sees a page of an app that asks for a sign-in, until the provider and the list agree."""

import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from gis_app.views import sign_in
from tests.access.conftest import running
from tests.access.provider import CLIENT, SECRET, Provider
from tests.source import ROOT

WAIT = 60_000
PAGES = "stSidebarNav"
SETTINGS = """
[auth]
redirect_uri = "{app}/oauth2callback"
cookie_secret = "a long text that only this server knows"
client_id = "{client}"
client_secret = "{secret}"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[sign_in]
allowed = ["@office.example"]
"""


@pytest.fixture
def app(tmp_path, free_port):
    """Run an app whose users a provider knows, and yield its address."""
    provider = Provider()
    names = {"client": CLIENT, "secret": SECRET, "provider": provider.url}
    (tmp_path / ".streamlit").mkdir()
    text = SETTINGS.format(app=f"http://127.0.0.1:{free_port}", **names)
    (tmp_path / ".streamlit" / "secrets.toml").write_text(text, encoding="utf-8")
    with running(tmp_path, free_port, PLANNER_SIGN_IN="required") as address:
        yield address
    provider.close()


def test_an_office_user_signs_in_and_out_and_others_stay_outside(app, open_page):
    page = open_page()
    page.goto(f"{app}/check-site?lang=zh&at=120.72,31.31&s=P3")
    expect(page.get_by_role("heading", name="请先登录")).to_be_visible(timeout=WAIT)
    assert page.get_by_test_id(PAGES).count() == page.locator("iframe").count() == 0

    for person in ("guest", "fake"):
        page.get_by_role("button", name="登录", exact=True).click()
        page.get_by_role("link", name=person).click()
        expect(page.get_by_text("没有使用本系统的权限")).to_be_visible(timeout=WAIT)
        assert page.get_by_test_id(PAGES).count() == 0
        page.get_by_role("button", name="退出登录").click()
        expect(page.get_by_role("heading", name="请先登录")).to_be_visible(timeout=WAIT)

    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("link", name="zhang").click()
    expect(page.get_by_test_id(PAGES)).to_be_visible(timeout=WAIT)
    expect(page.get_by_test_id("stSidebar").get_by_text("张规划")).to_be_visible()
    expect(page.get_by_role("heading", name="苏州市服务业空间布局")).to_be_visible(timeout=WAIT)
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", name="请先登录")).to_be_visible(timeout=WAIT)
    assert page.get_by_test_id(PAGES).count() == 0


def run():
    return AppTest.from_file(str(ROOT / "gis_app" / "main.py"), default_timeout=60)


def test_without_settings_nobody_is_asked():
    app = run().run()
    assert not app.exception
    assert not app.error
    assert [b.label for b in app.button if b.label == "登录"] == []


def test_a_server_that_requires_a_sign_in_stays_shut_without_settings(monkeypatch):
    monkeypatch.setenv(sign_in.SETTING, sign_in.REQUIRED)
    app = run().run()
    assert "服务器要求登录" in app.error[0].value
    assert len(app.main) == 1


def test_a_broken_settings_file_opens_nothing(monkeypatch, tmp_path):
    (tmp_path / "secrets.toml").write_text("[auth\n", encoding="utf-8")
    monkeypatch.setattr(
        sign_in.st, "get_option", lambda _: [str(tmp_path / "secrets.toml")], raising=True
    )
    monkeypatch.setattr(sign_in.st.secrets, "_secrets", None)
    with pytest.raises(Exception, match="secrets"):
        sign_in.secrets()


@pytest.mark.parametrize(
    ("address", "verified", "admitted"),
    [
        ("li@office.example", True, True),
        ("LI@OFFICE.EXAMPLE", None, True),
        ("wang@other.example", True, True),
        ("li@other.example", True, False),
        ("li@office.example", False, False),
        ("li@office.example.evil", True, False),
        ("li@sub.office.example", True, False),
        ("@office.example", True, False),
        ("office.example", True, False),
        ("li@evil@office.example", True, True),  # the provider's own affair: the domain is ours
        (None, True, False),
        ("", True, False),
    ],
)
def test_the_list_names_addresses_and_domains(address, verified, admitted):
    person = {"email": address} | ({} if verified is None else {"email_verified": verified})
    assert sign_in.admitted(person, ["@office.example", "Wang@other.example "]) is admitted


def test_an_empty_list_admits_nobody():
    assert not sign_in.admitted({"email": "li@office.example"}, [])
