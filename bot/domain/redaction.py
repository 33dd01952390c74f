"""Takes personal data and secrets out of what people write, before it is stored anywhere."""

import re

EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
SECRET = re.compile(
    r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?|\bBearer\s+[\w.~+/-]{16,}=*"
    r"|\b(?:refresh_token|access_token|client_secret|password|api[_-]?key)\b[\"']?\s*[=:]\s*\S+",
    re.IGNORECASE,
)
LONG_DIGITS = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
PHONE = re.compile(r"(?<![\w-])(?:\+44|0044|0)[ -]?(?:\(0\)[ -]?)?\d(?:[ -]?\d){8,9}(?![\w-])")
NHS = re.compile(r"(?<![\w-])\d{3}[ -]\d{3}[ -]\d{4}(?![\w-])")
BORN = re.compile(
    r"\b(?:dob|d\.o\.b\.?|date of birth|born(?: on)?)\b[:\s]*\d{1,2}[/. -]\w{1,9}[/. -]\d{2,4}",
    re.IGNORECASE,
)
PLACES = ((SECRET, "[secret]"), (EMAIL, "[email]"), (BORN, "[date of birth]"), (NHS, "[number]"))


def redact(text: str) -> str:
    """The text with secrets, e-mail addresses, cards, phones, NHS numbers and birth dates masked.

    Invoice and credit-note numbers stay: they are what the conversation is about.
    """
    for pattern, mask in PLACES:
        text = pattern.sub(mask, text)
    text = LONG_DIGITS.sub(lambda m: "[card]" if _is_card(m.group()) else m.group(), text)
    return PHONE.sub("[phone]", text)


def _is_card(written: str) -> bool:
    """Whether the digits pass Luhn's check, as every payment card does (ISO/IEC 7812-1)."""
    digits = [int(c) for c in written if c.isdigit()][::-1]
    doubled = (sum(divmod(2 * d, 10)) for d in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
