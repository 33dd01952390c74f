"""Finds the error texts of the catalogue inside a message, whatever stands around them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.domain.reading import ErrorSeen
from bot.domain.topic import ErrorText
from bot.matching.normalise import tidy

VARIABLE = re.compile(r"<[a-z]+>")
QUOTED_VARIABLE = re.compile(r"'<[a-z]+>'")
PIECES = re.compile(r"('<[a-z]+>'|<[a-z]+>)")
LOOKS_LIKE_ERROR = re.compile(
    r"validation ?exception|errornumber|oauth_problem|invalid_\w+|statuscode|\b[45]\d\d (?:error|"
    r"unauthori[sz]ed|forbidden|bad request|too many requests|internal server error|"
    r"service unavailable)\b|\berror(?: code)?:\s*\S+|must be (?:specified|valid|unique)\b",
    re.IGNORECASE,
)

NEAR = 90
"""From which likeness (0 to 100) a mistyped error text counts as the same."""

LONG_ENOUGH = 18
"""Texts shorter than this, in characters, are only found letter by letter."""

CUT_OFF = 30
"""From how many characters on the beginning of an error text is enough to know it."""

QUOTED = 200
"""How much of an unknown error is quoted, in characters."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    index: int
    error: ErrorText
    exact: re.Pattern[str]
    head: str
    plain: str


class ErrorFinder:
    """The compiled catalogue."""

    def __init__(self, errors: Sequence[ErrorText]) -> None:
        self._patterns = [
            _Pattern(index, error, _compiled(error.text), _head(error.text), _plain(error.text))
            for index, error in enumerate(errors)
        ]

    def find(self, text: str) -> tuple[ErrorSeen, ...]:
        """The error texts in `text`, longest first, none inside another; one unknown at most."""
        plain = tidy(text)
        found = self._exact(plain) or self._near(plain)
        if found:
            return tuple(found)
        if LOOKS_LIKE_ERROR.search(plain):
            return (ErrorSeen(text=None, cause=None, quote=plain[:QUOTED]),)
        return ()

    def _exact(self, plain: str) -> list[ErrorSeen]:
        hits = [
            (span, pattern)
            for pattern in self._patterns
            if (span := _place(pattern, plain)) is not None
        ]
        hits.sort(key=lambda hit: (-len(hit[1].plain), hit[1].index))
        taken: list[tuple[int, int]] = []
        seen: list[ErrorSeen] = []
        for (start, end), pattern in hits:
            if not any(start < stop and end > begin for begin, stop in taken):
                taken.append((start, end))
                seen.append(_seen(pattern, plain[start:end]))
        return seen

    def _near(self, plain: str) -> list[ErrorSeen]:
        """A text typed by hand: the one pattern that it resembles most, if it is near enough."""
        lowered = plain.casefold()
        if len(lowered) < LONG_ENOUGH:
            return []
        scored = [
            (fuzz.partial_ratio(pattern.plain, lowered, score_cutoff=NEAR), pattern)
            for pattern in self._patterns
            if LONG_ENOUGH <= len(pattern.plain) <= len(lowered) + 5
        ]
        score, best = max(scored, key=lambda hit: (hit[0], len(hit[1].plain)), default=(0, None))
        return [_seen(best, plain[:QUOTED])] if best is not None and score >= NEAR else []


def _place(pattern: _Pattern, plain: str) -> tuple[int, int] | None:
    """Where the text stands: all of it, or a long beginning where the rest was cut off."""
    if match := pattern.exact.search(plain):
        return match.span()
    if len(pattern.head) < CUT_OFF:
        return None
    start = plain.casefold().find(pattern.head)
    return (start, start + len(pattern.head)) if start >= 0 else None


def _seen(pattern: _Pattern, quote: str) -> ErrorSeen:
    return ErrorSeen(text=pattern.error.text, cause=pattern.error.cause, quote=quote[:QUOTED])


def _compiled(text: str) -> re.Pattern[str]:
    """The pattern of a catalogue text: variable parts match anything short, quotes any quote.

    A variable part at the very end takes one word, so that the quote has all of it.
    """
    body = ""
    for piece in PIECES.split(tidy(text).rstrip(".")):
        if QUOTED_VARIABLE.fullmatch(piece):
            body += r"['\"]?[^'\"]{1,60}?(?:['\"]|(?=[\s,.]|$))"
        elif VARIABLE.fullmatch(piece):
            body += ".{1,80}?"
        else:
            body += re.escape(piece).replace("'", "['\"]?").replace(r"\ ", r"\s+")
    # At the very end, what stands for a date or a name goes on to the end of the sentence.
    ending = re.sub(r"\.\{1,80\}\?$", r"[^.\"'\\n]{1,40}", body)
    return re.compile(ending, re.IGNORECASE)


def _head(text: str) -> str:
    """What stands before the first variable part, without a trailing comma's clause."""
    first = VARIABLE.split(tidy(text))[0].casefold()
    return first.rpartition(",")[0] if first.rstrip().endswith(("set at", "to")) else first.strip()


def _plain(text: str) -> str:
    return " ".join(VARIABLE.sub(" ", tidy(text)).casefold().split())
