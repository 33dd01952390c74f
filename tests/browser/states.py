"""A journey through every state of the chat, one after the other in one page."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import FrameLocator, Page, Route, expect

from bot.cli.demo import Demo
from tests.browser.audit import inside
from tests.browser.network import (
    CHECKS,
    FIRST,
    MESSAGES,
    WAITING,
    caught,
    go_offline,
    hold,
    type_in,
)
from tests.browser.steps import choose, heading, pick, say

TABLE = {
    "at": "2026-03-02T09:00:00Z",
    "checked": 128,
    "rows": [
        {
            "number": "WH00041",
            "document": "invoice",
            "problem": "missing",
            "hearlink": {"status": "Finalised", "total": "2395.00"},
            "xero": [],
        },
        {
            "number": "WH00038",
            "document": "invoice",
            "problem": "doubled",
            "hearlink": {"status": "Paid", "total": "94.80"},
            "xero": [
                {"status": "PAID", "total": "94.80"},
                {"status": "AUTHORISED", "total": "94.80"},
            ],
        },
        {
            "number": "CN00003",
            "document": "credit_note",
            "problem": "amount",
            "hearlink": {"status": "Finalised", "total": "30.00"},
            "xero": [{"status": "AUTHORISED", "total": "25.00"}],
        },
    ],
}
"""A comparison with one document of each kind."""


def offering(*names: str) -> Any:
    """Lets the answer come through, with an offer added to its turn."""

    def fulfil(route: Route) -> None:
        body = route.fetch().json()
        body["turn"]["offers"] = list(names)
        route.fulfill(json=body)

    return fulfil


def answered_by_support(page: Page, text: str) -> None:
    """From now on the events end with an answer of a person."""

    def fulfil(route: Route) -> None:
        body = route.fetch().json()
        body["last"] += 1
        reply = {"kind": "replied", "at": "2026-03-02T09:00:00Z", "text": text}
        body["events"].append({"number": body["last"], **reply})
        route.fulfill(json=body)

    page.route("**/events?after=*", fulfil, times=1)


def found_out(page: Page, chat: FrameLocator, demo: Demo) -> Iterator[str]:
    """From the greeting to the cause."""
    pick(page, demo.url, "Xero consent expired")
    expect(chat.get_by_text("Tell me in your own words")).to_be_visible()
    yield "greeting"
    say(chat, FIRST)
    expect(chat.get_by_text("Is that all right?")).to_be_visible()
    yield "asks-to-look"
    held = hold(page, CHECKS)
    with page.expect_request(CHECKS):
        choose(chat, "Check my connection")
    expect(chat.locator(".checks li").last).to_be_visible()
    yield "looking"
    caught(page, held).continue_()
    page.unroute(CHECKS)
    heading(chat, "The Xero connection has expired")
    yield "cause"
    chat.get_by_role("checkbox").first.check()
    chat.get_by_role("checkbox").nth(1).check()
    yield "steps-ticked"


def around(page: Page, chat: FrameLocator) -> Iterator[str]:
    """What can be done beside talking."""
    chat.get_by_role("button", name="More").click()
    expect(chat.get_by_role("button", name="Start again")).to_be_visible()
    yield "menu"
    chat.get_by_role("button", name="Start again").click()
    yield "start-again"
    chat.get_by_role("button", name="Keep this one").click()
    chat.get_by_role("button", name="Change this answer").first.click()
    expect(chat.get_by_role("button", name="Save the change")).to_be_visible()
    yield "changing"
    chat.get_by_role("button", name="Leave it as it is").click()
    go_offline(page)
    type_in(chat, "how do I do that")
    expect(chat.get_by_text(WAITING)).to_be_visible()
    yield "offline"
    page.context.set_offline(False)
    expect(chat.get_by_text(WAITING)).to_have_count(0)
    heading(chat, "The Xero connection has expired")


def fixed(page: Page, chat: FrameLocator) -> Iterator[str]:
    """From the repair to the feedback."""
    page.evaluate("document.querySelector('#repairs button').click()")
    expect(page.locator("#repairs").get_by_text("Repaired").first).to_be_attached()
    choose(chat, "Done, check again")
    expect(chat.get_by_text("Was this helpful?")).to_be_visible()
    yield "fixed"
    chat.get_by_role("button", name="No", exact=True).click()
    chat.get_by_role("button", name="Send feedback").click()
    expect(chat.get_by_text("Select at least one")).to_be_visible()
    yield "feedback"
    chat.get_by_role("checkbox", name="Difficult to understand").check()
    chat.get_by_role("button", name="Send feedback").click()
    expect(chat.get_by_text("Feedback sent")).to_be_visible()
    yield "feedback-sent"


def explained(page: Page, chat: FrameLocator) -> Iterator[str]:
    """An error text, and the table."""
    page.route(MESSAGES, offering("reconciliation"), times=1)
    type_in(chat, "The error says: Account code '205' is not a valid code for this document")
    expect(chat.get_by_role("heading", name="What that error means")).to_be_visible()
    yield "error"
    page.route("**/reconciliation", lambda route: route.fulfill(json=TABLE))
    choose(chat, "Compare everything with Xero")
    expect(chat.get_by_role("table")).to_be_visible()
    yield "comparison"


def handed_over(page: Page, chat: FrameLocator) -> Iterator[str]:
    """From the wish for a person to their answer."""
    chat.get_by_role("button", name="Talk to a person").first.click()
    heading(chat, "Send this to a person")
    yield "ticket"
    chat.get_by_label("E-mail").fill("nobody")
    chat.get_by_role("button", name="Send to support").click()
    expect(chat.get_by_text("looks incomplete")).to_be_visible()
    yield "ticket-refused"
    chat.get_by_label("E-mail").fill("hannah@example.org")
    chat.get_by_role("button", name="Send to support").click()
    expect(chat.get_by_text("Your reference")).to_be_visible()
    yield "ticket-sent"
    answered_by_support(page, "Good morning. I have reset the connection for you.")
    inside(page).evaluate("dispatchEvent(new Event('visibilitychange'))")
    expect(chat.get_by_text("I have reset the connection")).to_be_visible()
    yield "support-answers"


def walk(page: Page, chat: FrameLocator, demo: Demo) -> Iterator[str]:
    """Every state, by its name, as it is reached."""
    yield from found_out(page, chat, demo)
    yield from around(page, chat)
    yield from fixed(page, chat)
    yield from explained(page, chat)
    yield from handed_over(page, chat)
