"""The documented nginx in front of the app: all works in Chromium, and nothing else passes."""

import http.client
import re
import shutil
import ssl
import subprocess
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.access.conftest import running
from tests.access.provider import CLIENT, SECRET, Provider
from tests.access.test_sign_in import PAGES, SETTINGS, WAIT
from tests.browser.conftest import free_port
from tests.chromium import FLAGS, NO_NAMES
from tests.source import ROOT

NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
AROUND = """
daemon off; pid {place}/nginx.pid; error_log {place}/error.log warn;
events {{}}
http {{
    include /etc/nginx/mime.types; access_log off;
    client_body_temp_path {place}/body; proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi; uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;
    include {place}/planner.conf;
}}
"""
HEADERS = (
    "content-security-policy",
    "x-frame-options",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
    "strict-transport-security",
)
SITES = "名称,经度,纬度,坐标系,重点领域\n北块,120.75,31.65,cgcs2000,P7\n"


def configured(place, port, app):
    """Write the documented configuration with ports of this machine, and nginx's own frame."""
    text = (ROOT / "tools" / "serving" / "nginx.conf").read_text(encoding="utf-8")
    names = {"@NAME@": "localhost", "@BASE@": "/planner", "@PORT@": str(app)}
    names |= {"@CERTIFICATE@": f"{place}/cert.pem", "@KEY@": f"{place}/key.pem"}
    for name, value in names.items():
        text = text.replace(name, value)
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    (place / "planner.conf").write_text(text, encoding="utf-8")
    (place / "nginx.conf").write_text(AROUND.format(place=place), encoding="utf-8")
    certificate = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    files = ["-keyout", place / "key.pem", "-out", place / "cert.pem"]
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*certificate, *files, *subject], check=True, capture_output=True)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Run provider, app and nginx; yield nginx's port."""
    if NGINX is None:
        pytest.skip("nginx is missing: sudo apt install nginx-light")
    place = tmp_path_factory.mktemp("proxy")
    port, app, provider = free_port(), free_port(), Provider()
    configured(place, port, app)
    (place / ".streamlit").mkdir()
    names = {"client": CLIENT, "secret": SECRET, "provider": provider.url}
    text = SETTINGS.format(app=f"https://localhost:{port}/planner", **names)
    (place / ".streamlit" / "secrets.toml").write_text(text, encoding="utf-8")
    unit = (ROOT / "tools" / "serving" / "planner.service").read_text(encoding="utf-8")
    settings = dict(re.findall(r"^Environment=((?:STREAMLIT|PLANNER)_\w+)=(.*)$", unit, re.M))
    settings["STREAMLIT_BROWSER_SERVER_ADDRESS"] = "localhost"
    settings["STREAMLIT_BROWSER_SERVER_PORT"] = str(port)
    settings["PLANNER_STORE"] = str(place / "projects.sqlite")
    del settings["STREAMLIT_SERVER_PORT"]
    with running(place, app, "/planner", **settings):
        command = [NGINX, "-p", place, "-c", place / "nginx.conf"]
        proxy = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            until_it_answers(port)
            yield port
        finally:
            proxy.terminate()
            proxy.wait(timeout=20)
            provider.close()


def until_it_answers(port):
    for _ in range(100):
        try:
            asked(port, "/")
        except ConnectionRefusedError:
            time.sleep(0.1)  # nothing tells when nginx listens
        else:
            return
    pytest.fail("nginx does not answer")


def asked(port, path, method="GET", body=None):
    """Return status, headers and content of an answer over TLS."""
    trusted = ssl._create_unverified_context()
    connection = http.client.HTTPSConnection("localhost", port, context=trusted, timeout=30)
    try:
        connection.request(method, path, body)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_the_page_carries_the_headers_and_the_health_check_answers(served):
    status, headers, page = asked(served, "/planner/")
    assert (status, b'<div id="root">' in page) == (200, True)
    assert [name for name in HEADERS if name not in headers] == []
    assert headers.get("server", "nginx") == "nginx"
    status, _, said = asked(served, "/planner/_stcore/health")
    assert (status, said) == (200, b"ok")
    assert asked(served, "/")[0] == 302


@pytest.mark.parametrize(
    "path",
    [
        "/planner/_stcore/metrics",
        "/planner/_stcore/metrics?families=session",
        "/planner//_stcore/%6detrics",
        "/planner/_stcore/agent/openapi.json",
        "/planner/_stcore/agent/interact",
        "/_stcore/metrics",
    ],
)
def test_what_nobody_has_to_ask_for_is_not_there(served, path):
    assert asked(served, path)[0] == 404


def test_an_upload_beyond_the_limit_is_refused_by_the_proxy(served):
    status, _, _ = asked(served, "/planner/_stcore/upload_file/a/b", "PUT", b"0" * (61 << 20))
    assert status == 413


@pytest.fixture
def page(chromium):
    """Return a page that trusts the certificate; its faults are collected."""
    with sync_playwright() as playwright:
        running_browser = playwright.chromium.launch(
            executable_path=chromium, args=[*FLAGS, NO_NAMES]
        )
        context = running_browser.new_context(ignore_https_errors=True)
        context.add_init_script(
            "window.refused = []; addEventListener('securitypolicyviolation',"
            " e => window.refused.push(e.violatedDirective + ' ' + e.blockedURI))"
        )
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on(
            "console",
            lambda said: page.faults.append(said.text) if "Content Security" in said.text else None,
        )
        yield page
        running_browser.close()


def signed_in(page, port):
    page.goto(f"https://localhost:{port}/planner/")
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("link", name="zhang").click()
    expect(page.get_by_test_id(PAGES)).to_be_visible(timeout=WAIT)


def quiet(page):
    expect(page.locator("[data-stale=true]")).to_have_count(0, timeout=WAIT)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=WAIT)


def test_every_page_works_behind_the_proxy_and_its_policy(served, page):
    signed_in(page, served)
    links = page.get_by_test_id(PAGES).get_by_role("link")
    for name in links.all_inner_texts():
        links.get_by_text(name, exact=True).click()
        expect(page.get_by_role("heading").first).to_be_visible(timeout=WAIT)
        quiet(page)
        assert page.get_by_test_id("stException").count() == 0, name
        assert [f.evaluate("window.refused ?? []") for f in page.frames] == [[]] * len(page.frames)
    assert page.faults == []
    assert all(f.url.startswith((f"https://localhost:{served}/", "about:")) for f in page.frames)


def test_a_site_is_scored_and_a_file_uploaded_behind_the_proxy(served, page):
    signed_in(page, served)
    page.goto(f"https://localhost:{served}/planner/check-site?lang=zh&at=120.72,31.31&s=P3")
    expect(page.get_by_test_id("stMetricValue").first).to_have_text(re.compile(r"^\d+\.\d$"))
    page.goto(f"https://localhost:{served}/planner/batch?lang=zh")
    file = {"name": "sites.csv", "mimeType": "text/csv", "buffer": SITES.encode()}
    page.locator("input[type=file]").first.set_input_files(file)
    expect(page.get_by_text("评价 1 个")).to_be_visible(timeout=WAIT)
    assert page.faults == []


def test_another_page_may_not_frame_it(served, page, tmp_path):
    around = Path(tmp_path / "around.html")
    around.write_text(f'<iframe src="https://localhost:{served}/planner/"></iframe>')
    page.goto(around.as_uri())
    expect(page.frame_locator("iframe").locator("#root")).to_have_count(0)
    page.wait_for_function("document.querySelector('iframe') !== null")
    assert any("frame-ancestors" in fault or "X-Frame" in fault for fault in page.faults)
