"""Whether a message denies something or reports a thing done, so that what it names may not be,
and whether what was done puts it right.
"""

import re

from bot.matching.clauses import clauses
from bot.matching.small_words import DENY, NOT, UNDONE

REPORTS = re.compile(
    r"^(?:(?:yes|no|but|and|well|ok|so|then) )*(?:i|we|he|she|they|someone|somebody|my \w+|our \w+)"
    r"(?: (?:have|has|had|already|just|also|even|now|all|did))*"
    r" (?:\w{2,}ed|gave|given|set|put|made|did|done|took|taken|went|gone|sent|got|had|turned|chose"
    r"|redid|redone|began|wrote|rewrote|let|undid|undone|reset|withdrew|dealt|found|saw|seen)\b"
)
"""A clause that begins by telling what somebody did: “we switched it on yesterday”."""

LEADS = (
    r"^(?:(?:yes|no|but|and|well|ok|okay|so|then|right|now|apparently|i think|i believe) )*"
    r"(?:(?!it |this |that |xero |hearlink |.*\b(?:error|message) )"
    r"(?:\w+ ){1,3}?(?:says|said|tells me|told me|reckons|thinks) (?:that )?)?"
)
"""What may stand before a report: “ok so”, “the bookkeeper says”."""

RESTORED = (
    r"(?:un|re)(?!ceiv|cord|fer|fund|fus|gret|ject|lat|ly|li|main|member|peat|pli|port|quest|quir"
    r"|spond|sult|turn|vers|expect|chang|happ|us)\w{3,}ed"
)
"""What was made as it was, or other than it was: unarchived, restored, renumbered, unlocked."""

MENDS = re.compile(
    LEADS
    + r"(?!(?:when|if|after|before|since|until|once|what|why|how|who|which|xero|hearlink|error) )"
    r"(?:(?:the|my|our|your|a) (?:\w+ )?\w+|\w+(?: \w+)?)"
    r"(?: (?:have|has|had|was|were|been|already|just|also|even|now|all|both|finally|since))*"
    r" (?:switched|turned|enabled|activated|ticked|set|put|changed|corrected|fixed|sorted|mended"
    r"|linked|connected|approved|authorised|authorized|completed|finalised|finalized|filled|updated"
    r"|granted|gave|given|added|assigned|moved|raised|lifted|upgraded|amended|adjusted|merged"
    r"|voided|deleted|cleared|allowed|opened|mapped|chose|chosen|picked|selected|signed|logged"
    rf"|{RESTORED}|(?:did|done) (?:it|that|this|so|all|everything))\b"
)
"""A clause that begins by telling that somebody put a thing right."""

DONE = re.compile(
    r"^(?:(?:yes|yep|ok|okay|so|now|right|well|and|it|that|is|was|has|all|been|everything|seems"
    r"|to|have) )*"
    r"(?:worked|done|fixed|sorted|mended|finished|complete|completed|resolved|solved"
    rf"|{RESTORED})"
    r"(?: (?:now|it|that|them|him|her|again|already|then|all|thanks|thank|you|today|just|at"
    r"|last))*$"
)
"""A clause that says no more than that it is done: “ok, all done”, “worked”, “unarchived”."""

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
    return _any_plain(MENDS, text) or _any_plain(DONE, text)


def stands(text: str) -> bool:
    """Whether a clause of `text` says that a thing is on, and none that it is not."""
    return _any_plain(STANDS, text)


def _any_plain(way: re.Pattern[str], text: str) -> bool:
    spoken = clauses(text)
    against = (DENY | UNDONE) - {"no"}
    undone = any(against.intersection(clause.words) for clause in spoken)
    return not undone and any(way.search(clause.text) for clause in spoken)
