"""Error texts as they reach a help desk: pasted, typed by hand, cut off, misquoted."""

import json
import re
from collections.abc import Callable, Mapping
from random import Random

from bot.matching.error_patterns import VARIABLE

VALUES: Mapping[str, tuple[str, ...]] = {
    "date": ("31 March 2026", "2026-03-31T00:00:00", "30/09/2025"),
    "amount": ("120.00", "3450.50", "0.01"),
    "number": ("50", "-1", "255"),
    "code": ("200", "4710", "OUTPUT2", "EUR", "NONE"),
    "name": ("Jean Wilkes", "Hearing Aids Ltd", "O'Brien & Sons"),
    "status": ("PAID", "DRAFT", "VOIDED"),
    "period": ("minute", "day"),
    "key": ("a81f-22", "HL-2291"),
    "id": ("7f31c2", "10442"),
    "seconds": ("3600", "41"),
    "path": ("/api.xro/2.0/Invoices", "/connect/token"),
    "error": ("ReadTimeoutError", "NewConnectionError"),
}
"""What may stand for each variable part; what has no entry is filled with a word."""

STORIES = (
    "When I press send it says {} and nothing goes over, what do I do?",
    "good morning, our receptionist got this today: {}. Is it something we can mend ourselves?",
    "{} <- this comes up on every invoice since tuesday",
    "we tried again twice and each time the box says “{}” in red, the patient is waiting",
)

UNKNOWN = (
    "ErrorNumber 77: the flux capacitor must be specified",
    "Error: ORA-00942 table or view does not exist",
    "HTTP 500 error while rendering template header.html",
    '{"Message":"Fiscal device not paired","StatusCode":418}',
    "NullPointerException at com.example.Sync.run",
    "error code 0x80070057 while writing the cache",
    "Error: SQLSTATE[HY000] general error 2006",
    "502 error from the gateway upstream",
    '{"error":{"code":"E_QUEUE","detail":"worker stopped"}}',
    "status code 409 conflict on resource sheet",
    "TypeError: cannot read properties of undefined",
    "Error number 1205 deadlock victim",
)
"""Error texts that no catalogue of Xero's holds."""


def filled(text: str, chance: Random) -> str:
    """The text with something plausible in the place of each variable part."""
    return VARIABLE.sub(lambda part: chance.choice(VALUES.get(part[0][1:-1], ("X",))), text)


def plain(text: str, _: Random) -> str:
    """As it is."""
    return text


def in_a_story(text: str, chance: Random) -> str:
    """Among the visitor's own words."""
    return chance.choice(STORIES).format(text)


def as_json(text: str, chance: Random) -> str:
    """Inside the answer of the API, as a developer pastes it."""
    body = {
        "ErrorNumber": 10,
        "Type": "ValidationException",
        "Message": "A validation exception occurred",
        "Elements": [{"InvoiceID": f"{chance.getrandbits(32):08x}", "Errors": [{"Message": text}]}],
    }
    return json.dumps(body)


def typed(text: str, chance: Random) -> str:
    """Typed from the screen: lower case, and a mistake in each 25 letters."""
    letters = list(text.casefold())
    for _ in range(max(1, len(letters) // 25)):
        place = chance.randrange(1, max(2, len(letters) - 1))
        if letters[place].isalpha() and letters[place - 1].isalpha():
            kind = chance.choice(("swap", "drop", "double"))
            letters[place - 1 : place + 1] = _mistake(kind, letters[place - 1], letters[place])
    return "".join(letters)


def _mistake(kind: str, one: str, two: str) -> list[str]:
    return {"swap": [two, one], "drop": [one, ""], "double": [one, two + two]}[kind]


def cut_off(text: str, chance: Random) -> str:
    """The end is missing, as on a narrow screen; a short text stays whole."""
    kept = max(int(len(text) * chance.uniform(0.6, 0.9)), 30)
    return text[:kept].rstrip()


def misquoted(text: str, chance: Random) -> str:
    """Without quotes and full stops, with one of the small words left out."""
    words = re.sub(r"[\".:{}]", " ", text.replace("'", "")).split()
    small = [i for i, word in enumerate(words) if word.casefold() in SMALL]
    if small and len(words) > len(SMALL) // 2:
        words.pop(chance.choice(small))
    return "it said " + " ".join(words)


SMALL = {"the", "a", "an", "of", "for", "to", "is", "has", "been", "this", "be"}

NOISES: Mapping[str, Callable[[str, Random], str]] = {
    "as it is": plain,
    "in a story": in_a_story,
    "pasted JSON": as_json,
    "typed by hand": typed,
    "cut off": cut_off,
    "misquoted": misquoted,
}
"""The ways in which an error text arrives."""
