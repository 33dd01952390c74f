"""Does Xero itself have trouble now?"""

import re
import ssl
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property, partial

import httpx

from bot.adapters.moments import believable, spoken
from bot.adapters.xero.answer import Answer, Row, fields, rows, word
from bot.adapters.xero.errors import check
from bot.adapters.xero.kept import Kept
from bot.adapters.xero.settings import XeroSettings
from bot.adapters.xero.settled import Settled, run_of
from bot.adapters.xero.together import together
from bot.adapters.xero.tokens import MARGIN, Consents
from bot.domain.errors import BrokenDown, OutsideError, Unavailable
from bot.domain.facts import FactName
from bot.ports.looks import Finding, Target

STATUS = FactName("xero_status")
TOUCHES_US = re.compile(r"\bapis?\b|accounting|log ?in|sign ?in|invoic", re.I)
"""Components are known by words: their ids and names change."""

OVER = {"resolved", "postmortem", "completed", "scheduled"}
DOWN = {"partial_outage", "major_outage"}


class StatusLook:
    """Gives xero_status; what the pages say is kept for a while, for everybody."""

    def __init__(self, settings: XeroSettings, consents: Consents, settled: Settled) -> None:
        self._settings = settings
        self._settled = settled
        self._consents = consents
        self._pages: Kept[Sequence[str | None]] = Kept(life=settings.status_fresh)

    def __call__(self, target: Target, *, now: datetime) -> Sequence[Finding]:
        """Reads the status pages; where these are green, whether the API answers 5xx all the same.

        Unavailable when neither page can be read and the API shows no trouble.
        """
        run = run_of(target) if target.fresh else None
        pages = self._pages.get("all", lambda: self._read_pages(now=now), now=now, run=run)
        trouble = next((page for page in pages if page), "")
        if not trouble and self._fails(target, now=now):
            trouble = "Xero is answering requests with an error just now."
        if trouble:
            return (Finding(fact=STATUS, value="trouble", detail=trouble),)
        if "" not in pages:
            raise Unavailable("Neither of Xero's status pages could be read.")
        return (Finding(fact=STATUS, value="ok", detail="Xero reports no trouble."),)

    def _read_pages(self, *, now: datetime) -> Sequence[str | None]:
        """Of each page what it reports: nothing at all, or None where it could not be read."""
        calls = [partial(self._page, url, now=now) for url in self._settings.status_urls]
        return [None if isinstance(one, OutsideError) else one for one in together(calls)]

    def _page(self, url: str, *, now: datetime) -> str:
        connect, _ = self._settings.timeout
        try:
            # A client of its own: no bearer can ever reach a page outside Xero's API.
            answer = httpx.get(f"{url}/api/v2/summary.json", timeout=connect, verify=self._tls)
        except httpx.HTTPError as error:
            raise Unavailable("A status page did not answer.") from error
        found = Answer(answer.status_code, dict(answer.headers), answer.content)
        return read_summary(found, now=now)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return httpx.create_ssl_context()

    def _fails(self, target: Target, *, now: datetime) -> bool:
        """Whether the API itself breaks down over the call that costs it least.

        An answer that another look of the run gets, or has just got, is proof enough.
        """
        connection = self._consents.find(target.organisation)
        if connection is None or connection.tokens.expires_at - MARGIN <= now:
            return False
        if self._consents.quota.hold(connection.tokens.tenant_id, now=now) is not None:
            return False
        try:
            self._settled.organisation(target, now=now)
        except BrokenDown:
            return True
        except OutsideError:
            # No answer may be our own network: nothing to blame Xero for.
            return False
        return False


def read_summary(answer: Answer, *, now: datetime) -> str:
    """The trouble that a page's summary.json reports, in words, or "" when all is well.

    Unavailable when the answer is no such summary.
    """
    page = fields(check(answer).json())
    if not isinstance(page.get("components"), list) and not isinstance(page.get("incidents"), list):
        raise Unavailable("This is not a status page.")
    return next(_troubles(page, now=now), "")


def _troubles(page: Row, *, now: datetime) -> Iterator[str]:
    for incident in rows(page.get("incidents")):
        if _open(incident) and _touches_us(incident):
            yield _told("reports a problem", incident, "created_at", now=now)
    for work in rows(page.get("scheduled_maintenances")):
        if _open(work) and _touches_us(work, unnamed=True):
            yield _told("reports maintenance", work, "scheduled_for", now=now)
    for part in rows(page.get("components")):
        if word(part, "status") in DOWN and TOUCHES_US.search(word(part, "name")):
            yield f"Xero's status page reports an outage: “{word(part, 'name')[:120]}”."


def _open(event: Row) -> bool:
    return bool(word(event, "status")) and word(event, "status") not in OVER


def _touches_us(event: Row, *, unnamed: bool = False) -> bool:
    """By the components it names; by its own name where it names none."""
    parts = [word(part, "name") for part in rows(event.get("components"))]
    for update in rows(event.get("incident_updates")):
        parts += [word(part, "name") for part in rows(update.get("affected_components"))]
    if not any(parts):
        return unnamed or bool(TOUCHES_US.search(word(event, "name")))
    return any(TOUCHES_US.search(part) for part in parts)


def _told(what: str, event: Row, since: str, *, now: datetime) -> str:
    name = word(event, "name")[:120]
    about = f": “{name}”" if name else ""
    try:
        told = datetime.fromisoformat(word(event, since))
        began = believable(told if told.tzinfo else told.replace(tzinfo=UTC), now=now)
    except ValueError:
        began = None
    if began is None:
        return f"Xero's status page {what}{about}."
    return f"Xero's status page {what} since {spoken(began, now=now)}{about}."
