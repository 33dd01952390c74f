"""Takes personal data and secrets out of what people write, before it is stored anywhere."""

import re

EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
STATES = (
    r"(?:not|no|now|still|never|being|what|the|a|in|for|on|or|and|ok|okay|fine|right|wrong|correct"
    r"|incorrect|invalid|expired|missing|needed|required|rejected|refused|accepted|set|changed)\b"
)
"""What a password is said to be where it is not told."""

SECRET = re.compile(
    r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?|\bBearer\s+[\w.~+/-]{16,}=*"
    r"|\b(?:refresh_token|access_token|client_secret|password|api[_-]?key)\b[\"']?\s*[=:]\s*\S+"
    rf"|\bpass(?:word|code)\s+is:?\s+(?!{STATES})\S+",
    re.IGNORECASE,
)
LONG_DIGITS = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
PHONE = re.compile(
    r"(?<![\w-])(?:(?:\+44|0044|0(?=[ -]?[1-35789]))[ -]?(?:\(0\)[ -]?)?\d(?:[ -]?\d){8,9}"
    r"|\(0\d{2,4}\)[ -]?\d(?:[ -]?\d){5,7}|\+[1-9]\d{0,2}[ -]?\d(?:[ -]?\d){6,11})(?![\w-])"
)
"""British numbers, with or without brackets, and those that begin with + and a country."""

NHS = re.compile(r"(?<![\w-])\d{3}[ -]\d{3}[ -]\d{4}(?![\w-])")
TEN_DIGITS = re.compile(r"(?<![\w-])\d{10}(?![\w-])")
BORN = re.compile(
    r"\b(?:dob|d\.o\.b\.?|date of birth|born(?: on)?)\b[:\s]*\d{1,2}[/. -]\w{1,9}[/. -]\d{2,4}",
    re.IGNORECASE,
)
PLACES = ((SECRET, "[secret]"), (EMAIL, "[email]"), (BORN, "[date of birth]"), (NHS, "[number]"))

VARIABLE = re.compile(r"<([a-z]+)>")
NAMELESS = frozenset(
    {"amount", "code", "date", "entity", "field", "id", "key", "number", "operation", "period"}
    | {"seconds", "status"}
)
"""What varies in the catalogue's error texts without ever being somebody's name."""

DOCUMENT = re.compile(
    r"\b(?:invoices?|inv|credit notes?)\W{0,2}(?:no|number)?\W{0,3}(?:is\s)?$", re.IGNORECASE
)
"""After these words a number is that of a document, whatever it looks like."""


def redact(text: str) -> str:
    """The text with secrets, e-mail addresses, cards, phones, NHS numbers and birth dates masked.

    Invoice and credit-note numbers stay: they are what the conversation is about.
    """
    for pattern, mask in PLACES:
        text = pattern.sub(mask, text)
    text = LONG_DIGITS.sub(lambda m: "[card]" if _is_card(m.group()) else m.group(), text)
    text = TEN_DIGITS.sub(lambda m: m.group() if _stays(m) else "[number]", text)
    return PHONE.sub(lambda m: m.group() if _is_document(m) else "[phone]", text)


def nameless(wording: str) -> str | None:
    """An error text of the catalogue with "…" for what varies; None where no name is in it."""
    if NAMELESS.issuperset(VARIABLE.findall(wording)):
        return None
    return VARIABLE.sub("…", wording)


def _stays(found: re.Match[str]) -> bool:
    return _is_document(found) or not _is_nhs(found.group())


def _is_document(found: re.Match[str]) -> bool:
    """Whether the words before it, some forty characters, say so."""
    before = found.string[max(0, found.start() - 40) : found.start()]
    return DOCUMENT.search(before) is not None


def _is_nhs(digits: str) -> bool:
    """Whether ten digits pass the check of NHS numbers (modulo 11, NHS Data Dictionary)."""
    weighed = sum(
        int(digit) * weight for digit, weight in zip(digits, range(10, 0, -1), strict=True)
    )
    return weighed % 11 == 0


def _is_card(written: str) -> bool:
    """Whether the digits pass Luhn's check, as every payment card does (ISO/IEC 7812-1)."""
    digits = [int(c) for c in written if c.isdigit()][::-1]
    doubled = (sum(divmod(2 * d, 10)) for d in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
