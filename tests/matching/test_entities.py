"""What a message names."""

import pytest

from bot.matching.entities import entities, number_in


@pytest.mark.parametrize(
    ("text", "invoices"),
    [
        ("WH00041 is not in Xero", ("WH00041",)),
        ("inv-0043 and INV-0044 are missing", ("INV-0043", "INV-0044")),
        ("invoice 2231 never arrived", ("2231",)),
        ("invoice no. 2231", ("2231",)),
        ("invoice number #123", ("123",)),
        ("wh 00041 please", ("WH00041",)),
        ("INV 2231", ("INV2231",)),
        ("inv 2231", ("INV2231",)),
        ("she still owes 890", ()),
        ("ab 00041", ("AB00041",)),
        ("the number is 2231", ()),
        ("ref 2231 or was 2230", ()),
        ("since 2024 nothing works", ()),
        ("my dog is called INV", ()),
        ("error 500 all morning", ()),
    ],
)
def test_invoice_numbers_are_found_as_they_are_printed(
    text: str, invoices: tuple[str, ...]
) -> None:
    assert entities(text).invoices == invoices


def test_credit_note_is_no_invoice() -> None:
    named = entities("Credit note CN00007 belongs to WH00041")
    assert named.credit_notes == ("CN00007",)
    assert named.invoices == ("WH00041",)


def test_dates_amounts_and_addresses_are_found() -> None:
    named = entities("On 14/11/2026 we sent £1,250.00 to jo@clinic.co.uk, again on 3rd March")
    assert named.dates == ("14/11/2026", "3rd March")
    assert named.amounts == ("£1,250.00",)
    assert named.emails == ("jo@clinic.co.uk",)


def test_number_asked_for_needs_no_prefix() -> None:
    assert number_in("it's 00041") == "00041"
    assert number_in("the one for Mrs Hughes") is None


@pytest.mark.parametrize(
    "text", ["the total is £1,450.00", "made on 12/11/2026", "3rd March 1,295.50"]
)
def test_neither_an_amount_nor_a_date_is_a_number_asked_for(text: str) -> None:
    assert number_in(text) is None


def test_a_number_beside_an_amount_is_found() -> None:
    assert number_in("£1,450.00 it was, number 41872") == "41872"
