"""Connecting Xero from the chat: the consent opens in a tab of its own, within the click."""

from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, Route, expect

from bot.cli.demo import Demo
from tests.browser.audit import faults_of, inside, unfit
from tests.browser.network import FIRST, MESSAGES, SECOND, answered_with, type_in
from tests.browser.steps import choose, come, introduced, say

AUTHORISATIONS = "**/api/v1/xero/authorisations"
BLOCK = {"type": "connect", "purpose": "look", "text": "Shall we?", "label": "Connect Xero"}
DONE = {"id": "connect.done", "label": "That's done, look again"}


def with_offer(route: Route) -> None:
    """Lets the answer come through, with the offer that an app of our own would make."""
    body: dict[str, Any] = route.fetch().json()
    body["turn"]["blocks"].append(BLOCK)
    body["turn"]["choices"].insert(0, DONE)
    route.fulfill(json=body)


@pytest.fixture
def offered(page: Page, known: FrameLocator) -> FrameLocator:
    """A chat in which connecting Xero is offered."""
    page.route(MESSAGES, with_offer, times=1)
    type_in(known, SECOND)
    expect(known.get_by_role("button", name="Connect Xero")).to_be_visible()
    return known


def test_consent_is_given_in_a_tab_of_its_own(
    page: Page, offered: FrameLocator, demo: Demo
) -> None:
    with page.expect_popup() as opened:
        choose(offered, "Connect Xero")
    xero = opened.value
    expect(xero.get_by_role("button", name="Allow access")).to_be_visible()
    assert demo.url not in xero.url
    assert "ticket" not in xero.url
    xero.get_by_role("button", name="Allow access").click()
    expect(xero.get_by_role("heading")).to_contain_text("Connected to")
    xero.close()
    expect(offered.get_by_role("button", name=DONE["label"])).to_be_visible()


def test_chat_that_is_open_at_another_of_our_names_leads_there_too(
    page: Page, chat: FrameLocator, demo: Demo
) -> None:
    elsewhere = demo.url.replace("127.0.0.1", "localhost")
    come(page, elsewhere, introduced(page, elsewhere))
    say(chat, FIRST)
    expect(chat.get_by_text("Is that all right?")).to_be_visible()
    page.route(MESSAGES, with_offer, times=1)
    type_in(chat, SECOND)
    with page.expect_popup() as opened:
        choose(chat, "Connect Xero")
    # Our own page asks first, as the form came from another origin.
    opened.value.get_by_role("button", name="Yes, go on to Xero").click()
    expect(opened.value.get_by_role("button", name="Allow access")).to_be_visible()


def test_each_click_has_a_ticket_of_its_own(page: Page, offered: FrameLocator) -> None:
    for _ in range(2):
        with page.expect_popup() as opened:
            choose(offered, "Connect Xero")
        expect(opened.value.get_by_role("button", name="Allow access")).to_be_visible()
        opened.value.close()


def test_tab_that_a_browser_would_hold_back_opens_with_another_click(
    page: Page, offered: FrameLocator
) -> None:
    # As it is when the ticket took longer than a browser remembers a click.
    spent = "Object.defineProperty(navigator, 'userActivation', { value: { isActive: false } })"
    inside(page).evaluate(spent)
    choose(offered, "Connect Xero")
    expect(offered.get_by_text("Press the button once more")).to_be_visible()
    assert len(page.context.pages) == 1
    with page.expect_popup() as opened:
        choose(offered, "Connect Xero")
    expect(opened.value.get_by_role("button", name="Allow access")).to_be_visible()


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "I can't tell any more who you are."),
        (403, "Not for you, sorry."),
        (503, "Not for you, sorry."),
    ],
)
def test_what_went_wrong_is_said_in_a_sentence(
    page: Page, offered: FrameLocator, status: int, says: str
) -> None:
    page.route(AUTHORISATIONS, answered_with(status, "Not for you, sorry."))
    choose(offered, "Connect Xero")
    expect(offered.get_by_text(says)).to_be_visible()
    page.unroute(AUTHORISATIONS)
    with page.expect_popup():
        choose(offered, "Connect Xero")
    expect(offered.get_by_text(says)).to_have_count(0)


def test_lost_connection_is_said_too(page: Page, offered: FrameLocator) -> None:
    page.route(AUTHORISATIONS, lambda route: route.abort())
    choose(offered, "Connect Xero")
    expect(offered.get_by_text("That did not work.")).to_be_visible()


def test_offer_is_fit_for_everybody(page: Page, offered: FrameLocator) -> None:
    frame = inside(page)
    assert faults_of(frame) == []
    assert unfit(frame) == []
