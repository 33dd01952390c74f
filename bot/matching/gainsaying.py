"""Whether a message denies something or reports a thing done, so that what it names may not be,
and whether what was done puts it right.
"""

import re

from bot.matching.clauses import clauses
from bot.matching.small_words import NOT, UNDONE

REPORTS = re.compile(
    r"^(?:(?:yes|no|but|and|well|ok|so|then) )*(?:i|we|he|she|they|someone|somebody|my \w+|our \w+)"
    r"(?: (?:have|has|had|already|just|also|even|now|all|did))*"
    r" (?:\w{2,}ed|gave|given|set|put|made|did|done|took|taken|went|gone|sent|got|had|turned|chose"
    r"|redid|redone|began|wrote|rewrote|let|undid|undone|reset|withdrew|dealt|found|saw|seen)\b"
)
"""A clause that begins by telling what somebody did: “we switched it on yesterday”."""

MENDS = re.compile(
    r"^(?:(?:yes|no|but|and|well|ok|so|then) )*"
    r"(?:i|we|he|she|they|someone|somebody|my \w+|our \w+|it)"
    r"(?: (?:have|has|had|was|been|already|just|also|even|now|all|both))*"
    r" (?:switched|turned|enabled|activated|ticked|set|put|changed|corrected|fixed|sorted|mended"
    r"|reconnected|connected|linked|renewed|authorised|authorized|approved|completed|finalised"
    r"|finalized|filled|updated|granted|gave|given)\b"
)
"""A clause that begins by telling that somebody put a thing right."""

STANDS = re.compile(
    r"^(?:(?:yes|no|but|and|well|ok|so|then) )*(?:it|that|this|xero|(?:the|our|my) \w+)"
    r" (?:is|says|shows|shows as)(?: (?:already|definitely|actually|still|all|now))*"
    r"(?: (?:switched|turned|set to))? (?:on|enabled|active|activated)(?: (?:already|now|again))*$"
)
"""A clause that says of a thing that it is on."""


def gainsays(text: str) -> bool:
    """Whether a clause of `text` denies something, or reports what somebody did."""
    spoken = clauses(text)
    return any(NOT.intersection(c.words) or REPORTS.search(c.text) for c in spoken)


def mends(text: str) -> bool:
    """Whether a clause of `text` reports that a thing was put right, and none that it was not."""
    return _any_plain(MENDS, text)


def stands(text: str) -> bool:
    """Whether a clause of `text` says that a thing is on, and none that it is not."""
    return _any_plain(STANDS, text)


def _any_plain(way: re.Pattern[str], text: str) -> bool:
    spoken = clauses(text)
    against = (NOT | UNDONE) - {"no"}
    undone = any(against.intersection(clause.words) for clause in spoken)
    return not undone and any(way.search(clause.text) for clause in spoken)
