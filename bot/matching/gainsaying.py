"""Whether a message denies something or reports a thing done, so that what it names may not be."""

import re

from bot.matching.clauses import clauses
from bot.matching.small_words import NOT

REPORTS = re.compile(
    r"^(?:(?:yes|no|but|and|well|ok|so|then) )*(?:i|we|he|she|they|someone|somebody|my \w+|our \w+)"
    r"(?: (?:have|has|had|already|just|also|even|now|all|did))*"
    r" (?:\w{2,}ed|gave|given|set|put|made|did|done|took|taken|went|gone|sent|got|had|turned|chose"
    r"|redid|redone|began|wrote|rewrote|let|undid|undone|reset|withdrew|dealt|found|saw|seen)\b"
)
"""A clause that begins by telling what somebody did: “we switched it on yesterday”."""


def gainsays(text: str) -> bool:
    """Whether a clause of `text` denies something, or reports what somebody did."""
    spoken = clauses(text)
    return any(NOT.intersection(c.words) or REPORTS.search(c.text) for c in spoken)
