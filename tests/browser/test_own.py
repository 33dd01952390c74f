"""What visitors change, keep and find again."""

import re

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from bot.cli.demo import Demo
from tests.browser.audit import inside
from tests.browser.network import (
    FIRST,
    IDENTITY,
    answered_with,
    asked,
    said,
    spoken,
    type_in,
)
from tests.browser.states import TABLE, answered_by_support, offering
from tests.browser.steps import choose, come, heading, introduced, say

MESSAGES = "**/api/v1/conversations/*/messages"
BY_HAND = "It is switched off or not set up"


@pytest.fixture
def asking(page: Page, chat: FrameLocator, demo: Demo) -> FrameLocator:
    """A stranger's chat, in which one question was answered and the next one stands."""
    come(page, demo.url)
    choose(chat, "Help me find out")
    choose(chat, "It is connected")
    choose(chat, "No error")
    expect(chat.locator(".said")).to_have_count(3)
    expect(chat.locator(".turn")).to_have_count(4)
    return chat


def elsewhere(browser: Browser, demo: Demo, token: str) -> tuple[Page, FrameLocator]:
    """Another device of the same person, with the chat open."""
    phone = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    come(phone, demo.url, token)
    there = phone.frame_locator("iframe")
    expect(there.locator(".turn").first).to_be_visible()
    return phone, there


def change(chat: FrameLocator, answer: str) -> None:
    chat.get_by_role("button", name=f"Change this answer: {answer}").click()


def test_answer_is_changed_where_it_stands_and_later_ones_stay(
    page: Page, asking: FrameLocator, demo: Demo
) -> None:
    change(asking, "It is connected")
    picked = asking.get_by_role("button", name="It is connected", exact=True)
    expect(picked).to_be_focused()
    expect(picked).to_have_attribute("aria-pressed", "true")
    opened = asking.get_by_role("form", name="Change this answer")
    opened.get_by_role("button", name="I'm not sure").click()
    expect(asking.locator(".said p")).to_have_text(["Help me find out", "I'm not sure", "No error"])
    expect(asking.get_by_role("status")).to_contain_text("Changed")
    # Each answer stands below its question, as if it had been given like this.
    questions = asking.locator(".turn")
    expect(questions.nth(1)).to_contain_text("What do you see for Xero?")
    expect(questions.nth(2)).to_contain_text("Do you see an error message anywhere?")


def test_words_are_changed_where_they_stand(page: Page, chat: FrameLocator, demo: Demo) -> None:
    come(page, demo.url)
    say(chat, FIRST)
    expect(chat.locator(".turn")).to_have_count(2)
    change(chat, FIRST)
    field = chat.get_by_role("textbox", name="Change this answer")
    expect(field).to_be_focused()
    expect(field).to_have_value(FIRST)
    field.fill("it asks us to reconnect")
    field.press("Enter")
    expect(chat.locator(".said p")).to_have_text(["it asks us to reconnect"])
    assert spoken(page, demo) == [FIRST, "undone", "it asks us to reconnect"]


