"""Says a share in plain words: “four out of about ninety” are some of them, “40 of 40” all."""

import re

UNITS = ("one two three four five six", "seven eight nine ten eleven twelve")
TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety hundred"
COUNTS = {word: 10 * n for n, word in enumerate(TENS.split(), 1)}
COUNTS |= {word: n for n, word in enumerate(" ".join(UNITS).split(), 1)}

NUMBER = rf"(?<![\d,.-])(\d{{1,4}}|{'|'.join(COUNTS)})(?![,.-]?\d)"
ABOUT = r"(?:(?:about|around|roughly|some|the|my|our|over|maybe|these|those|last week's) )*"
SHARE = re.compile(
    rf"\b{NUMBER}(?:(?: \w+){{1,4}}? (out of)| (out of|of|in(?: every)?)) {ABOUT}{NUMBER}\b"
    r"(?! (?:pounds|days|weeks|hours))(?<! in (?:19|20)\d\d)",
    re.IGNORECASE,
)
"""A count, and how many there are; “one in ten” is a rate, so there are several."""


FIRST = re.compile(
    rf"^(?:(?!(?:not|no|but|the|never)\b)\w+[, ]+){{0,2}}?({SHARE.pattern})", re.IGNORECASE
)
"""A share with which an answer begins, of which nothing is denied before."""


def share_first(text: str) -> str | None:
    """The share with which a text begins, in words: what follows only tells more of it."""
    first = FIRST.match(text)
    said = shares_in_words(first[1]) if first else ""
    return said if said in IN_WORDS else None


IN_WORDS = frozenset({"all of them", "some of them", "just one of them"})


def shares_in_words(text: str) -> str:
    """The text with each share of a whole said in words."""
    return ALL.sub("all of them", SHARE.sub(_in_words, text))


ALL = re.compile(rf"\ball (?:the |our |of the )?{NUMBER}\b", re.IGNORECASE)
"""“All forty” is all of them, however many."""


def _in_words(match: re.Match[str]) -> str:
    count, whole = _number(match[1]), _number(match[4])
    if not 0 < count <= whole:
        return match[0]
    if count == whole:
        return "all of them"
    rate = (match[2] or match[3]).casefold().startswith("in")
    return "some of them" if count > 1 or rate else "just one of them"


def _number(word: str) -> int:
    return int(word) if word.isdigit() else COUNTS[word.casefold()]
