"""Knows what takes words back, and drops the numbers that somebody corrects."""

import re

_HALTS, _UNDOES = r"(?:hang|hold) on", r"scra(?:p|tch) that|on second thoughts?"
_WORDS = rf"wait|{_HALTS}|actually|{_UNDOES}|correction|i meant?|sorry|my mistake|oops"

CORRECTS = re.compile(rf"\b(?:no wait|oh wait|{_WORDS}|but|however)\b")
"""What takes back something said before it: of “approved, no wait, draft” the draft counts."""

TAKES_BACK = re.compile(
    rf"(?:^|[\s.,;!?])(?:(?:oh )?no,? )?(?:oh )?(?:{_WORDS})(?:,? no)?\b[\s,:.!-]*", re.IGNORECASE
)
"""The same at any place of a text, with the no before it; “but” only adds to what it follows."""

_NUMBER = r"(?:[a-z]{1,6}[- ]?#?\d{2,10}|\d{3,10})\b"
_NAMES = r"(?:it'?s |it is |that'?s |the |number |invoice |credit note |meant |typo,? )*"

DENIED = re.compile(rf"\bnot {_NAMES}{_NUMBER}", re.IGNORECASE)
REPLACED = re.compile(
    rf"\b{_NUMBER}(?:[\s,.;:!-]+(?:no|{_WORDS}))+[\s,.;:!-]+(?={_NAMES}{_NUMBER})", re.IGNORECASE
)


OTHER = re.compile(rf"\b(?!(?:since|until|in|year) )(?!(?:19|20)\d\d\b){_NUMBER}", re.IGNORECASE)
"""Another number than the one that was corrected, and no year."""


def meant_in_the_end(text: str) -> str:
    """The text without the numbers that it corrects, where another one is left.

    “Not WH00041, WH00042” is about the second; “it's not WH00041” is all there is.
    """
    rest = REPLACED.sub(" ", DENIED.sub(" ", text))
    return rest if OTHER.search(rest) else text


GUESS_DENIED = re.compile(r"^[\w' ]{1,40}\? (?:no|nope|nah)\b[\s,.;-]*(?=\w)", re.IGNORECASE)

TAKEN_BACK_WHOLE = re.compile(
    rf"\w[\s.,;!-]+(?:(?:oh )?no,? wait|(?:wait|actually),? no|{_HALTS}(?:,? no)?|{_UNDOES})"
    r"[\s.,!]*$",
    re.IGNORECASE,
)


def without_denied_guess(text: str) -> str:
    """The text without what it asks itself and denies, if it goes on: “twice? no, just once”."""
    return GUESS_DENIED.sub("", text)


def takes_all_back(text: str) -> bool:
    """Whether a text takes back what it says and puts nothing in its place: “on, no wait”."""
    return TAKEN_BACK_WHOLE.search(text) is not None
