"""Whatever happens on the way, every message arrives once and stands in its order."""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, Route, expect

from bot.bootstrap import build
from bot.cli.settings import reading_only
from bot.config import Config
from bot.sandbox.server import serve
from bot.web.limits import DEFAULTS
from tests.browser.audit import inside
from tests.browser.network import KEPT, MESSAGES, answered_with, type_in
from tests.web.stage import AUDIENCE, IDENTITY_SECRET, identity

ROUNDS = 14
SEED = 20260302


class Server:
    """A server that can be stopped and started again on its address, with all it had stored."""

    def __init__(self, folder: Path) -> None:
        self._config = Config(
            secret_key="secret-of-a-server-that-restarts-0123456789",
            encryption_keys=("zJ9yq0Yw3kq8l5m2n1o4p7r6s9t0u3v5x8y1z4A7B0E=",),
            identity_secret=IDENTITY_SECRET,
            identity_audience=AUDIENCE,
            host_key="host-key-of-a-server-that-restarts-0123456789",
            database_url=f"sqlite:///{folder / 'chaos.db'}",
            cache=reading_only().cache,
            limits=dict.fromkeys(DEFAULTS, "100000 per minute"),
            secure_cookies=False,
        )
        self._stack = ExitStack()
        self._port = 0
        self.url = ""
        self.start()

    def start(self) -> None:
        """Come up, as a new process would: nothing is remembered but what is stored."""
        app = build(self._config).app
        self.url = self._stack.enter_context(serve(app, self._port))
        self._port = int(self.url.rpartition(":")[2])

    def stop(self) -> None:
        """Go away in the middle of everything."""
        self._stack.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    started = Server(tmp_path)
    yield started
    started.stop()


def open_tab(context: BrowserContext, server: Server) -> tuple[Page, FrameLocator]:
    """A tab of somebody who is signed in, with the chat open."""
    tab = context.new_page()
    return tab, signed_in(tab, server)


def signed_in(tab: Page, server: Server) -> FrameLocator:
    """The chat of a tab, of somebody who is signed in."""
    tab.goto(f"{server.url}/articles/xero-sync")
    now = int(tab.evaluate("Date.now() / 1000"))
    tab.evaluate("token => HearLinkAssistant.identify(token)", identity(exp=now + 3600))
    tab.get_by_role("button", name="Help with Xero").click()
    chat = tab.frame_locator("iframe")
    expect(chat.locator(".turn").first).to_be_visible()
    return chat


def lose_the_answer(route: Route) -> None:
    route.fetch()
    route.abort()


def meets(what: Callable[[Route], None]) -> Callable[[Page], None]:
    """Something that the next message of a tab meets on its way."""

    def wait(tab: Page) -> None:
        tab.route(MESSAGES, what, times=1)

    return wait


class Chaos:
    """Two tabs of one person, and everything that may happen between them and the server."""

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.context, self.server = context, server
        self.tabs = [open_tab(context, server), open_tab(context, server)]
        self.down = False
        self.troubles: dict[str, Callable[[Page], None]] = {
            "nothing": lambda _: None,
            "offline": lambda _: context.set_offline(True),
            "online": lambda _: context.set_offline(False),
            "answer lost": meets(lose_the_answer),
            "refused for now": meets(answered_with(503)),
            "somebody was faster": meets(answered_with(409)),
            "restart": lambda _: self.restart(),
            "reload": self.reload,
        }

    def restart(self) -> None:
        """A deploy in the middle of the conversation."""
        self.server.stop()
        self.server.start()

    def reload(self, tab: Page) -> None:
        """Close the page and come back, when there is a way back."""
        self.context.set_offline(False)
        place = next(n for n, (page, _) in enumerate(self.tabs) if page is tab)
        self.settle()
        tab.close()
        self.tabs[place] = open_tab(self.context, self.server)

    def settle(self) -> None:
        """Wait until both tabs have sent all that they had."""
        self.context.set_offline(False)
        for _, chat in self.tabs:
            expect(chat.locator(".said.waiting")).to_have_count(0, timeout=30_000)
            expect(chat.locator("#typing")).to_be_hidden(timeout=30_000)

    def stored(self) -> list[str]:
        """What the server has, in its order."""
        tab, _ = self.tabs[0]
        kept = inside(tab).evaluate(KEPT)
        answer = tab.request.get(
            f"{self.server.url}/api/v1/conversations/{kept['id']}/events",
            headers={"Authorization": f"Bearer {kept['token']}"},
        )
        return [one["text"] for one in answer.json()["events"] if one["kind"] == "said"]


