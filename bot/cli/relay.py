"""Does again and again, beside something else or alone, what must not wait for a visitor."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from bot.bootstrap import Built, now
from bot.domain.errors import BotError

PATIENCE = 5.0
"""How long a round under way is waited for at the end, in seconds; each may be broken off."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Something to do once in a while; it rests `pause` seconds between."""

    name: str
    once: Callable[[], object]
    pause: float


def rounds(built: Built) -> Sequence[Round]:
    """Tickets go to the desk; test invoices leave Xero; ways to a consent that nobody took end."""
    return (
        Round(name="relay", once=built.relay.run_once, pause=5.0),
        Round(name="sweep", once=built.sweep.run_once, pause=60.0),
        Round(name="expiry", once=lambda: built.authorisations.sweep(now=now()), pause=300.0),
    )


def repeat_until(one: Round, stop: threading.Event) -> None:
    """Round after round; a store that is away for a while is asked again."""
    while not stop.is_set():
        try:
            one.once()
        except BotError as problem:
            log.warning(f"the {one.name} pauses", why=str(problem))
        except Exception as fault:  # noqa: BLE001 # the last net: without these nobody is helped
            # Not its words: they may quote a ticket.
            log.error(f"the {one.name} pauses", why=type(fault).__name__)
        stop.wait(one.pause)


@contextmanager
def repeating(each: Sequence[Round]) -> Iterator[None]:
    """Each round in a thread of its own for as long as the block runs."""
    stop = threading.Event()
    # A Xero that hangs must not hold up the tickets.
    threads = [
        threading.Thread(target=repeat_until, args=(one, stop), name=one.name, daemon=True)
        for one in each
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=PATIENCE)
