"""Who called what, and every time that one organisation's key met another organisation's things."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote_plus

from bot.sandbox.situation import Situation

WORDS = re.compile(r"[^\s\"',;&=?/<>(){}\[\]\\]+")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
LOGGED = 500
"""Requests that are remembered with their times, the newest last."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was answered, as "GET /xero/connections", and when it came and went."""

    what: str
    came: datetime
    went: datetime


@dataclass(frozen=True, slots=True)
class Breach:
    """One organisation's token was sent with another organisation's tenant id, or document.

    `what` is "tenant", or the foreign id, number, name or code itself.
    """

    bearer_of: str
    tenant_of: str
    path: str
    at: datetime
    what: str = "tenant"


class Watch:
    """Counts and remembers; not locked: `World` guards it."""

    def __init__(self) -> None:
        self.breaches: list[Breach] = []
        self.log: deque[Asked] = deque(maxlen=LOGGED)
        self._calls: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._refreshes: Counter[str] = Counter()
        self._owners: defaultdict[str, set[str]] = defaultdict(set)

    def own(self, organisation: str, words: Iterable[str]) -> None:
        """From now on these ids, numbers and names are that organisation's."""
        for word in words:
            self._owners[word].add(organisation)

    def call(self, organisation: str, what: str) -> None:
        self._calls[organisation][what] += 1

    def refresh(self, organisation: str) -> None:
        """A refresh token of that organisation was sent, whatever came of it."""
        self._refreshes[organisation] += 1

    def calls(self, organisation: str) -> Counter[str]:
        """How often it called what, as "GET /xero/api.xro/2.0/Invoices"."""
        return Counter(self._calls[organisation])

    def refreshes(self, organisation: str) -> int:
        return self._refreshes[organisation]

    def foreign(self, organisations: frozenset[str], said: str) -> Iterable[tuple[str, str]]:
        """What in these words belongs to others alone, as (owner, word)."""
        plain = unquote_plus(said)
        for word in {*WORDS.findall(plain), *QUOTED.findall(plain)}:
            owners = self._owners.get(word, set())
            if owners and organisations.isdisjoint(owners):
                yield min(owners), word

    def forget(self) -> None:
        """Start counting anew; who owns what stays known."""
        self.breaches.clear()
        self.log.clear()
        self._calls.clear()
        self._refreshes.clear()


def belongings(situation: Situation) -> set[str]:
    """The ids, numbers, names and codes by which an organisation's things can be told."""
    words: set[str] = set()
    for entry in (*situation.xero_invoices, *situation.xero_credit_notes):
        words |= {entry.id, entry.number}
    for invoice in situation.invoices:
        words |= {invoice.uid, invoice.number, invoice.clinic.uid}
    for note in situation.credit_notes:
        words |= {note.uid, note.number}
    for contact in situation.contacts:
        words |= {contact.id, contact.name}
    for account in situation.accounts:
        words |= {account.id, account.code}
    return words