def test_every_message_arrives_once_and_in_order(context: BrowserContext, server: Server) -> None:
    chance = random.Random(SEED)
    chaos = Chaos(context, server)
    sent: list[list[str]] = [[], []]
    names = [*chaos.troubles, "answer lost", "offline"]
    for number in range(ROUNDS):
        place = chance.randrange(2)
        tab, _ = chaos.tabs[place]
        chaos.troubles[chance.choice(names)](tab)
        text = f"message {number} of tab {place}"
        type_in(chaos.tabs[place][1], text)
        sent[place].append(text)
    chaos.settle()
    stored = chaos.stored()
    assert sorted(stored) == sorted(sent[0] + sent[1])
    for place, own in enumerate(sent):
        assert [text for text in stored if text in own] == own, place
    for tab, chat in chaos.tabs:
        inside(tab).evaluate("dispatchEvent(new Event('visibilitychange'))")
        expect(chat.locator(".said p")).to_have_text(stored)
        expect(chat.locator(".turn")).to_have_count(len(stored) + 1)


def test_restart_in_the_middle_of_a_conversation_goes_unnoticed(
    context: BrowserContext, server: Server
) -> None:
    tab, chat = open_tab(context, server)
    type_in(chat, "nothing has gone over since yesterday")
    expect(chat.locator(".turn")).to_have_count(2)
    server.stop()
    type_in(chat, "it began on Monday")
    expect(chat.get_by_role("status")).to_contain_text("Sending when you are back online")
    server.start()
    expect(chat.locator(".turn")).to_have_count(3, timeout=20_000)
    expect(chat.locator(".said.waiting")).to_have_count(0)
    expect(chat.locator(".problem")).to_have_count(0)
    tab.close()


def test_stream_that_breaks_is_followed_by_a_plain_answer(
    context: BrowserContext, server: Server
) -> None:
    tab, chat = open_tab(context, server)
    type_in(chat, "nothing has gone over since yesterday")
    accepted: list[str] = []

    def break_once(route: Route) -> None:
        accepted.append(route.request.headers["accept"])
        if len(accepted) > 1:
            return route.continue_()
        cut = 'event: check.started\ndata: {"id": "xero_connection", "label": "Xero"}\n\n'
        return route.fulfill(content_type="text/event-stream", body=cut)

    tab.route("**/checks", break_once)
    chat.get_by_role("button", name="Check my connection").last.click()
    expect(chat.locator(".checks li.unknown").first).to_be_visible(timeout=20_000)
    expect(chat.locator(".turn")).to_have_count(4, timeout=20_000)
    assert accepted == ["text/event-stream", "application/json"]
    tab.close()


def test_release_in_the_middle_of_a_conversation_goes_unnoticed(
    context: BrowserContext, server: Server
) -> None:
    """A file that is fetched late is newer than those that the page began with."""
    newer = "import { renamed } from './talk.js'"
    tab = context.new_page()
    tab.route(
        "**/cards.js",
        lambda route: route.fulfill(content_type="text/javascript", body=newer),
        times=1,
    )
    loads: list[str] = []
    tab.on("request", lambda one: loads.append(one.url) if "/widget?" in one.url else None)
    chat = signed_in(tab, server)
    with tab.expect_event("framenavigated"):
        type_in(chat, "nothing has gone over since yesterday")
    expect(chat.locator(".turn")).to_have_count(2)
    type_in(chat, "it began on Monday")
    expect(chat.locator(".turn")).to_have_count(3, timeout=20_000)
    expect(chat.locator(".said p")).to_have_text(
        ["nothing has gone over since yesterday", "it began on Monday"]
    )
    assert len(loads) == 2
    tab.close()
