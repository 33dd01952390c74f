"""What is missing in Xero, side by side, as the demo's own Xero has it."""

import csv
from pathlib import Path

from playwright.sync_api import FrameLocator, Page, expect

from bot.cli.demo import Demo
from tests.browser.conftest import Shoot
from tests.browser.network import FIRST, type_in
from tests.browser.steps import choose, heading, pick, say

OFFER = "Compare everything with Xero"


def compared(chat: FrameLocator) -> list[str]:
    """Ask for the comparison; the numbers that it lists."""
    choose(chat, OFFER)
    heading(chat, "HearLink and Xero side by side")
    return chat.locator("tbody th").all_inner_texts()


def test_who_sends_by_hand_sees_what_is_missing_and_saves_it_as_a_file(
    page: Page, chat: FrameLocator, demo: Demo, shoot: Shoot, tmp_path: Path
) -> None:
    pick(page, demo.url, "Automatic sync is off")
    say(chat, "New invoices don't go to Xero by themselves any more.")
    choose(chat, "Check my connection")
    heading(chat, "HearLink is set to manual sync")
    expect(chat.get_by_role("button", name=OFFER)).to_have_count(0)
    type_in(chat, "meanwhile, can I export the invoices as CSV and import them in Xero by hand?")
    listed = compared(chat)
    shoot("compared")
    assert listed
    assert set(chat.locator("tbody b").all_inner_texts()) == {"Not in Xero"}
    with page.expect_download() as saved:
        choose(chat, "Save as a file (CSV)")
    file = tmp_path / "saved.csv"
    saved.value.save_as(file)
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert [row["Number"] for row in rows] == [one.split()[0] for one in listed]


def test_after_a_fix_nothing_is_missing_any_more(
    page: Page, chat: FrameLocator, demo: Demo
) -> None:
    pick(page, demo.url, "Xero consent expired")
    say(chat, FIRST)
    choose(chat, "Check my connection")
    heading(chat, "The Xero connection has expired")
    type_in(chat, "can I send them to Xero by hand?")
    expect(chat.locator(".turn")).to_have_count(5)
    expect(chat.get_by_role("button", name=OFFER)).to_have_count(0)
    page.get_by_role("button", name="Repair").click()
    expect(page.get_by_text("Repaired").first).to_be_visible()
    choose(chat, "Done, check again")
    expect(chat.get_by_text("Fixed, and checked")).to_be_visible()
    assert compared(chat) == []
    expect(chat.get_by_text("All of them are alike.")).to_be_visible()


def test_comparison_stands_beside_the_offer_of_a_person_when_all_is_in_order(
    page: Page, chat: FrameLocator, demo: Demo
) -> None:
    pick(page, demo.url, "Everything works")
    say(chat, "Can you check that our Xero sync is working?")
    choose(chat, "Check my connection")
    choose(chat, "I'm not sure")
    choose(chat, "No, don't")
    heading(chat, "Send this to a person")
    assert compared(chat) == []


def test_nobody_is_offered_a_comparison_before_a_yes(
    page: Page, chat: FrameLocator, demo: Demo
) -> None:
    pick(page, demo.url, "Everything works")
    say(chat, "can I push invoices to Xero by hand?")
    expect(chat.locator(".turn")).to_have_count(2)
    expect(chat.get_by_role("button", name=OFFER)).to_have_count(0)
