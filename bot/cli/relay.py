"""Runs the relay beside something else, or alone, until told to stop."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.domain.errors import BotError
from bot.services.outbox import Relay

PAUSE = 5.0
"""How long the relay rests between rounds, in seconds."""

log = structlog.get_logger()


def relay_until(relay: Relay, stop: threading.Event) -> None:
    """Deliver round after round; a store that is away for a while is asked again."""
    while not stop.is_set():
        try:
            relay.run_once()
        except BotError as problem:
            log.warning("the relay pauses", why=str(problem))
        except Exception as fault:  # noqa: BLE001 # the last net: without the relay nobody is helped
            # Not its words: they may quote a ticket.
            log.error("the relay pauses", why=type(fault).__name__)
        stop.wait(PAUSE)


@contextmanager
def relaying(relay: Relay) -> Iterator[None]:
    """The relay in a thread of its own for as long as the block runs."""
    stop = threading.Event()
    thread = threading.Thread(target=relay_until, args=(relay, stop), name="relay", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=PAUSE)
