"""Who is there is proved anew with every call, and a proof that ran out stops nobody."""

from playwright.sync_api import FrameLocator, Page, Route, expect

from bot.cli.demo import Demo
from tests.browser.network import (
    FIRST,
    IDENTITY,
    MESSAGES,
    SECOND,
    answered_with,
    asked,
    said,
    spoken,
    type_in,
)
from tests.browser.steps import choose, come, heading, introduced, say


def test_proof_of_who_it_is_travels_in_a_header_and_in_no_address(
    page: Page, chat: FrameLocator, demo: Demo
) -> None:
    seen = asked(page)
    token = introduced(page, demo.url)
    come(page, demo.url, token)
    say(chat, FIRST)
    choose(chat, "Check my connection")
    heading(chat, "The Xero connection has expired")
    calls = [one for one in seen if one.url.endswith(("/messages", "/checks"))]
    assert len(calls) == 3
    assert {one.headers.get(IDENTITY) for one in calls} == {token}
    assert not [one.url for one in seen if token in one.url]


def test_stranger_sends_no_proof(page: Page, chat: FrameLocator, demo: Demo) -> None:
    sent = asked(page, "/messages")
    come(page, demo.url)
    say(chat, FIRST)
    expect(chat.locator(".turn")).to_have_count(2)
    assert [IDENTITY in one.headers for one in sent] == [False]


def test_conversation_goes_on_without_a_proof_that_ran_out(
    page: Page, known: FrameLocator, demo: Demo
) -> None:
    def run_out(route: Route) -> None:
        if IDENTITY in route.request.headers:
            answered_with(401)(route)
        else:
            route.continue_()

    page.evaluate("() => HearLinkAssistant.on('expired', () => { document.title = 'expired' })")
    page.route(MESSAGES, run_out)
    sent = asked(page, "/messages")
    type_in(known, SECOND)
    expect(known.locator(".turn")).to_have_count(3)
    expect(page).to_have_title("expired")
    type_in(known, "it began on Monday")
    expect(known.locator(".turn")).to_have_count(4)
    assert [IDENTITY in one.headers for one in sent] == [True, False, False]
    assert spoken(page, demo) == [FIRST, SECOND, "it began on Monday"]


def test_proof_that_has_run_out_at_the_start_makes_a_stranger(
    page: Page, chat: FrameLocator, demo: Demo
) -> None:
    page.goto(f"{demo.url}/articles/xero-sync")
    page.evaluate("() => HearLinkAssistant.on('expired', () => { document.title = 'expired' })")
    page.evaluate("() => HearLinkAssistant.identify('run.out.long-ago')")
    page.get_by_role("button", name="Help with Xero").click()
    say(chat, FIRST)
    expect(chat.locator(".turn")).to_have_count(2)
    expect(page).to_have_title("expired")
    page.evaluate("() => HearLinkAssistant.prefill('and then?')")
    expect(chat.get_by_role("textbox", name="Your message")).to_have_value("and then?")
    expect(said(chat, FIRST)).to_have_count(1)
    assert spoken(page, demo) == [FIRST]
