"""What the browser sends and the server keeps, and ways to get between them."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import FrameLocator, Page, Request, Route

from bot.cli.demo import Demo
from tests.browser.audit import inside
from tests.browser.steps import SOON, until

MESSAGES = "**/api/v1/conversations/*/messages"
CHECKS = "**/api/v1/conversations/*/checks"
UNDO = "**/api/v1/conversations/*/undo"

FIRST = "nothing has gone over since yesterday"
SECOND = "the accountant told me about it"
WAITING = "Sending when you are back online"
BACK = "Went back one step."
IDENTITY = "x-identity-token"

STEP = 20
"""Milliseconds between two looks at what cannot be waited for."""

KEPT = "[localStorage, sessionStorage].flatMap(Object.values).map(JSON.parse).find(one => one.id)"
"""The newest conversation that this browser keeps, as the page sees it."""


def events(page: Page, demo: Demo) -> list[dict[str, Any]]:
    """What the server has of the conversation in view."""
    kept = page.evaluate(KEPT)
    answer = page.request.get(
        f"{demo.url}/api/v1/conversations/{kept['id']}/events",
        headers={"Authorization": f"Bearer {kept['token']}"},
    )
    found: list[dict[str, Any]] = answer.json()["events"]
    return found


def spoken(page: Page, demo: Demo) -> list[str]:
    """What the visitor said, chose or took back, as the server has it."""
    words = {"said": "text", "chose": "label", "undone": "kind"}
    return [one[words[one["kind"]]] for one in events(page, demo) if one["kind"] in words]


def type_in(chat: FrameLocator, text: str) -> None:
    """Type and send, whatever the chat shows."""
    chat.get_by_role("textbox", name="Your message").fill(text)
    chat.get_by_role("textbox", name="Your message").press("Enter")


def go_back(chat: FrameLocator) -> None:
    chat.get_by_role("button", name="Go back one step").click()


def said(chat: FrameLocator, text: str) -> Any:
    """The bubbles with these words."""
    return chat.locator(".said").filter(has_text=text)


def asked(page: Page, ending: str = "") -> list[Request]:
    """The calls whose address ends so, as they are made from now on."""
    seen: list[Request] = []
    page.on("request", lambda one: seen.append(one) if one.url.endswith(ending) else None)
    return seen


def hold(page: Page, url: str) -> list[Route]:
    """Holds the calls to `url` up from now on; they wait in the list."""
    held: list[Route] = []
    page.route(url, lambda route: held.append(route))  # noqa: PLW0108 # cannot mark a built-in
    return held


def caught(page: Page, held: list[Route]) -> Route:
    """The call that is held up, once it is: it is told of before it is caught."""
    for _ in range(SOON // STEP):
        if held:
            break
        page.wait_for_timeout(STEP)
    return held.pop()


def go_offline(page: Page) -> None:
    """Cut the connection, and wait until the chat has noticed."""
    page.context.set_offline(True)
    until(inside(page), "!navigator.onLine")


def answered_with(status: int, message: str = "") -> Callable[[Route], None]:
    """An answer of the API with that status."""
    body = {"ok": False, "error": "Wrong", "message": message}
    return lambda route: route.fulfill(status=status, json=body)
