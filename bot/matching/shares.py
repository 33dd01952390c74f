"""Says a share in plain words: “four out of about ninety” are some of them, “40 of 40” all."""

import re

UNITS = ("one two three four five six", "seven eight nine ten eleven twelve")
TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety hundred"
COUNTS = {word: 10 * n for n, word in enumerate(TENS.split(), 1)}
COUNTS |= {word: n for n, word in enumerate(" ".join(UNITS).split(), 1)}

NUMBER = rf"(\d{{1,4}}|{'|'.join(COUNTS)})"
ABOUT = r"(?:(?:about|around|roughly|some|the|my|our|over|maybe|these|those|last week's) )*"
SHARE = re.compile(
    rf"\b{NUMBER}(?:(?: \w+){{1,4}}? (out of)| (out of|of|in(?: every)?)) {ABOUT}{NUMBER}\b"
    r"(?! (?:pounds|days|weeks|hours))",
    re.IGNORECASE,
)
"""A count, and how many there are; “one in ten” is a rate, so there are several."""


FIRST = re.compile(rf"^(?:\w+[, ]+){{0,2}}?{SHARE.pattern}", re.IGNORECASE)
"""A share with which an answer begins."""


def share_first(text: str) -> str | None:
    """The share with which a text begins, in words: what follows only tells more of it."""
    first = FIRST.match(text)
    found = SHARE.search(first.group()) if first else None
    return _in_words(found) if found else None


def shares_in_words(text: str) -> str:
    """The text with each share of a whole said in words."""
    return SHARE.sub(_in_words, text)


def _in_words(match: re.Match[str]) -> str:
    count, whole = _number(match[1]), _number(match[4])
    if count > whole:
        return match[0]
    if count == whole:
        return "all of them"
    rate = (match[2] or match[3]).casefold().startswith("in")
    return "some of them" if count > 1 or rate else "just one of them"


def _number(word: str) -> int:
    return int(word) if word.isdigit() else COUNTS[word.casefold()]
