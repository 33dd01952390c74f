"""Nothing a visitor does is lost or done twice, whatever the network does."""

import json

from playwright.sync_api import FrameLocator, Page, Route, expect

from bot.cli.demo import Demo
from tests.browser.audit import inside
from tests.browser.network import (
    BACK,
    CHECKS,
    FIRST,
    MESSAGES,
    SECOND,
    UNDO,
    WAITING,
    answered_with,
    asked,
    caught,
    go_back,
    go_offline,
    hold,
    said,
    spoken,
    type_in,
)
from tests.browser.steps import choose, come, heading, say


def test_undo_never_overtakes_the_message_on_its_way(
    page: Page, known: FrameLocator, demo: Demo
) -> None:
    undone = asked(page, "/undo")
    held = hold(page, MESSAGES)
    with page.expect_request(MESSAGES):
        type_in(known, SECOND)
    go_back(known)
    expect(said(known, SECOND)).to_be_visible()
    assert not undone
    caught(page, held).continue_()
    expect(known.get_by_text(BACK)).to_be_visible()
    expect(said(known, SECOND)).to_have_count(0)
    expect(said(known, FIRST)).to_have_count(1)
    assert spoken(page, demo) == [FIRST, SECOND, "undone"]


def test_second_click_on_going_back_goes_no_further(
    page: Page, known: FrameLocator, demo: Demo
) -> None:
    held = hold(page, UNDO)
    with page.expect_request(UNDO):
        go_back(known)
    go_back(known)
    caught(page, held).continue_()
    expect(known.get_by_text(BACK)).to_be_visible()
    assert spoken(page, demo) == [FIRST, "undone"]
    assert not held


def test_undo_of_a_message_typed_offline_removes_just_that_one(
    page: Page, known: FrameLocator, demo: Demo
) -> None:
    go_offline(page)
    type_in(known, SECOND)
    expect(known.get_by_text(WAITING)).to_be_visible()
    go_back(known)
    expect(known.get_by_text(BACK)).to_be_visible()
    expect(said(known, SECOND)).to_have_count(0)
    expect(said(known, FIRST)).to_have_count(1)
    page.context.set_offline(False)
    choose(known, "Check my connection")
    heading(known, "The Xero connection has expired")
    assert spoken(page, demo) == [FIRST, "Check my connection"]


def test_choice_taken_back_offline_can_be_picked_again(
    page: Page, known: FrameLocator, demo: Demo
) -> None:
    go_offline(page)
    choose(known, "Check my connection")
    expect(known.get_by_text(WAITING)).to_be_visible()
    go_back(known)
    expect(known.get_by_text(BACK)).to_be_visible()
    page.context.set_offline(False)
    choose(known, "Check my connection")
    heading(known, "The Xero connection has expired")
    assert spoken(page, demo) == [FIRST, "Check my connection"]


def test_nothing_seems_on_its_way_while_offline(known: FrameLocator, page: Page) -> None:
    go_offline(page)
    type_in(known, SECOND)
    expect(known.get_by_text("Not sent yet").last).to_be_visible()
    expect(known.get_by_text("One moment…")).to_be_hidden()


def test_message_typed_offline_is_shown_waits_and_arrives_once(
    page: Page, known: FrameLocator, demo: Demo
) -> None:
    go_offline(page)
    type_in(known, SECOND)
    expect(said(known, SECOND)).to_be_visible()
    expect(known.get_by_text(WAITING)).to_be_visible()
    with page.expect_response(MESSAGES) as answer:
        page.context.set_offline(False)
    assert answer.value.ok
    expect(known.get_by_text(WAITING)).to_have_count(0)
    expect(said(known, SECOND)).to_have_count(1)
    assert spoken(page, demo) == [FIRST, SECOND]


def test_message_whose_answer_got_lost_is_sent_again_and_counts_once(
    page: Page, known: FrameLocator, demo: Demo
) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(MESSAGES, lose, times=1)
    sent = asked(page, "/messages")
    with page.expect_response(MESSAGES) as answer:
        type_in(known, SECOND)
    assert answer.value.ok
    expect(known.locator(".turn")).to_have_count(3)
    assert len(sent) == 2
    assert spoken(page, demo) == [FIRST, SECOND]


def test_message_waits_for_a_server_that_is_away(
    page: Page, known: FrameLocator, demo: Demo
) -> None:
    page.route(MESSAGES, answered_with(503), times=1)
    type_in(known, SECOND)
    expect(known.locator(".turn")).to_have_count(3)
    expect(known.get_by_text(WAITING)).to_have_count(0)
    assert spoken(page, demo) == [FIRST, SECOND]


