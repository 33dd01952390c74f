"""Knows what takes words back, and drops the numbers that somebody corrects."""

import re

_WORDS = (
    r"wait|hang on|hold on|actually|scra(?:p|tch) that|correction|i meant?|sorry|my mistake|oops"
    r"|on second thoughts?"
)

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


def meant_in_the_end(text: str) -> str:
    """The text without the numbers that it corrects, where another one is left.

    “Not WH00041, WH00042” is about the second; “it's not WH00041” is all there is.
    """
    rest = REPLACED.sub(" ", DENIED.sub(" ", text))
    return rest if re.search(rf"\b{_NUMBER}", rest, re.IGNORECASE) else text
