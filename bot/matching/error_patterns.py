"""Error texts of the catalogue as patterns: what is fixed in them and what varies."""

import re
from dataclasses import dataclass

from bot.domain.topic import ErrorText
from bot.matching.normalise import tidy

VARIABLE = re.compile(r"<[a-z]+>")
QUOTED_VARIABLE = re.compile(r"['\"]<[a-z]+>['\"]")
PIECES = re.compile(r"(['\"]<[a-z]+>['\"]|<[a-z]+>)")
QUOTES = re.compile(r"['\"]")

CUT_OFF = 30
"""From how many characters on the beginning of an error text is enough to know it."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One text: `anchor` is what any place where it stands must hold, `head` its beginning."""

    index: int
    error: ErrorText
    exact: re.Pattern[str]
    anchor: str
    head: str
    plain: str

    def place(self, plain: str, lowered: str) -> tuple[int, int] | None:
        """Where it stands: all of it, or a long beginning where the rest was cut off."""
        if match := self.exact.search(plain):
            return match.span()
        if len(self.head) < CUT_OFF:
            return None
        start = lowered.find(self.head)
        return (start, start + len(self.head)) if start >= 0 else None

    @property
    def fixed(self) -> list[str]:
        """The pieces between the variable parts."""
        return VARIABLE.split(tidy(self.error.text))


def compiled(index: int, error: ErrorText) -> Pattern:
    """The pattern of a catalogue text."""
    return Pattern(
        index=index,
        error=error,
        exact=_expression(error.text),
        anchor=_anchor(error.text),
        head=_head(error.text),
        plain=" ".join(VARIABLE.sub(" ", tidy(error.text)).casefold().split()),
    )


def _expression(text: str) -> re.Pattern[str]:
    """Variable parts match anything short, quotes any quote or none.

    A variable part at the very end takes one word, so that the quote has all of it.
    """
    body = ""
    for piece in PIECES.split(tidy(text).rstrip(".")):
        if QUOTED_VARIABLE.fullmatch(piece):
            body += r"['\"]?[^'\"]{1,60}?(?:['\"]|(?=[\s,.]|$))"
        elif VARIABLE.fullmatch(piece):
            body += ".{1,80}?"
        else:
            body += QUOTES.sub("['\"]?", re.escape(piece)).replace(r"\ ", r"\s+")
    # At the very end, what stands for a date or a name goes on to the end of the sentence.
    ending = re.sub(r"\.\{1,80\}\?$", r"[^.\"'\\n]{1,40}", body)
    return re.compile(ending, re.IGNORECASE)


def _anchor(text: str) -> str:
    """The longest stretch without a quote or a variable part; looking for it first is fast."""
    stretches = QUOTES.split(VARIABLE.sub("'", tidy(text).rstrip(".")).casefold())
    return max((each.strip() for each in stretches), key=len)


def _head(text: str) -> str:
    """What stands before the first variable part, without a trailing comma's clause."""
    first = VARIABLE.split(tidy(text))[0].casefold()
    return first.rpartition(",")[0] if first.rstrip().endswith(("set at", "to")) else first.strip()
