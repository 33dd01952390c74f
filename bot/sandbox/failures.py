"""What can be made to go wrong on the wire, for one organisation or all, for one path, n times."""

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase


class Kind(StrEnum):
    """How an answer fails; those of the second half spoil one that Xero really gave."""

    LATENCY = "latency"  # slow by `seconds`, otherwise right
    HANG = "hang"  # no answer for `seconds`, or until the caller leaves
    RESET = "reset"  # the connection is cut
    HTML = "html"  # a web page, 503 unless `status` says otherwise
    EMPTY = "empty"  # no body, 503
    ERROR = "error"  # 500 with Xero's JSON
    OFFLINE = "offline"  # 503 with Xero's words for one organisation
    FORBIDDEN = "forbidden"  # 403 with Xero's words for a role
    LIMIT = "limit"  # 429 with the header `problem`
    TRUNCATED = "truncated"  # JSON that stops half way
    UNKNOWN_ENUM = "unknown_enum"  # statuses, classes and roles that nobody has heard of
    NULL_FIELDS = "null_fields"  # every field of every row is null
    NULL_ROWS = "null_rows"  # every row is null
    LOST = "lost"  # done, but the answer never arrives


SPOILS = frozenset({Kind.TRUNCATED, Kind.UNKNOWN_ENUM, Kind.NULL_FIELDS, Kind.NULL_ROWS, Kind.LOST})


@dataclass(slots=True, kw_only=True)
class Failure:
    """Fails the requests whose path fits, of that organisation (None: of all), so many times.

    `path` is a pattern such as "*/Invoices*" over the path alone; `times` counts down, None
    lasts until it is cleared; `seconds` is for LATENCY and HANG.
    """

    kind: Kind
    path: str = "*"
    organisation: str | None = None
    times: int | None = None
    seconds: float = 3600
    status: int | None = None
    problem: str = "minute"

    def fits(self, path: str, organisations: frozenset[str]) -> bool:
        theirs = self.organisation is None or self.organisation in organisations
        return theirs and fnmatchcase(path, self.path) and self.times != 0


class Failures:
    """The failures that are switched on; not locked: `World` guards it."""

    def __init__(self) -> None:
        self._all: list[Failure] = []

    def add(self, failure: Failure) -> None:
        self._all.append(failure)

    def clear(self) -> None:
        self._all.clear()

    def take(self, path: str, organisations: frozenset[str]) -> list[Failure]:
        """Those that hit this request, each counted once more."""
        found = [one for one in self._all if one.fits(path, organisations)]
        for one in found:
            if one.times is not None:
                one.times -= 1
        return found