def test_leaving_an_answer_as_it_is_sends_nothing(page: Page, asking: FrameLocator) -> None:
    sent = asked(page, "/changes")
    change(asking, "It is connected")
    expect(asking.get_by_role("button", name="It is connected", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("iframe")).to_be_visible()
    expect(asking.get_by_role("button", name="Change this answer: It is connected")).to_be_focused()
    change(asking, "It is connected")
    asking.get_by_role("button", name="Leave it as it is").click()
    change(asking, "It is connected")
    asking.get_by_role("button", name="It is connected", exact=True).click()
    expect(asking.locator(".said p")).to_have_count(3)
    assert not sent


def test_going_back_shows_no_question_twice(page: Page, asking: FrameLocator) -> None:
    turns = asking.locator(".turn").count()
    asking.get_by_role("button", name="Go back one step").click()
    expect(asking.get_by_role("status")).to_contain_text("Went back one step")
    expect(asking.locator(".turn")).to_have_count(turns - 1)
    choose(asking, "No error")
    expect(asking.locator(".turn")).to_have_count(turns)


def test_why_it_asks_is_told(asking: FrameLocator) -> None:
    asking.get_by_role("button", name="Why do you ask?").click()
    expect(asking.locator(".turn").last).to_contain_text("I ask because")
    expect(asking.get_by_role("button", name="Change this answer: Why")).to_have_count(0)


def test_used_answers_are_locked_and_old_ones_are_gone(asking: FrameLocator) -> None:
    used = asking.locator(".choices button[aria-disabled=true]")
    assert set(used.evaluate_all("all => all.map(one => one.tabIndex)")) == {-1}
    picked = asking.locator(".choices button[aria-pressed=true]")
    expect(picked).to_have_text(["Help me find out", "It is connected", "No error"])


def test_ticked_steps_stay_ticked(page: Page, chat: FrameLocator, demo: Demo) -> None:
    def diagnosis() -> None:
        page.get_by_role("button", name="Help with Xero").click()
        heading(chat, "The Xero connection has expired")

    come(page, demo.url)
    choose(chat, "Help me find out")
    choose(chat, "It asks me to reconnect")
    heading(chat, "The Xero connection has expired")
    chat.get_by_role("checkbox").nth(1).check()
    page.reload()
    diagnosis()
    ticked = [box.is_checked() for box in chat.get_by_role("checkbox").all()]
    assert ticked[:3] == [False, True, False]


def test_same_person_goes_on_on_another_device(
    browser: Browser, page: Page, chat: FrameLocator, demo: Demo
) -> None:
    token = introduced(page, demo.url)
    come(page, demo.url, token)
    say(chat, FIRST)
    expect(chat.get_by_text("Is that all right?")).to_be_visible()
    phone, there = elsewhere(browser, demo, token)
    expect(said(there, FIRST)).to_be_visible()
    choose(there, "Check my connection")
    heading(there, "The Xero connection has expired")
    # The first device sees it as soon as it is looked at.
    inside(page).evaluate("dispatchEvent(new Event('visibilitychange'))")
    heading(chat, "The Xero connection has expired")
    expect(chat.locator(".said p")).to_have_text([FIRST, "Check my connection"])
    assert spoken(page, demo) == [FIRST, "Check my connection"]
    phone.context.close()


def test_button_that_another_device_has_used_does_nothing_and_blocks_nothing(
    browser: Browser, page: Page, chat: FrameLocator, demo: Demo
) -> None:
    token = introduced(page, demo.url)
    come(page, demo.url, token)
    say(chat, FIRST)
    expect(chat.get_by_text("Is that all right?")).to_be_visible()
    phone, there = elsewhere(browser, demo, token)
    choose(there, "Check my connection")
    heading(there, "The Xero connection has expired")
    choose(chat, "Check my connection")
    heading(chat, "The Xero connection has expired")
    type_in(chat, "how do I do that")
    expect(chat.get_by_text("Of course, here it is again.")).to_be_visible()
    assert spoken(page, demo) == [FIRST, "Check my connection", "how do I do that"]
    phone.context.close()


def test_conversation_begun_anew_is_the_one_that_is_found(
    browser: Browser, page: Page, chat: FrameLocator, demo: Demo
) -> None:
    token = introduced(page, demo.url)
    come(page, demo.url, token)
    say(chat, FIRST)
    expect(chat.locator(".turn")).to_have_count(2)
    chat.get_by_role("button", name="More").click()
    chat.get_by_role("button", name="Start again").click()
    chat.get_by_role("button", name="Start again").last.click()
    expect(chat.locator(".turn")).to_have_count(1)
    phone, there = elsewhere(browser, demo, token)
    expect(there.locator(".turn")).to_have_count(1)
    expect(there.locator(".said")).to_have_count(0)
    phone.context.close()


def test_answer_of_support_arrives_by_itself_and_is_counted_while_closed(
    page: Page, known: FrameLocator
) -> None:
    known.get_by_role("button", name="Talk to a person").first.click()
    heading(known, "Send this to a person")
    known.get_by_role("button", name="Send to support").click()
    expect(known.get_by_text("Your reference")).to_be_visible()
    expect(known.get_by_placeholder("Anything to add?")).to_be_visible()
    known.get_by_role("button", name="Close").click()
    answered_by_support(page, "It works again.")
    unread = page.get_by_role("button", name=re.compile(r"Help with Xero \(1\)"))
    expect(unread).to_be_visible(timeout=35_000)
    unread.click()
    expect(known.get_by_text("It works again.")).to_be_visible()
    expect(page.get_by_role("button", name="Help with Xero", exact=True)).to_be_visible()


def test_conversation_is_copied_as_text(page: Page, asking: FrameLocator) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    asking.get_by_role("button", name="More").click()
    asking.get_by_role("button", name="Copy this conversation").click()
    expect(asking.get_by_role("status")).to_have_text("Copied.")
    text = inside(page).evaluate("navigator.clipboard.readText()")
    lines = [line for line in text.split("\n") if line]
    assert lines[0].startswith("Assistant: Hello.")
    assert "You: It is connected" in lines
    assert "I'm not sure" not in text


def test_table_is_offered_where_the_server_knows_one(page: Page, known: FrameLocator) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.route(MESSAGES, offering("reconciliation"), times=1)
    page.route("**/reconciliation", lambda route: route.fulfill(json=TABLE))
    page.route("**/reconciliation.csv", lambda route: route.fulfill(body="number\nWH00041\n"))
    sent = asked(page, "/reconciliation")
    type_in(known, "the accountant told me about it")
    choose(known, "Compare everything with Xero")
    rows = known.get_by_role("row")
    expect(rows).to_have_count(4)
    expect(rows.nth(1)).to_contain_text("WH00041")
    wide = known.locator(".wide")
    expect(wide).to_have_css("overflow-x", "auto")
    assert not wide.evaluate("node => node.scrollWidth > node.clientWidth")
    expect(rows.nth(1)).to_contain_text("Not in Xero")
    with page.expect_download() as saved:
        choose(known, "Save as a file (CSV)")
    # Half a day later it is shown to nobody without a proof.
    assert IDENTITY in sent[0].headers
    assert saved.value.suggested_filename == "reconciliation.csv"


def test_table_that_the_server_lacks_goes_away(page: Page, known: FrameLocator) -> None:
    page.route(MESSAGES, offering("reconciliation"), times=1)
    page.route("**/reconciliation", answered_with(404))
    type_in(known, "the accountant told me about it")
    choose(known, "Compare everything with Xero")
    expect(known.get_by_role("button", name="Compare everything with Xero")).to_have_count(0)
    expect(known.get_by_role("table")).to_have_count(0)
