"""Leaves HearLink's own sync its share of what Xero takes from an organisation in a day."""

import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from threading import Lock

from bot.adapters.xero.answer import Answer
from bot.adapters.xero.errors import problem
from bot.domain.errors import Limited

SHARE = 100
"""Requests of the day that are left to HearLink: the smallest plan has a thousand."""

MINUTE_SHARE = 10
"""Requests of the minute that are left to HearLink, of sixty."""

MINUTE = timedelta(minutes=1)
PAUSE = timedelta(minutes=15)
MOST = 4096
"""Tenants whose pause is remembered."""

SPARED = "I stopped looking, so that HearLink's own sync keeps its share."
SPENT = "Xero takes no more requests for this organisation today."


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A tenant is not asked before `until`; `spent` when Xero would refuse, whoever asked."""

    until: datetime
    spent: bool
    words: str


class Quota:
    """Which tenants are not asked for a while; in memory, safe under threads."""

    def __init__(self) -> None:
        self._holds: OrderedDict[str, Hold] = OrderedDict()
        self._lock = Lock()

    def hold(self, tenant: str, *, now: datetime, insist: bool = False) -> Hold | None:
        """Why this tenant is not asked now, if so.

        Who insists is let through where nothing is left to spare: that costs nobody anything,
        and is the only way to learn that Xero answers again.
        """
        with self._lock:
            hold = self._holds.get(tenant)
        if hold is None or hold.until <= now or (insist and hold.spent):
            return None
        return hold

    def check(self, tenant: str, *, now: datetime, insist: bool = False) -> None:
        """Limited, with the words to say, when this tenant is not asked now."""
        hold = self.hold(tenant, now=now, insist=insist)
        if hold is not None:
            raise Limited(hold.words, wait=hold.until - now)

    def note(self, tenant: str, answer: Answer, *, now: datetime) -> None:
        """Learn from an answer how much is left; one that does not say changes nothing."""
        left = _left(answer)
        hold = read_hold(answer, left=left, now=now)
        with self._lock:
            if hold is not None:
                self._holds[tenant] = hold
                self._holds.move_to_end(tenant)
            elif left is not None:
                self._holds.pop(tenant, None)
            while len(self._holds) > MOST:
                self._holds.popitem(last=False)


def read_hold(answer: Answer, *, left: int | None, now: datetime) -> Hold | None:
    """The pause that an answer asks for, or that so little left makes decent."""
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        limited = problem(answer)
        wait = limited.wait if isinstance(limited, Limited) else None
        if wait is not None:
            return Hold(until=now + wait, spent=True, words=str(limited))
    if left is None or left >= SHARE:
        return _minute(answer, now=now)
    # Xero counts by the day, so that after midnight everything may be there again.
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    until = min(now + PAUSE, midnight + timedelta(days=1))
    return Hold(until=until, spent=left == 0, words=SPARED if left else SPENT)


def _minute(answer: Answer, *, now: datetime) -> Hold | None:
    """A pause until the minute is surely over, where little of it is left."""
    left = _left(answer, "x-minlimit-remaining")
    if left is None or left >= MINUTE_SHARE:
        return None
    return Hold(until=now + MINUTE, spent=False, words=SPARED)


def _left(answer: Answer, header: str = "x-daylimit-remaining") -> int | None:
    said = answer.headers.get(header, "").strip()
    return int(said) if re.fullmatch(r"[0-9]{1,9}", said) else None
