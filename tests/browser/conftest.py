"""A running demo and a browser for it, once for all browser tests."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from bot.cli.demo import Demo, running
from tests.browser.network import FIRST
from tests.browser.steps import come, introduced, say

SWITCHED_OFF = (
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "MediaRouter",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxPopup",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # The last such list counts, so what Playwright needs switched off stands here as well. The
    # address bar of a window that nobody sees costs more than the page in it.
    "--disable-features=" + ",".join(SWITCHED_OFF),
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

Shoot = Callable[[str], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process drives the one browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert found, "no Chromium on this machine; `make test` installs one"
    # Pop-ups are held back as they are for visitors.
    strict = ["--disable-popup-blocking"]
    return {"executable_path": found, "args": list(FLAGS), "ignore_default_args": strict}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """Without motion, so that axe never meets a colour that is halfway to its place."""
    return {"reduced_motion": "reduce", "viewport": {"width": 1280, "height": 860}}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running(tmp_path_factory.mktemp("demo")) as started:
        yield started


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page on which no script fails and nothing is refused by the content policy."""
    problems: list[str] = []
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: (
            problems.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    yield page
    # A call that is still on its way is nobody's concern any more.
    page.unroute_all(behavior="ignoreErrors")
    assert not problems


@pytest.fixture
def shoot(page: Page) -> Shoot:
    """Takes a picture when a folder for pictures is named, as `make screenshots` does."""
    folder = os.environ.get("SCREENSHOTS")

    def take(name: str) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png")

    return take


@pytest.fixture
def chat(page: Page) -> FrameLocator:
    """The chat in its frame."""
    return page.frame_locator("iframe")


@pytest.fixture
def known(page: Page, chat: FrameLocator, demo: Demo) -> FrameLocator:
    """A signed-in visitor's chat, in which one message is answered."""
    come(page, demo.url, introduced(page, demo.url))
    say(chat, FIRST)
    expect(chat.get_by_text("Is that all right?")).to_be_visible()
    return chat
