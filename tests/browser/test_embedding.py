"""The widget on somebody else's page, under a strict content policy of theirs."""

from collections.abc import Iterator

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser, FrameLocator, Page, expect

from bot.cli.demo import Demo
from bot.sandbox.server import serve
from tests.browser.steps import choose, heading


@pytest.fixture(scope="module")
def host_page(demo: Demo) -> Iterator[str]:
    """A page of another origin that allows our script and frame, and nothing inline."""
    app = Flask("host page")

    @app.get("/")
    def page() -> Response:
        html = (
            "<!doctype html><html lang='en'><title>Host</title><h1>Host page</h1>"
            f"<script src='{demo.url}/widget.js' data-topic='xero-sync'></script></html>"
        )
        policy = f"default-src 'none'; script-src {demo.url}; frame-src {demo.url}"
        return Response(html, headers={"Content-Security-Policy": policy})

    with serve(app) as url:
        yield url


def test_strict_host_page_of_an_allowed_site_can_chat(
    page: Page, chat: FrameLocator, host_page: str
) -> None:
    page.goto(host_page)
    page.get_by_role("button").first.click()
    choose(chat, "Help me find out")
    choose(chat, "It asks me to reconnect")
    heading(chat, "The Xero connection has expired")


def test_site_that_is_not_allowed_sees_no_chat(browser: Browser, host_page: str) -> None:
    page = browser.new_page()
    page.goto(host_page.replace("127.0.0.1", "localhost"))
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.get_by_role("button").first.click()
    chat = page.frame_locator("iframe")
    expect(chat.get_by_role("textbox", name="Your message")).to_have_count(0)
    page.close()
