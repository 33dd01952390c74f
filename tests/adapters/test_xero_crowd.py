"""No tenant is asked more than four things at once, however many look."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier

import pytest

from bot.adapters.xero.answer import Answer
from bot.adapters.xero.crowd import AT_ONCE, Crowd
from bot.adapters.xero.settings import XeroSettings
from bot.adapters.xero.tokens import Consents
from bot.domain.errors import Unavailable
from bot.ports.connections import Tokens
from tests.adapters.xero_answers import NOW, WILLOW, answer, consent
from tests.fakes import FakeConnections

NEVER = 0.01


def full(crowd: Crowd, tenant: str) -> ExitStack:
    inside = ExitStack()
    for _ in range(AT_ONCE):
        inside.enter_context(crowd.room(tenant, seconds=NEVER))
    return inside


def test_a_fifth_call_gives_up_and_another_tenant_does_not() -> None:
    crowd = Crowd()
    with full(crowd, "a"):
        with pytest.raises(Unavailable), crowd.room("a", seconds=NEVER):
            pass
        with crowd.room("b", seconds=NEVER):
            pass
    with full(crowd, "a"):
        pass


def test_a_call_that_fails_leaves_its_room() -> None:
    crowd = Crowd()
    for _ in range(AT_ONCE + 1):
        with pytest.raises(ValueError, match="broken"), crowd.room("a", seconds=NEVER):
            raise ValueError("broken")


def test_all_who_look_share_the_room_of_a_tenant() -> None:
    settings = XeroSettings(client_id="c", client_secret="s", timeout=(NEVER, NEVER))
    stored = FakeConnections()
    stored.save(WILLOW, consent(), now=NOW)
    consents = Consents(settings, stored, sleep=lambda _: None)
    connection = consents.need(WILLOW)
    together = Barrier(AT_ONCE + 1)

    def call(tokens: Tokens) -> Answer:
        together.wait(timeout=10)
        together.wait(timeout=10)
        return answer(200, b"{}")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        first = [pool.submit(consents.once, connection, call, now=NOW) for _ in range(AT_ONCE)]
        together.wait(timeout=10)
        with pytest.raises(Unavailable):
            consents.once(connection, call, now=NOW)
        together.wait(timeout=10)
        assert [one.result().status for one in first] == [200] * AT_ONCE
