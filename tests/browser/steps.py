"""What visitors do, as words for the tests."""

import re

from playwright.sync_api import Frame, FrameLocator, Page, expect

SOON = 10_000
"""Milliseconds after which what only a script can see is late."""


def pick(page: Page, url: str, scenario: str) -> None:
    """Open the demo and pick a scenario by its title; the chat opens with it, or is opened."""
    page.goto(f"{url}/demo")
    wanted = page.get_by_role("button", name=scenario, exact=True, include_hidden=True)
    wanted.wait_for(state="attached")
    if not wanted.is_visible():
        page.get_by_text("more scenarios").click()
    wanted.click()
    expect(page.locator("#news")).to_contain_text("is ready")
    page.evaluate("() => HearLinkAssistant.open()")
    expect(page.locator("iframe")).to_be_visible()


def introduced(page: Page, url: str, scenario: str = "consent-expired") -> str:
    """The identity token of a new clinic's visitor, as the demo's page gets it."""
    made = page.request.post(f"{url}/sandbox/organisations", data={"scenario": scenario})
    return str(made.json()["identity_token"])


def come(page: Page, url: str, token: str = "") -> None:
    """Open the article and the chat beside it, signed in with a token."""
    page.goto(f"{url}/articles/xero-sync")
    if token:
        page.evaluate("token => HearLinkAssistant.identify(token)", token)
    page.evaluate("() => HearLinkAssistant.open()")


def say(chat: FrameLocator, text: str) -> None:
    """Type and send, once the chat is there."""
    expect(chat.get_by_role("log")).to_contain_text("Tell me in your own words")
    chat.get_by_role("textbox", name="Your message").fill(text)
    chat.get_by_role("textbox", name="Your message").press("Enter")


def choose(chat: FrameLocator, label: str) -> None:
    """Click the newest quick reply of that name that is not used up."""
    open_ones = chat.locator("button:not([aria-disabled='true'])")
    open_ones.filter(has_text=re.compile(f"^\\s*{re.escape(label)}\\s*$")).last.click()


def heading(chat: FrameLocator, title: str) -> None:
    """Wait for a card with that heading."""
    expect(chat.get_by_role("heading", name=title).last).to_be_visible()


def send_filled(chat: FrameLocator) -> None:
    """Send the words that the page around put into the chat."""
    box = chat.get_by_role("textbox", name="Your message")
    expect(box).not_to_have_value("")
    box.press("Enter")


def until(where: Page | Frame, condition: str) -> None:
    """Wait for a condition in JavaScript.

    `wait_for_function` asks again by `eval`, which the content policy of our pages refuses.
    """
    where.evaluate(
        f"""() => new Promise((done, late) => {{
          const ask = () => {condition} ? done() : setTimeout(ask, 20)
          setTimeout(late, {SOON}, new Error({condition!r}))
          ask()
        }})"""
    )
