"""A kill -9 between any two steps, or in the middle of one, loses nothing and doubles nothing."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from tests.whole.server import Server

STEPS: tuple[dict[str, str], ...] = (
    {"text": "our invoices are not in xero"},
    {"choice": "connection_status=connected"},
    {"choice": "one_or_all=one"},
    {"text": "how do I check that?"},
    {"choice": "invoice_status=finalised"},
    {"choice": "error_shown=none"},
    {"choice": "human"},
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(tmp_path, port)
    server.start()
    yield server
    server.kill()


Call = Callable[[httpx.Client], httpx.Response]


def stubborn(server: Server, call: Call) -> dict[str, Any]:
    """Do what the widget does: send again, with the same client_id, until an answer comes."""
    while True:
        try:
            with httpx.Client(base_url=server.url, trust_env=False, timeout=10) as client:
                answer = call(client)
        except httpx.TransportError:
            server.kill()
            server.start()
            continue
        assert answer.status_code in {200, 201}, answer.text
        body: dict[str, Any] = answer.json()
        return body


def sending(path: str, body: dict[str, Any], headers: dict[str, str]) -> Call:
    """A call that posts this body."""
    return lambda client: client.post(path, json=body, headers=headers)


def test_nothing_is_lost_or_doubled(server: Server) -> None:
    random = Random(7)
    opened = stubborn(server, lambda c: c.post("/api/v1/conversations", json={}))
    path = f"/api/v1/conversations/{opened['id']}"
    headers = {"Authorization": f"Bearer {opened['token']}"}
    for number, step in enumerate(STEPS):
        body = {"client_id": f"step-{number}", **step}
        # The blow falls before, during or after the work of this step.
        blow = threading.Timer(random.uniform(0, 0.03), server.kill)
        blow.start()
        first = stubborn(server, sending(f"{path}/messages", body, headers))
        blow.join()
        server.kill()
        server.start()
        again = stubborn(server, sending(f"{path}/messages", body, headers))
        assert again["turn"] == first["turn"]
    contact = {"send": True, "contact": {"email": "visitor@example.org"}}
    sent = [stubborn(server, sending(f"{path}/escalation", contact, headers)) for _ in range(2)]
    assert sent[0]["reference"] == sent[1]["reference"]
    told = stubborn(server, lambda c: c.get(f"{path}/events", headers=headers))["events"]
    assert [e["client_id"] for e in told if "client_id" in e] == [
        f"step-{number}" for number in range(len(STEPS))
    ]
    assert [e["number"] for e in told] == list(range(1, len(told) + 1))
    assert sum(e["kind"] == "handed_over" for e in told) == 1
    assert sum(e["kind"] == "turned" for e in told) == len(STEPS) + 2
