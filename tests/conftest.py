"""What every test shares: skips are named, and under CI=true each one is a failure."""

import os
import shutil
import sys
from types import ModuleType

import pytest
from hypothesis import settings
from playwright.sync_api import sync_playwright

from tests.chromium import FLAGS, NO_NAMES

ON_CI = os.environ.get("CI") == "true"

# Nothing fails on time, and the continuous integration tries the same examples each time.
settings.register_profile("project", deadline=None, derandomize=ON_CI)
settings.load_profile("project")


@pytest.fixture
def plain_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give spawned processes no script to run: tests of pages leave theirs as the main one."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))


def skipped(config: pytest.Config) -> list[tuple[str, str]]:
    """Return (test, reason) of everything that was skipped, folders and files included."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    return sorted((r.nodeid, r.longrepr[2].removeprefix("Skipped: ")) for r in reports)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if ON_CI and session.exitstatus == pytest.ExitCode.OK and skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    skips = skipped(config)
    if not skips:
        return
    title = "SKIPPED: a failure under CI=true" if ON_CI else "SKIPPED: could not run here"
    terminalreporter.section(title, yellow=not ON_CI, red=ON_CI)
    for test, reason in skips:
        terminalreporter.line(f"{test}: {reason}")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of a Chromium, or skip and say how to get one."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.skip("Chromium is missing: sudo apt install chromium")


@pytest.fixture(scope="session")
def browser(chromium):
    """Start one Chromium for all browser tests: Playwright runs once in a process."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, NO_NAMES])
        yield running
        running.close()
