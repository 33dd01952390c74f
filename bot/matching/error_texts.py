"""Finds the error texts of the catalogue inside a message, whatever stands around them."""

import html
import re
from collections.abc import Sequence

from bot.domain.reading import ErrorSeen
from bot.domain.topic import ErrorText
from bot.matching.error_pairs import Span, TypedErrors
from bot.matching.error_patterns import Pattern, compiled
from bot.matching.normalise import tidy

LOOKS_LIKE_ERROR = re.compile(
    r"errornumber|oauth_problem|invalid_\w+|status ?code|\b[45]\d\d (?:error|"
    r"unauthori[sz]ed|forbidden|bad request|too many requests|internal server error|"
    r"service unavailable)\b|\berror(?: (?:code|number))?:\s*\S+|\berror (?:code|number) \S*\d"
    r"|must be (?:specified|valid|unique)\b|\b\w+(?:exception|error)\b(?=[\s:(\"'.]|$)(?<!\berror)"
    r"|[\"']?(?:message|detail|title)[\"']?\s*:\s*[\"']",
    re.IGNORECASE,
)

ESCAPES = (("\\r", " "), ("\\n", " "), ("\\t", " "), ('\\"', '"'), ("\\/", "/"), ("\\u0027", "'"))
"""How JSON writes what the catalogue has as it is."""

QUOTED = 200
"""How much of an error is quoted, in characters."""


class ErrorFinder:
    """The compiled catalogue."""

    def __init__(self, errors: Sequence[ErrorText]) -> None:
        self._patterns = [compiled(index, error) for index, error in enumerate(errors)]
        self._typed = TypedErrors(self._patterns)

    def find(self, text: str) -> tuple[ErrorSeen, ...]:
        """The error texts in `text`, longest first, none inside another; one unknown at most."""
        plain = unescaped(text)
        exact = self._exact(plain)
        typed = self._typed.find(plain, taken=[span for span, _ in exact])
        found = [*exact, *typed]
        if found:
            return tuple(_seen(pattern, plain[slice(*span)]) for span, pattern in found)
        if LOOKS_LIKE_ERROR.search(plain):
            return (ErrorSeen(text=None, cause=None, quote=plain[:QUOTED]),)
        return ()

    def _exact(self, plain: str) -> list[tuple[Span, Pattern]]:
        """What stands there letter by letter; the longest and most specific wins."""
        lowered = plain.casefold()
        hits = [
            (span, pattern)
            for pattern in self._patterns
            if pattern.anchor in lowered and (span := pattern.place(plain, lowered)) is not None
        ]
        hits.sort(key=lambda hit: (-len(hit[1].plain), hit[1].index))
        taken: list[tuple[Span, Pattern]] = []
        for (start, end), pattern in hits:
            if not any(start < stop and end > begin for (begin, stop), _ in taken):
                taken.append(((start, end), pattern))
        return taken


def only_unknown(errors: Sequence[ErrorSeen]) -> bool:
    """Whether all there is looks like an error that the catalogue lacks."""
    return bool(errors) and all(error.text is None for error in errors)


def unescaped(text: str) -> str:
    """The text as a person would read it, out of JSON or HTML."""
    plain = html.unescape(text) if "&" in text else text
    if "\\" in plain:
        for written, meant in ESCAPES:
            plain = plain.replace(written, meant)
    return tidy(plain)


def _seen(pattern: Pattern, quote: str) -> ErrorSeen:
    return ErrorSeen(text=pattern.error.text, cause=pattern.error.cause, quote=quote[:QUOTED])
