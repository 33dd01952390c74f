"""What is masked before anything is stored, and what stays because the talk is about it."""

import pytest

from bot.domain.redaction import redact


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("write to ana.kerr+xero@clinic-one.co.uk please", "write to [email] please"),
        ("two: a@b.co, c@d.org", "two: [email], [email]"),
        ("card 4111 1111 1111 1111 was charged", "card [card] was charged"),
        ("card 4111-1111-1111-1111", "card [card]"),
        ("5555555555554444", "[card]"),
        ("ring 07700 900123", "ring [phone]"),
        ("ring +44 7700 900123 or 020 7946 0018", "ring [phone] or [phone]"),
        ("ring (020) 7946 0958 or (0161) 496 0000", "ring [phone] or [phone]"),
        ("ring +353 1 234 5678 or +33 1 23 45 67 89", "ring [phone] or [phone]"),
        ("my number is 07700900123", "my number is [phone]"),
        ("NHS 943 476 5919", "NHS [number]"),
        ("NHS number 9434765919", "NHS number [number]"),
        ("my password is hunter2", "my [secret]"),
        ("the password is: Hunter-Two, please", "the [secret] please"),
        ("DOB 3/4/1951", "[date of birth]"),
        ("born on 3 April 1951", "[date of birth]"),
        ("date of birth: 03-04-51", "[date of birth]"),
        ("Bearer abcdefghijklmnop1234", "[secret]"),
        ("password: hunter2 does not work", "[secret] does not work"),
        ('"refresh_token": "abc123"', '"[secret]'),
        ("api-key=abc", "[secret]"),
        ("eyJhbGciOi.eyJzdWIiOiIx.c2ln", "[secret]"),
    ],
)
def test_personal_data_and_secrets_are_masked(written: str, kept: str) -> None:
    assert redact(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "WH00035 and INV-1042 and invoice 10423 are missing",
        "credit note CN00007",
        "£1,204.50 or 1204.50",
        "since 03/02/2026, 2 March or 2026-03-02",
        "at 09:30 on 12.01.26",
        "4111 1111 1111 1112 is no card, nor is reference 79927398713",
        "Account code '200' is not a valid code for this document",
        "cannot be before the period lock date, currently set at 28 February 2026",
        '{"ErrorNumber": 10, "Type": "ValidationException"}',
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        "we were born to sync",
        "what is the password for",
        "it says that the password is wrong, or that my password is not accepted",
        "the password is now expired",
        "invoice 0000012345 and number 0000012346",
        "invoice no. 0712345678, Inv: 02079460018",
        "credit note number is 9434765919",
        "reference 9434765918 is no NHS number",
        "a total of +1,204.50",
    ],
)
def test_what_the_conversation_is_about_stays(written: str) -> None:
    assert redact(written) == written


def test_masking_twice_changes_nothing_more() -> None:
    once = redact("a@b.co, 07700 900123, 4111111111111111, DOB 3/4/1951, password=x")
    assert redact(once) == once