def test_failure_in_the_stream_is_told_once_and_waits_for_the_visitor(
    page: Page, known: FrameLocator, demo: Demo
) -> None:
    broken = {"ok": False, "error": "Unforeseen", "message": "The look broke.", "status": 500}
    stream = f"event: error\ndata: {json.dumps(broken)}\n\n"
    page.route(CHECKS, lambda route: route.fulfill(content_type="text/event-stream", body=stream))
    looks = asked(page, "/checks")
    choose(known, "Check my connection")
    expect(known.get_by_text("The look broke.")).to_have_count(1)
    choose(known, "Try again")
    expect(known.get_by_text("The look broke.")).to_have_count(1)
    expect(known.get_by_role("button", name="Try again")).to_be_visible()
    assert len(looks) == 2
    page.unroute(CHECKS)
    choose(known, "Try again")
    heading(known, "The Xero connection has expired")
    expect(known.get_by_text("The look broke.")).to_have_count(0)


def test_refused_look_loses_no_message_that_waits_behind_it(
    page: Page, known: FrameLocator, demo: Demo
) -> None:
    held = hold(page, CHECKS)
    with page.expect_request(CHECKS):
        choose(known, "Check my connection")
    type_in(known, SECOND)
    with page.expect_response(MESSAGES):
        answered_with(403, "Not now.")(caught(page, held))
    expect(known.get_by_text("Not now.")).to_have_count(1)
    assert spoken(page, demo) == [FIRST, "Check my connection", SECOND]


def test_refused_message_is_not_in_the_way_of_the_next(
    page: Page, known: FrameLocator, demo: Demo
) -> None:
    page.route(MESSAGES, answered_with(400, "Not like this."), times=1)
    type_in(known, SECOND)
    expect(known.get_by_text("Not like this.")).to_have_count(1)
    choose(known, "Check my connection")
    heading(known, "The Xero connection has expired")
    assert spoken(page, demo) == [FIRST, "Check my connection"]


def test_double_click_on_a_choice_sends_one_answer(
    page: Page, known: FrameLocator, demo: Demo
) -> None:
    sent = asked(page, "/messages")
    known.get_by_role("button", name="Check my connection").last.dblclick()
    heading(known, "The Xero connection has expired")
    assert len(sent) == 1
    assert spoken(page, demo) == [FIRST, "Check my connection"]


def test_message_from_another_tab_loses_neither(page: Page, chat: FrameLocator, demo: Demo) -> None:
    come(page, demo.url)
    say(chat, FIRST)
    expect(chat.locator(".turn")).to_have_count(2)
    with page.context.expect_page() as opened:
        page.evaluate("() => { open(location.href) }")
    tab = opened.value
    tab.get_by_role("button", name="Help with Xero").click()
    there = tab.frame_locator("iframe")
    expect(said(there, FIRST)).to_be_visible()
    type_in(there, SECOND)
    expect(there.locator(".turn")).to_have_count(3)
    page.route(MESSAGES, answered_with(409), times=1)
    type_in(chat, "it began on Monday")
    expect(chat.locator(".turn")).to_have_count(4)
    expect(chat.locator(".said p")).to_have_text([FIRST, SECOND, "it began on Monday"])
    assert spoken(page, demo) == [FIRST, SECOND, "it began on Monday"]


def test_message_that_is_always_too_late_is_kept_for_another_try(
    page: Page, known: FrameLocator, demo: Demo
) -> None:
    page.route(MESSAGES, answered_with(409, "Somebody was faster."))
    type_in(known, SECOND)
    expect(known.get_by_text("Somebody was faster.")).to_be_visible()
    page.unroute(MESSAGES)
    choose(known, "Try again")
    expect(known.locator(".turn")).to_have_count(3)
    expect(said(known, SECOND)).to_have_count(1)
    assert spoken(page, demo) == [FIRST, SECOND]


def test_words_typed_before_it_is_told_who_is_there_stay_in_the_box(
    page: Page, chat: FrameLocator, demo: Demo
) -> None:
    silent = f"<iframe src='/widget?topic=xero-sync&host={demo.url}'></iframe>"
    page.route("**/host", lambda route: route.fulfill(content_type="text/html", body=silent))
    page.goto(f"{demo.url}/host")
    type_in(chat, FIRST)
    expect(chat.get_by_role("textbox", name="Your message")).to_have_value(FIRST)


def test_words_of_the_page_around_never_replace_what_is_being_typed(
    page: Page, chat: FrameLocator, demo: Demo
) -> None:
    come(page, demo.url)
    box = chat.get_by_role("textbox", name="Your message")
    expect(chat.locator(".turn")).to_have_count(1)
    page.evaluate("() => HearLinkAssistant.prefill('theirs')")
    expect(box).to_have_value("theirs")
    box.fill(FIRST)
    inside(page).evaluate(
        """() => new Promise(told => {
          addEventListener('message', told, { once: true })
          parent.HearLinkAssistant.prefill('theirs, once more')
        })"""
    )
    expect(box).to_have_value(FIRST)
