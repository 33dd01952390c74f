"""What Xero answered, as it came: no model of the SDK stands in between.

The models of the SDK fall over new enum values, nulls and HTML; plain JSON does not.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from http import HTTPStatus

from bot.adapters.money import money
from bot.domain.errors import Unavailable

Row = Mapping[str, object]

WIRE_TIME = re.compile(r"/Date\((-?[0-9]{1,15})(?:[+-][0-9]{4})?\)/")
"""Milliseconds since 1970 in UTC; the offset behind them is only for show."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers with lower-case names, and the body, which `repr` never shows."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def agreed(self) -> bool:
        """Whether Xero did what was asked."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def refused(self) -> bool:
        """Whether Xero said no, and meant us."""
        return HTTPStatus.BAD_REQUEST <= self.status < HTTPStatus.INTERNAL_SERVER_ERROR

    @property
    def failed(self) -> bool:
        """Whether Xero itself broke down over it."""
        return self.status >= HTTPStatus.INTERNAL_SERVER_ERROR

    @property
    def text(self) -> str:
        """The body as text, whatever bytes it has."""
        return self.body.decode("utf-8", errors="replace")

    def json(self) -> object:
        """The body as JSON; Unavailable when it is something else, an HTML page say."""
        try:
            parsed: object = json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise Unavailable("Xero's answer could not be read.") from error
        return parsed


def fields(value: object) -> Row:
    """The object that should be here, or an empty one."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> Sequence[Row]:
    """The objects of the list that should be here; anything else in it is left out."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def listed(answer: Answer, name: str) -> Sequence[Row]:
    """The rows under `name`; Unavailable when the answer has no such list of objects."""
    found = fields(answer.json()).get(name)
    # A null among the rows may stand for anything, so that counting the rest would lie.
    if not isinstance(found, list) or len(rows(found)) < len(found):
        raise Unavailable("Xero's answer lacks what was asked for.")
    return rows(found)


def word(row: Row, name: str) -> str:
    """The text under `name`, or nothing where it is absent, null or no text."""
    found = row.get(name)
    return found.strip() if isinstance(found, str) else ""


def truth(row: Row, name: str) -> bool | None:
    """The yes or no under `name`; None where Xero says neither."""
    found = row.get(name)
    return found if isinstance(found, bool) else None


def amount(value: object) -> Decimal | None:
    """A sum of money, exactly as it was written; None where it is none that can be."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    return money(str(value))


def moment(row: Row, name: str) -> datetime | None:
    """The aware time under `name`, as Xero's own /Date(ms+0000)/ or as ISO text in UTC."""
    text = word(row, name)
    try:
        if wire := WIRE_TIME.fullmatch(text):
            return datetime.fromtimestamp(int(wire[1]) / 1000, UTC)
        at = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
