"""Everybody can use it: axe finds nothing in any state, and everything fits and can be hit."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, Route, ViewportSize, expect

from bot.cli.demo import Demo
from tests.browser.audit import faults_of, inside, unfit
from tests.browser.conftest import Shoot
from tests.browser.states import found_out, walk

PAGES = ("/demo", "/articles/xero-sync", "/desk/login", "/api/docs", "/nothing-here")


def light(page: Page) -> None:
    page.emulate_media(color_scheme="light")


def dark(page: Page) -> None:
    page.emulate_media(color_scheme="dark")


def forced_colours(page: Page) -> None:
    page.emulate_media(forced_colors="active")


def right_to_left(page: Page) -> None:
    """As in Arabic, with words that a test can read."""

    def turned_round(route: Route) -> None:
        route.fulfill(json={**route.fetch().json(), "dir": "rtl"})

    page.add_init_script("addEventListener('DOMContentLoaded', () => { document.dir = 'rtl' })")
    page.route("**/api/v1/conversations", turned_round)
    page.route("**/events?after=*", turned_round)


LOOKS: dict[str, Callable[[Page], None]] = {
    "light": light,
    "dark": dark,
    "forced": forced_colours,
    "rtl": right_to_left,
}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_any_state(
    page: Page, chat: FrameLocator, demo: Demo, shoot: Shoot, look: str
) -> None:
    LOOKS[look](page)
    seen, faults = 0, []
    for state in walk(page, chat, demo):
        shoot(f"{look}-{state}")
        frame = inside(page)
        faults += [f"{state}: {fault}" for fault in (*faults_of(frame), *unfit(frame))]
        seen += 1
    assert faults == []
    assert seen >= 12


SIZES: dict[str, ViewportSize] = {
    "phone-390": {"width": 390, "height": 844},
    "phone-320": {"width": 320, "height": 640},
    "enlarged-200": {"width": 640, "height": 430},
    "enlarged-400": {"width": 320, "height": 256},
}
"""What is left of a window of 1280 × 860, or 1280 × 1024, pixels when it is enlarged."""


@pytest.mark.parametrize("size", SIZES)
def test_everything_fits_and_can_be_hit(
    page: Page, chat: FrameLocator, demo: Demo, shoot: Shoot, size: str
) -> None:
    page.set_viewport_size(SIZES[size])
    faults = []
    for state in walk(page, chat, demo):
        shoot(f"{size}-{state}")
        faults += [f"{state}: {fault}" for fault in unfit(inside(page))]
    assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_accent_of_the_host_stays_legible(
    page: Page, chat: FrameLocator, demo: Demo, shoot: Shoot, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    list(found_out(page, chat, demo))
    faults = []
    for accent in ("#ffd400", "#f7f7f7", "#111111", "#e4002b", "#0057ff"):
        put = "accent => document.documentElement.style.setProperty('--accent', accent)"
        inside(page).evaluate(put, accent)
        shoot(f"accent-{scheme}-{accent[1:]}")
        faults += [f"{accent}: {fault}" for fault in faults_of(inside(page))]
    assert faults == []


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_on_the_pages(page: Page, demo: Demo, shoot: Shoot, path: str) -> None:
    page.goto(f"{demo.url}{path}")
    page.wait_for_load_state("networkidle")
    shoot(f"page{path.replace('/', '-')}")
    assert faults_of(page) == []


def test_arabic_is_read_from_the_right(browser: Browser, demo: Demo, shoot: Shoot) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page.goto(f"{demo.url}/widget?topic=xero-sync&lang=ar")
    expect(page.locator(".choices button").first).to_be_visible()
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.get_by_role("log").get_attribute("lang") == "ar"
    assert faults_of(page) == []
    page.locator(".choices button").first.click()
    question = page.locator(".turn").nth(1).locator("p").first
    expect(question).to_have_attribute("lang", "en")
    assert faults_of(page) == []
    page.locator("#human").click()
    expect(page.locator("form.ticket")).to_be_visible()
    assert faults_of(page) == []
    page.close()
