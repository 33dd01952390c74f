"""The demo tells its story: what is broken can be seen, repaired, and is seen repaired."""

from playwright.sync_api import FrameLocator, Page, ViewportSize, expect

from bot.cli.demo import Demo
from tests.browser.conftest import Shoot
from tests.browser.steps import choose, heading, pick, send_filled

ROOMY: ViewportSize = {"width": 1440, "height": 900}


def row(page: Page, number: str) -> list[str]:
    """The cells of an invoice."""
    return page.get_by_role("row", name=number).get_by_role("cell").all_inner_texts()


def test_screen_shows_what_is_broken_and_what_is_repaired(
    page: Page, chat: FrameLocator, demo: Demo, shoot: Shoot
) -> None:
    page.set_viewport_size(ROOMY)
    page.goto(f"{demo.url}/demo")
    expect(page.get_by_text("more scenarios")).to_be_visible()
    shoot("demo")
    pick(page, demo.url, "Xero consent expired")
    expect(page.get_by_role("row", name="WH00042")).to_contain_text("No")
    page.get_by_role("button", name="Put it in the chat").click()
    send_filled(chat)
    expect(chat.get_by_text("Is that all right?")).to_be_visible()
    choose(chat, "Check my connection")
    heading(chat, "The Xero connection has expired")
    shoot("demo-diagnosis")
    page.get_by_role("button", name="Repair: sign in to Xero again").click()
    expect(page.get_by_role("row", name="WH00042")).to_contain_text("Yes")
    choose(chat, "Done, check again")
    expect(chat.get_by_text("Fixed, and checked")).to_be_visible()
    shoot("demo-fixed")


def test_open_chat_hides_nothing_of_the_screen(page: Page, chat: FrameLocator, demo: Demo) -> None:
    page.set_viewport_size(ROOMY)
    pick(page, demo.url, "Xero consent expired")
    app, frame = page.locator(".app").bounding_box(), page.locator("iframe").bounding_box()
    assert app is not None
    assert frame is not None
    assert app["x"] + app["width"] <= frame["x"]


def test_another_scenario_can_be_picked(page: Page, chat: FrameLocator, demo: Demo) -> None:
    pick(page, demo.url, "Invoice number used twice")
    assert row(page, "WH00041")[-1] == "Another one"
    page.get_by_role("button", name="Break something else").click()
    page.get_by_role("button", name="Everything works").click()
    expect(page.get_by_text("Nothing is broken here.")).to_be_visible()
    expect(page.get_by_role("button", name="Repair")).to_have_count(0)


def test_stranger_gets_questions(page: Page, chat: FrameLocator, demo: Demo) -> None:
    page.goto(f"{demo.url}/demo")
    page.get_by_role("button", name="Or stay anonymous").click()
    expect(chat.get_by_text("I ask a few questions instead")).to_be_visible()


def test_phone_shows_the_message_first_and_then_the_whole_chat(
    page: Page, chat: FrameLocator, demo: Demo, shoot: Shoot
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{demo.url}/demo")
    page.get_by_role("button", name="Xero consent expired", exact=True).click()
    fill = page.get_by_role("button", name="Put it in the chat")
    expect(fill).to_be_in_viewport()
    fill.click()
    send_filled(chat)
    expect(chat.get_by_text("Is that all right?")).to_be_visible()
    choose(chat, "Check my connection")
    heading(chat, "The Xero connection has expired")
    shoot("phone-diagnosis")
