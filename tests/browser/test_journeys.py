"""Whole journeys: from a symptom to a verified fix, or to a person."""

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from bot.bootstrap import load_knowledge
from bot.cli.demo import AGENT, Demo
from bot.sandbox.scenarios import SCENARIOS, Scenario
from tests.browser.conftest import Shoot
from tests.browser.steps import choose, heading, pick, say

TOPIC = load_knowledge().first_topic
BROKEN = [one for one in SCENARIOS.values() if one.faults]


def test_every_scenario_can_be_picked_and_repaired_on_the_page(page: Page, demo: Demo) -> None:
    page.set_viewport_size({"width": 600, "height": 860})
    page.goto(f"{demo.url}/demo")
    page.get_by_text("more scenarios").click()
    for scenario in BROKEN:
        page.get_by_role("button", name=scenario.title, exact=True).click()
        expect(page.locator("#news")).to_contain_text(f"is ready: {scenario.title}.")
        expect(page.locator("#opening-text")).to_have_text(scenario.opening)
        page.get_by_role("button", name=f"Repair: {scenario.repair}").click()
        repaired = page.get_by_role("button", name=f"Repaired: {scenario.repair}")
        expect(repaired).to_be_visible()
        page.get_by_role("button", name="Break something else").click()


@pytest.mark.parametrize("scenario", BROKEN, ids=lambda one: one.id)
def test_scenario_is_found_by_looking_and_its_fix_is_verified(
    page: Page, chat: FrameLocator, demo: Demo, shoot: Shoot, scenario: Scenario
) -> None:
    pick(page, demo.url, scenario.title)
    say(chat, scenario.opening)
    choose(chat, "Check my connection")
    title = next(c.title for c in TOPIC.causes.values() if c.id == scenario.cause)
    heading(chat, title)
    shoot(f"scenario-{scenario.id}")
    for repair in page.get_by_role("button", name="Repair").all():
        repair.click()
    expect(page.get_by_text("Repaired").first).to_be_visible()
    choose(chat, "Done, check again")
    expect(chat.get_by_text("That worked").last).to_be_visible()
    shoot(f"fixed-{scenario.id}")


def test_visitor_says_whether_it_helped_in_the_words_of_the_article(
    page: Page, chat: FrameLocator, demo: Demo
) -> None:
    pick(page, demo.url, "Xero consent expired")
    say(chat, "nothing from yesterday has gone over")
    choose(chat, "Check my connection")
    heading(chat, "The Xero connection has expired")
    page.get_by_role("button", name="Repair").click()
    expect(page.get_by_text("Repaired").first).to_be_visible()
    choose(chat, "Done, check again")
    expect(chat.get_by_text("Was this helpful?")).to_be_visible()
    choose(chat, "Yes")
    expect(chat.get_by_text("That’s Great!")).to_be_visible()


def test_anonymous_visitor_is_asked_and_gets_a_cause(
    page: Page, chat: FrameLocator, demo: Demo
) -> None:
    page.goto(f"{demo.url}/articles/xero-sync")
    page.get_by_role("button", name="Help with Xero").click()
    choose(chat, "Help me find out")
    choose(chat, "It asks me to reconnect")
    heading(chat, "The Xero connection has expired")


def test_conversation_goes_on_after_a_reload(page: Page, chat: FrameLocator, demo: Demo) -> None:
    page.goto(f"{demo.url}/articles/xero-sync")
    page.get_by_role("button", name="Help with Xero").click()
    say(chat, "the accountant cannot see our invoices from last week")
    expect(chat.get_by_text("the accountant cannot see our invoices")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Help with Xero").click()
    expect(chat.get_by_text("the accountant cannot see our invoices")).to_be_visible()


def test_ticket_can_be_edited_before_it_goes_and_an_agent_reads_it(
    page: Page, chat: FrameLocator, demo: Demo, shoot: Shoot
) -> None:
    pick(page, demo.url, "Xero consent expired")
    say(chat, "INV-0043 is not in Xero <b>help</b>")
    choose(chat, "Talk to a person")
    heading(chat, "Send this to a person")
    chat.get_by_label("What is wrong").fill("INV-0043 is missing, and it is urgent <script>")
    chat.get_by_label("Phone").fill("020 7946 0000")
    shoot("ticket")
    chat.get_by_role("button", name="Send to support").click()
    expect(chat.get_by_text("Your reference")).to_be_visible()
    reference = chat.get_by_text("HL-").last.inner_text().split()[-1]
    page.goto(f"{demo.url}/desk/")
    page.get_by_label("E-mail").fill(AGENT)
    page.get_by_label("Password").fill(demo.password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=reference.strip(".,")).click()
    expect(page.get_by_text("INV-0043 is missing, and it is urgent <script>")).to_be_visible()
    shoot("desk-ticket")


def test_answer_can_be_taken_back(page: Page, chat: FrameLocator, demo: Demo) -> None:
    page.goto(f"{demo.url}/articles/xero-sync")
    page.get_by_role("button", name="Help with Xero").click()
    choose(chat, "Help me find out")
    choose(chat, "It asks me to reconnect")
    heading(chat, "The Xero connection has expired")
    chat.get_by_role("button", name="Go back one step").click()
    choose(chat, "It is switched off or not set up")
    heading(chat, "The Xero integration is switched off")
