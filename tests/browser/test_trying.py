"""What visitors try twice, or in vain, or at too great a length."""

from playwright.sync_api import FrameLocator, Page, Route, expect

from bot.cli.demo import Demo
from tests.browser.audit import faults_of, inside
from tests.browser.network import (
    FIRST,
    MESSAGES,
    SECOND,
    answered_with,
    asked,
    said,
    spoken,
    type_in,
)
from tests.browser.steps import choose, come, heading, introduced

LONG = "nothing has gone over since yesterday. " * 128
"""Five thousand characters, as somebody pastes a whole e-mail."""


def test_message_that_is_too_long_stays_whole_in_the_box(
    page: Page, known: FrameLocator, demo: Demo
) -> None:
    box = known.get_by_role("textbox", name="Your message")
    box.focus()
    # As from the clipboard, which a limit of the box would cut without a word.
    page.keyboard.insert_text(LONG)
    box.press("Enter")
    expect(known.get_by_role("status")).to_contain_text("more than I can read at once")
    expect(box).to_have_value(LONG)
    type_in(known, SECOND)
    expect(known.locator(".turn")).to_have_count(3)
    expect(known.get_by_role("status")).to_be_empty()
    assert spoken(page, demo) == [FIRST, SECOND]


def test_trying_again_is_offered_once_and_goes_when_it_is_done(
    page: Page, known: FrameLocator, demo: Demo
) -> None:
    page.route(MESSAGES, answered_with(429, "That was very fast."))
    for text in (SECOND, "it began on Monday"):
        type_in(known, text)
        expect(said(known, text)).to_be_visible()
        expect(known.get_by_text("That was very fast.")).to_have_count(1)
    page.unroute(MESSAGES)
    type_in(known, "or on Tuesday")
    expect(known.locator(".turn")).to_have_count(5)
    expect(known.get_by_role("log").locator(".problem")).to_have_count(0)
    assert spoken(page, demo) == [FIRST, SECOND, "it began on Monday", "or on Tuesday"]


def test_what_arrived_is_not_said_to_wait(page: Page, known: FrameLocator) -> None:
    page.route("**/cards.js*", lambda route: route.abort())
    choose(known, "Check my connection")
    expect(known.get_by_role("button", name="Try again")).to_be_visible()
    page.unroute("**/cards.js*")
    choose(known, "Try again")
    heading(known, "The Xero connection has expired")
    expect(known.locator(".said.waiting")).to_have_count(0)


def test_words_that_were_not_sent_are_there_after_a_reload(
    page: Page, chat: FrameLocator, demo: Demo
) -> None:
    token = introduced(page, demo.url)
    come(page, demo.url, token)
    expect(chat.locator(".turn")).to_have_count(1)
    box = chat.get_by_role("textbox", name="Your message")
    box.fill(FIRST)
    come(page, demo.url, token)
    expect(box).to_have_value(FIRST)
    box.press("Enter")
    expect(chat.locator(".turn")).to_have_count(2)
    come(page, demo.url, token)
    expect(chat.locator(".turn")).to_have_count(2)
    expect(box).to_have_value("")


def torn(route: Route) -> None:
    """The answer as it comes where a message fits two causes."""
    body = route.fetch().json()
    body["turn"]["decision"]["kind"] = "did_you_mean"
    names = {
        "suspect=duplicate_invoice": "A number is taken",
        "suspect=xero_outage": "Xero is down",
    }
    body["turn"]["choices"] = [{"id": name, "label": label} for name, label in names.items()]
    route.fulfill(json=body)


def test_what_was_meant_is_one_click_away(page: Page, known: FrameLocator, demo: Demo) -> None:
    page.route(MESSAGES, torn, times=1)
    type_in(known, SECOND)
    group = known.get_by_role("group", name="Suggested answers").last
    expect(group.get_by_role("button")).to_have_text(["A number is taken", "Xero is down"])
    assert faults_of(inside(page)) == []
    choose(known, "A number is taken")
    expect(known.locator(".turn")).to_have_count(4)
    expect(said(known, "A number is taken")).to_have_count(1)
    assert len(spoken(page, demo)) == 3


def test_double_click_on_a_rating_counts_once(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/articles/xero-sync")
    sent = asked(page, "/feedback")
    page.locator(".rating").get_by_role("button", name="Yes", exact=True).dblclick()
    expect(page.locator(".rating").get_by_text("That’s Great!")).to_be_visible()
    assert len(sent) == 1
