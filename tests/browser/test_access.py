"""Everybody can use it: axe finds nothing, and the keyboard is enough."""

from collections.abc import Callable
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FrameLocator, Page, expect

from bot.cli.demo import Demo
from tests.browser.conftest import Shoot
from tests.browser.steps import choose, heading, pick, say

Scheme = Literal["light", "dark"]
PAGES = ("/demo", "/articles/xero-sync", "/desk/login", "/api/docs", "/nothing-here")


def faults_of(page: Page) -> list[str]:
    """What axe objects to, frames included, one line each."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def open_chat(page: Page, chat: FrameLocator, demo: Demo) -> None:
    pick(page, demo.url, "Xero consent expired")
    expect(chat.get_by_text("Tell me in your own words")).to_be_visible()


def ask_to_look(page: Page, chat: FrameLocator, demo: Demo) -> None:
    open_chat(page, chat, demo)
    say(chat, "nothing has gone over since yesterday")
    expect(chat.get_by_text("Is that all right?")).to_be_visible()


def find_out(page: Page, chat: FrameLocator, demo: Demo) -> None:
    ask_to_look(page, chat, demo)
    choose(chat, "Check my connection")
    heading(chat, "The Xero connection has expired")


def repair(page: Page, chat: FrameLocator, demo: Demo) -> None:
    find_out(page, chat, demo)
    page.get_by_role("button", name="Repair").click()
    expect(page.get_by_text("Repaired").first).to_be_visible()
    choose(chat, "Done, check again")
    expect(chat.get_by_text("Was this helpful?")).to_be_visible()


def hand_over(page: Page, chat: FrameLocator, demo: Demo) -> None:
    ask_to_look(page, chat, demo)
    choose(chat, "Talk to a person")
    heading(chat, "Send this to a person")


STATES: dict[str, Callable[[Page, FrameLocator, Demo], None]] = {
    "open": open_chat,
    "look": ask_to_look,
    "diagnosis": find_out,
    "fixed": repair,
    "ticket": hand_over,
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_the_chat(
    page: Page, chat: FrameLocator, demo: Demo, shoot: Shoot, state: str, scheme: Scheme
) -> None:
    page.emulate_media(color_scheme=scheme)
    STATES[state](page, chat, demo)
    shoot(f"{state}-{scheme}")
    assert faults_of(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_on_the_pages(page: Page, demo: Demo, shoot: Shoot, path: str) -> None:
    page.goto(f"{demo.url}{path}")
    page.wait_for_load_state("networkidle")
    shoot(f"page{path.replace('/', '-')}")
    assert faults_of(page) == []


def test_whole_journey_needs_no_mouse(page: Page, chat: FrameLocator, demo: Demo) -> None:
    open_chat(page, chat, demo)
    box = chat.get_by_role("textbox", name="Your message")
    box.focus()
    page.keyboard.type("nothing has gone over since yesterday")
    page.keyboard.press("Enter")
    agree = chat.get_by_role("button", name="Check my connection").last
    expect(agree).to_be_enabled()
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if agree.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    heading(chat, "The Xero connection has expired")


def test_closing_gives_the_focus_back_to_the_launcher(
    page: Page, chat: FrameLocator, demo: Demo
) -> None:
    page.goto(f"{demo.url}/articles/xero-sync")
    launcher = page.get_by_role("button", name="Help with Xero")
    launcher.click()
    expect(chat.get_by_text("Tell me in your own words")).to_be_visible()
    chat.get_by_role("textbox", name="Your message").focus()
    page.keyboard.press("Escape")
    expect(page.locator("iframe")).to_be_hidden()
    assert "Help with Xero" in page.evaluate(
        "() => { let n = document.activeElement;"
        " while (n?.shadowRoot?.activeElement) n = n.shadowRoot.activeElement;"
        " return n.textContent + (n.getAttribute('aria-label') || '') }"
    )


def test_phone_shows_everything_at_320_pixels(browser: Browser, demo: Demo, shoot: Shoot) -> None:
    phone = browser.new_page(viewport={"width": 320, "height": 640}, reduced_motion="reduce")
    phone.goto(f"{demo.url}/widget?topic=xero-sync")
    expect(phone.get_by_role("textbox", name="Your message")).to_be_visible()
    wide = phone.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= 320
    assert faults_of(phone) == []
    phone.close()
