"""Finds what a message names: invoice and credit-note numbers, dates, amounts, addresses."""

import re
from functools import lru_cache

from bot.domain.reading import Entities
from bot.matching.normalise import FEW, WORD, tidy
from bot.matching.taking_back import meant_in_the_end

CREDIT_NOTE = re.compile(r"\b(?:CN|CR|CRN|CREDIT)[- #]?\d{2,10}\b", re.IGNORECASE)
INVOICE = re.compile(
    r"(?<![\w'])(?!CN|CR|CRN|CREDIT)(?:[A-Z]{1,5}-?|[A-Z]{2,5} )\d{3,10}\b", re.IGNORECASE
)
AFTER_WORD = re.compile(
    r"\b(?:invoice|inv)\s*(?:number|no\.?|num|nr\.?|#)?\s*[:#]?\s*#?(\d{2,10})\b", re.IGNORECASE
)
EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
AMOUNT = re.compile(r"[£$€]\s?\d[\d,]*(?:\.\d{2})?|\b\d[\d,]*\.\d{2}\b")
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec"
DATE = re.compile(
    rf"\b\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]\d{{2,4}})?\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{MONTHS})[a-z]*\b"
    rf"|\b(?:{MONTHS})[a-z]* \d{{1,2}}(?:st|nd|rd|th)?\b"
    r"|\b\d{4}-\d{2}-\d{2}\b|\b(?:today|yesterday)\b",
    re.IGNORECASE,
)
NOT_A_NUMBER = re.compile(
    r"^(?:(?:is|was|are|no|nr|num|ref|id|to|or|in|on|by|as|it|that|says|order|code|line|not|about|over|under|nearly|almost|for|of|the|and|with|than|only|just|all|some|last|at)"
    r" |error|code|since|from|about|around|until|april|march|june|july)",
    re.IGNORECASE,
)


MORE = re.compile(
    r"(?<!not )\bone of (?:them|many|several|those)\b"
    r"|\bone of the (?:\w+ )?(?:invoices|ones|affected|missing)\b"
    r"|\bseveral\b(?! (?:times|days|weeks|hours))"
    r"|\b(?:and|plus) (?!no\b|nothing\b)\w+ (?:more|others)\b"
    r"|\bthere (?:are|were) (?!no\b)(?:\w+ ){0,2}(?:more|others)\b"
    r"|\b(?:for|as an) (?:example|instance)\b",
    re.IGNORECASE,
)
"""What says that a number is one of several."""


@lru_cache(maxsize=FEW)
def entities(text: str) -> Entities:
    """Everything that `text` names, each once and in the order of the text."""
    plain = tidy(text)
    without_mail = meant_in_the_end(EMAIL.sub(" ", plain))
    credit_notes = tuple(_number(m) for m in CREDIT_NOTE.findall(without_mail))
    written = [m for m in INVOICE.findall(without_mail) if not _counts(m)]
    bare = [n for n in AFTER_WORD.findall(without_mail) if not any(w.endswith(n) for w in written)]
    return Entities(
        more=bool((written or bare or credit_notes) and MORE.search(plain)),
        invoices=_once(tuple(map(_number, written)) + tuple(map(str, bare))),
        credit_notes=_once(credit_notes),
        dates=_once(tuple(DATE.findall(plain))),
        amounts=_once(tuple(AMOUNT.findall(plain))),
        emails=_once(tuple(EMAIL.findall(plain))),
    )


def _counts(written: str) -> bool:
    """Whether what looks like a number is a word and how much: “owes 890”, “since 2024”."""
    return bool(NOT_A_NUMBER.match(written) or WORD_AND_COUNT.match(written))


WORD_AND_COUNT = re.compile(r"(?!inv )(?=[a-z]{3})[a-z]*[aeiou][a-z]* (?!0)\d")
"""An ordinary word in small letters before a count; a clinic's initials are shorter or have no
vowel, and the number of a document mostly begins with a nought.
"""


def number_in(text: str) -> str | None:
    """A document number where one was asked for: any word of two or more digits, but no amount."""
    named = entities(text)
    if named.invoices or named.credit_notes:
        return (named.invoices or named.credit_notes)[0]
    plain = meant_in_the_end(tidy(text))
    for other in (AMOUNT, DATE):
        plain = other.sub(" ", plain)
    found = ANY_NUMBER.search(plain)
    return _number(found.group()) if found else None


def only_names(text: str) -> bool:
    """Whether a text names documents and says nothing else: “it's number WH00041”."""
    rest, named = DOCUMENT.subn(" ", tidy(text))
    return named > 0 and AROUND.issuperset(WORD.findall(rest.casefold()))


DOCUMENT = re.compile(r"(?<![\w'])#?[A-Z]{1,5}-?\d{4,10}\b", re.IGNORECASE)
"""A number that is surely one of a document: “http 500” may be an error."""

AROUND = frozenset(
    {"it", "is", "it's", "its", "that", "that's", "the", "this", "one", "and"}
    | {"number", "no", "nr", "invoice", "credit", "note", "called", "please"}
)
"""Words around such a number that say nothing."""

ANY_NUMBER = re.compile(r"\b[A-Za-z]{0,5}[-#]?\d{2,10}\b")


def _number(written: str) -> str:
    """The number in capitals without spaces, as documents print it."""
    return written.upper().replace(" ", "").replace("#", "")


def _once(found: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
