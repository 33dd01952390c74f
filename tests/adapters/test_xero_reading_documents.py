"""What contacts, credit notes and histories tell, and what they keep to themselves."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.adapters.xero.answer import Answer, Row, amount, moment
from bot.adapters.xero.reading.contact import read_contact
from bot.adapters.xero.reading.credit_note import is_allocated, open_credit, read_fit
from bot.adapters.xero.reading.history import by_and_on, read_history
from bot.domain.errors import OutsideError, Unavailable
from tests.adapters.xero_answers import BROKEN, NOW, answer, only, refusal, values


def contacts(*rows: Row) -> Answer:
    return answer(200, {"Contacts": [{"Name": "Ann Doe", **row} for row in rows]})


MERGED = {"ContactStatus": "ARCHIVED", "MergedToContactID": "c2"}


@pytest.mark.parametrize(
    ("said", "value"),
    [
        (contacts(), "new"),
        (contacts({"ContactStatus": "ACTIVE"}), "usable"),
        (contacts({"ContactStatus": "ARCHIVED"}), "archived"),
        (contacts({"ContactStatus": "GDPRREQUEST"}), "archived"),
        (contacts(MERGED), "merged"),
        (contacts({"ContactStatus": "ARCHIVED"}, {"ContactStatus": "ACTIVE"}), "usable"),
        (contacts({"ContactStatus": "ACTIVE"}, {"ContactStatus": "NOVEL"}), "usable"),
        (contacts({"ContactStatus": "ARCHIVED"}, MERGED), "merged"),
    ],
)
def test_a_contact_is_judged_and_never_named(said: Answer, value: str) -> None:
    finding = only(read_contact(said, name="ann doe "))
    assert (finding.fact, finding.value) == ("xero_contact", value)
    assert "Doe" not in finding.detail


@pytest.mark.parametrize(
    "said",
    [
        *BROKEN,
        contacts({"ContactStatus": "NOVEL"}),
        contacts({"ContactStatus": None}),
        contacts({"Name": "Bob Roe", "ContactStatus": "ACTIVE"}),
        contacts({"Name": None, "ContactStatus": "ACTIVE"}),
        answer(200, {"Contacts": [None]}),
        answer(401, refusal(401, "AuthorizationUnsuccessful")),
    ],
)
def test_a_contact_that_cannot_be_read_is_unknown(said: Answer) -> None:
    with pytest.raises(OutsideError) as caught:
        read_contact(said, name="Ann Doe")
    assert "Doe" not in str(caught.value)


# Credit notes


def test_a_used_credit_note_fits() -> None:
    assert is_allocated({"Status": "PAID"})
    assert is_allocated({"Status": "AUTHORISED", "Allocations": [{"Amount": 5}]})
    assert not is_allocated({"Status": "AUTHORISED", "Allocations": []})
    assert not is_allocated({"Status": "VOIDED", "Allocations": [{"Amount": 5}]})
    assert not is_allocated(None)


@pytest.mark.parametrize(
    ("copy", "told", "credit"),
    [
        ({"Status": "AUTHORISED", "RemainingCredit": 12.1, "Total": 20}, "99", Decimal("12.1")),
        ({"Status": "DRAFT", "Total": 20}, "99", Decimal(20)),
        ({"Status": "VOIDED", "RemainingCredit": 12.1}, "99.5", Decimal("99.5")),
        (None, "99.50", Decimal("99.50")),
        (None, "much", None),
        (None, None, None),
        ({"Status": "DRAFT", "Total": None}, "99", None),
    ],
)
def test_the_open_credit_is_xeros_before_hearlinks(
    copy: Row | None, told: str | None, credit: Decimal | None
) -> None:
    assert open_credit(copy, told) == credit


@pytest.mark.parametrize(
    ("invoices", "value"),
    [
        ([{"Status": "AUTHORISED", "AmountDue": 60.0}], "yes"),
        ([{"Status": "AUTHORISED", "AmountDue": 59.99}], "no"),
        ([{"Status": "PAID", "AmountDue": 0}], "no"),
        ([{"Status": "VOIDED", "AmountDue": 0}, {"Status": "PAID", "AmountDue": 60}], "yes"),
        ([{"Status": "PAID", "AmountDue": None}], None),
        ([{"Status": "PAID", "AmountDue": 60}] * 2, None),
        ([{"Status": "NOVEL", "AmountDue": 60}], None),
        ([], None),
    ],
)
def test_a_credit_note_is_held_against_what_is_due(
    invoices: Sequence[Row], value: str | None
) -> None:
    assert values(read_fit(Decimal(60), invoices)).get("credit_note_fits") == value


@pytest.mark.parametrize(
    "odd", [None, True, "NaN", "Infinity", "", [], "five", b"5", 1e30, "1e-999999"]
)
def test_what_is_no_amount_is_none(odd: object) -> None:
    assert amount(odd) is None


# History


def history(*records: object) -> Answer:
    return answer(200, {"HistoryRecords": list(records)})


def record(changes: object, user: object, at: object) -> Row:
    return {"Changes": changes, "User": user, "DateUTC": at, "Details": "INV-1 for Ann Doe"}


VOIDED = record("Voided", "Jo Park", "/Date(1772496000000+0000)/")
CREATED = record("Created", "System Generated", "/Date(1770000000000+0000)/")


def test_the_history_tells_who_and_when() -> None:
    done = read_history(history(VOIDED, CREATED), now=NOW)
    assert [one.what for one in done] == ["created", "voided"]
    assert by_and_on(done, "void", last=True, now=NOW) == " by Jo Park on 3 March"
    assert by_and_on(done, "creat", last=False, now=NOW) == " on 2 February"
    assert by_and_on(done, "delet", last=True, now=NOW) == ""


def test_the_last_of_several_counts_for_an_end() -> None:
    again = record("Voided", "Kim Lee", "2026-04-01T09:00:00")
    done = read_history(history(again, VOIDED), now=NOW)
    assert by_and_on(done, "void", last=True, now=NOW) == " by Kim Lee on 1 April"


@pytest.mark.parametrize("at", [None, "", "once", 7, "/Date(-62135596800000+0000)/"])
def test_a_history_without_readable_times_still_names_who(at: object) -> None:
    done = read_history(history(record("Voided", "Jo Park", at)), now=NOW)
    assert by_and_on(done, "void", last=True, now=NOW) == " by Jo Park"


def test_a_history_with_nulls_says_nothing() -> None:
    done = read_history(history(record(None, None, None)), now=NOW)
    assert by_and_on(done, "void", last=True, now=NOW) == ""


@pytest.mark.parametrize("said", [*BROKEN, history(None), answer(200, {})])
def test_a_history_that_cannot_be_read_is_unavailable(said: Answer) -> None:
    with pytest.raises(Unavailable):
        read_history(said, now=NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/Date(1772496000000+0000)/", datetime(2026, 3, 3, tzinfo=UTC)),
        ("/Date(1772496000000+1300)/", datetime(2026, 3, 3, tzinfo=UTC)),
        ("/Date(1772496000000)/", datetime(2026, 3, 3, tzinfo=UTC)),
        ("2026-03-03T00:00:00", datetime(2026, 3, 3, tzinfo=UTC)),
        ("2026-03-03T00:00:00Z", datetime(2026, 3, 3, tzinfo=UTC)),
        ("/Date(999999999999999)/", None),
        ("3 March", None),
        (None, None),
    ],
)
def test_xeros_times_are_read(text: object, expected: datetime | None) -> None:
    assert moment({"At": text}, "At") == expected
