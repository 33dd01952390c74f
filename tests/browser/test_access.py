"""Everybody can use it: axe finds nothing in any state, and everything fits and can be hit."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Frame, FrameLocator, Page, ViewportSize, expect

from bot.cli.demo import Demo
from tests.browser.audit import SEEN, faults_of, inside, resize, unfit
from tests.browser.conftest import Shoot
from tests.browser.network import CHECKS, caught, hold
from tests.browser.states import found_out, walk
from tests.browser.steps import choose

PAGES = ("/demo", "/articles/xero-sync", "/desk/login", "/api/docs", "/nothing-here")

Look = tuple[Literal["light", "dark"], Literal["active", "none"], Literal["ltr", "rtl"]]
LOOKS: dict[str, Look] = {
    "light": ("light", "none", "ltr"),
    "dark": ("dark", "none", "ltr"),
    "forced": ("dark", "active", "ltr"),
    "rtl": ("light", "none", "rtl"),
}


def put_on(page: Page, look: str) -> Frame:
    """The chat in that look, with words that a test can read where it runs as in Arabic."""
    scheme, forced, direction = LOOKS[look]
    page.emulate_media(color_scheme=scheme, forced_colors=forced)
    frame = inside(page)
    for root in ("document.documentElement", "document.querySelector('#log')"):
        frame.evaluate(f"dir => {{ {root}.dir = dir }}", direction)
    return frame


def test_axe_finds_nothing_in_any_state(
    page: Page, chat: FrameLocator, demo: Demo, shoot: Shoot
) -> None:
    seen, faults = 0, []
    for state in walk(page, chat, demo):
        for look in LOOKS:
            frame = put_on(page, look)
            shoot(f"{look}-{state}")
            found = (*faults_of(frame), *unfit(frame))
            faults += [f"{look} {state}: {one}" for one in found]
        put_on(page, "light")
        seen += 1
    assert faults == []
    assert seen >= 12


def test_nothing_moves_for_whom_motion_is_too_much(page: Page, known: FrameLocator) -> None:
    held = hold(page, CHECKS)
    moving = "() => document.getAnimations().length"
    with page.expect_request(CHECKS):
        choose(known, "Check my connection")
    expect(known.locator(".checks li").last).to_be_visible()
    assert inside(page).evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert inside(page).evaluate(moving) > 0
    caught(page, held).continue_()


SIZES: dict[str, ViewportSize] = {
    "phone-390": {"width": 390, "height": 844},
    "phone-320": {"width": 320, "height": 640},
    "enlarged-200": {"width": 640, "height": 430},
    "enlarged-400": {"width": 320, "height": 256},
}
"""What is left of a window of 1280 × 860, or 1280 × 1024, pixels when it is enlarged."""


def test_everything_fits_and_can_be_hit(
    page: Page, chat: FrameLocator, demo: Demo, shoot: Shoot
) -> None:
    phone = SIZES["phone-390"]
    page.set_viewport_size(phone)
    faults = []
    for state in walk(page, chat, demo):
        for name, size in SIZES.items():
            resize(page, inside(page), size)
            shoot(f"{name}-{state}")
            faults += [f"{name} {state}: {fault}" for fault in unfit(inside(page))]
        resize(page, inside(page), phone)
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
        faults += [f"{accent}: {fault}" for fault in faults_of(inside(page), SEEN)]
    assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sign_on_the_button_is_seen_in_forced_colours(
    page: Page, demo: Demo, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    page.goto(f"{demo.url}/articles/xero-sync")
    colours = """button => [getComputedStyle(button, '::before').backgroundColor,
      getComputedStyle(button).color, getComputedStyle(button).backgroundColor]"""
    sign, label, ground = page.get_by_role("button", name="Help with Xero").evaluate(colours)
    assert sign == label != ground


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_on_the_pages(page: Page, demo: Demo, shoot: Shoot, path: str) -> None:
    page.goto(f"{demo.url}{path}")
    if path == "/demo":
        expect(page.get_by_text("more scenarios")).to_be_visible()
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
    ticket = page.locator("form.ticket")
    ticket.locator("summary").click()
    assert faults_of(page) == []
    # What goes to support is written for them; left to right, or its numbers change places.
    said = ticket.locator("ol li").first
    expect(said.locator("b")).to_have_text("Assistant")
    marked = "all => all.map(one => [one.closest('[lang]').lang, getComputedStyle(one).direction])"
    assert said.locator("b").evaluate_all(marked) == [["en", "ltr"]]
    assert said.locator("p").evaluate_all(marked) == [["ar", "rtl"]]
    page.close()


@pytest.mark.parametrize("language", ["pl", "ar"])
def test_going_back_and_a_person_share_a_line_on_a_phone(
    browser: Browser, demo: Demo, language: str
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    page.goto(f"{demo.url}/widget?topic=xero-sync&lang={language}")
    tops = page.locator("#back, #human").evaluate_all(
        "all => all.map(one => [one.offsetTop, one.offsetHeight])"
    )
    assert tops == [tops[0]] * 2
    page.close()
