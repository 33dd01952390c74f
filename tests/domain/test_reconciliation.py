"""HearLink against Xero: what is certainly different is said, and nothing else."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reconciliation import Booked, Difference, Mirrored, Settings, reconcile

OURS = Mirrored(
    number="WH00041",
    document="invoice",
    status="Finalised",
    total=Decimal("60"),
    currency="GBP",
    linked=True,
)
THEIRS = Booked(
    number="wh00041",
    document="invoice",
    status="AUTHORISED",
    total=Decimal("60.00"),
    due=Decimal("60"),
    currency="GBP",
)
NOTE = replace(OURS, number="CN00007", document="credit_note", status="", linked=False)
CREDITED = replace(THEIRS, number="CN00007", document="credit_note", due=None)
ALL = Settings(synced="Finalised, Paid", sync_as="authorised", credit_notes="on")
UNKNOWN = Settings()


def told(ours: Mirrored, *theirs: Booked, settings: Settings = ALL) -> list[tuple[str, str]]:
    return [(str(one.problem), one.text) for one in reconcile([ours], theirs, settings)]


def theirs(status: str, *, total: int = 60, due: Decimal | None = THEIRS.due) -> Booked:
    left = Decimal(0) if status == "PAID" else due
    return replace(THEIRS, status=status, total=Decimal(total), due=left)


@pytest.mark.parametrize("settings", [ALL, UNKNOWN])
def test_what_agrees_is_no_row(settings: Settings) -> None:
    assert told(OURS, THEIRS, settings=settings) == []
    assert told(replace(OURS, status="Paid"), theirs("PAID"), settings=settings) == []
    assert told(NOTE, CREDITED, settings=settings) == []


MISSING = [("missing", "In HearLink, not in Xero.")]


@pytest.mark.parametrize(
    ("ours", "settings", "missing"),
    [
        ({}, ALL, True),
        ({"linked": False}, ALL, True),
        ({"linked": False}, UNKNOWN, True),
        ({"linked": False, "settled": False}, ALL, False),
        ({"linked": True, "settled": False}, ALL, True),
        ({"status": "Draft", "linked": False}, ALL, False),
        ({"status": "Draft", "linked": False}, UNKNOWN, False),
        ({"status": "Parked", "linked": False}, UNKNOWN, False),
        ({"status": "Parked", "linked": True}, UNKNOWN, True),
        ({"status": "Finalised", "linked": False}, Settings(synced="Paid"), False),
        ({"status": "Written Off"}, ALL, False),
        ({"status": "Deleted"}, ALL, False),
    ],
)
def test_only_what_ought_to_be_there_is_missing(
    ours: dict[str, object], settings: Settings, missing: bool
) -> None:
    document = replace(OURS, **ours)  # type: ignore[arg-type] # fields of its own
    assert told(document, settings=settings) == (MISSING if missing else [])


@pytest.mark.parametrize("setting", ["on", "off", None])
@pytest.mark.parametrize("status", ["Finalised", "Draft", ""])
def test_a_credit_note_is_missing_only_where_final_ones_are_sent(
    setting: str | None, status: str
) -> None:
    found = told(replace(NOTE, status=status), settings=Settings(credit_notes=setting))
    assert found == (MISSING if (setting, status) == ("on", "Finalised") else [])


def test_a_credit_note_that_hearlink_saw_in_xero_is_missing_whatever_the_setting() -> None:
    assert told(replace(NOTE, linked=True), settings=UNKNOWN) == MISSING


def test_a_credit_note_of_the_same_number_is_no_invoice() -> None:
    assert told(OURS, replace(CREDITED, number=OURS.number)) == MISSING


def test_two_living_copies_are_double() -> None:
    assert told(OURS, THEIRS, THEIRS) == [("doubled", "In Xero 2 times.")]
    assert told(OURS, THEIRS, theirs("VOIDED"), theirs("DELETED")) == []


@pytest.mark.parametrize(
    ("ours", "entry", "text"),
    [
        ("Cancelled", theirs("AUTHORISED"), "Cancelled in HearLink, still open in Xero."),
        ("Written Off", theirs("SUBMITTED"), "Written Off in HearLink, still open in Xero."),
        ("Deleted", theirs("AUTHORISED"), "Deleted in HearLink, still open in Xero."),
        ("Draft", theirs("PAID"), "Draft in HearLink, already approved in Xero."),
        ("Paid", theirs("AUTHORISED"), "Paid in HearLink, not fully paid in Xero."),
        (
            "Paid",
            theirs("AUTHORISED", due=Decimal("0.01")),
            "Paid in HearLink, not fully paid in Xero.",
        ),
        ("Open", theirs("DRAFT"), "Open in HearLink, not approved in Xero."),
        ("Finalised", theirs("VOIDED"), "Finalised in HearLink, voided in Xero."),
    ],
)
def test_states_that_contradict_each_other_are_named(ours: str, entry: Booked, text: str) -> None:
    assert told(replace(OURS, status=ours), entry) == [("status", text)]


@pytest.mark.parametrize(
    ("ours", "entry", "settings"),
    [
        ("Cancelled", theirs("PAID"), ALL),
        ("Cancelled", theirs("DRAFT"), ALL),
        ("Cancelled", theirs("VOIDED"), ALL),
        ("Finalised", theirs("PAID"), ALL),
        ("Partially Paid", theirs("AUTHORISED"), ALL),
        ("Parked", theirs("AUTHORISED"), ALL),
        ("Paid", theirs("NOVEL", due=None), ALL),
        ("Paid", theirs("AUTHORISED", due=None), ALL),
        ("Draft", theirs("DRAFT"), ALL),
        ("Finalised", theirs("DRAFT"), Settings(sync_as="draft")),
        ("Finalised", theirs("DRAFT"), UNKNOWN),
    ],
)
def test_states_that_may_mean_the_same_are_no_row(
    ours: str, entry: Booked, settings: Settings
) -> None:
    assert told(replace(OURS, status=ours), entry, settings=settings) == []


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ("60.00", []),
        ("60.004", []),
        ("60.01", [("amount", "60.00 in HearLink, 60.01 in Xero.")]),
        ("-60", [("amount", "60.00 in HearLink, -60.00 in Xero.")]),
        (None, []),
    ],
)
def test_totals_are_compared_to_the_penny(
    total: str | None, expected: list[tuple[str, str]]
) -> None:
    entry = replace(THEIRS, total=None if total is None else Decimal(total))
    assert told(OURS, entry) == expected
    assert told(replace(OURS, status="Cancelled"), replace(entry, status="PAID")) == []


def test_a_credit_note_may_bear_a_minus() -> None:
    assert told(replace(NOTE, total=Decimal(-60)), CREDITED) == []
    assert told(replace(NOTE, total=Decimal(-61)), CREDITED)[0][0] == "amount"


def test_another_currency_is_another_amount() -> None:
    found = told(OURS, replace(THEIRS, currency="EUR"))
    assert found == [("amount", "GBP in HearLink, EUR in Xero.")]
    assert told(replace(OURS, currency=""), replace(THEIRS, currency="EUR")) == []


def test_a_document_may_differ_in_two_ways() -> None:
    found = told(replace(OURS, status="Paid"), theirs("AUTHORISED", total=70))
    assert [problem for problem, _ in found] == ["status", "amount"]


statuses = st.sampled_from(["Draft", "Open", "Finalised", "Paid", "Cancelled", "Deleted", ""])
totals = st.none() | st.sampled_from([Decimal("60"), Decimal("-1"), Decimal("0")])
numbers = st.sampled_from(["WH1", "wh1", "WH2", ""])
documents = st.sampled_from(["invoice", "credit_note"])
ours_ = st.builds(
    Mirrored,
    number=numbers,
    document=documents,
    status=statuses,
    total=totals,
    linked=st.booleans(),
    settled=st.booleans(),
)
theirs_ = st.builds(
    Booked,
    number=numbers,
    document=documents,
    status=st.sampled_from(["DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "NOVEL", ""]),
    total=totals,
    due=totals,
)


@given(st.lists(ours_, max_size=5), st.lists(theirs_, max_size=5), st.sampled_from([ALL, UNKNOWN]))
def test_every_row_is_about_one_of_ours_and_its_own_number(
    ours: list[Mirrored], entries: list[Booked], settings: Settings
) -> None:
    found = reconcile(ours, entries, settings)
    assert found == tuple(row for one in ours for row in reconcile([one], entries, settings))
    for row in found:
        assert row.text.endswith(".")
        assert {(one.document, one.number.casefold()) for one in row.theirs} <= {place(row)}


def place(row: Difference) -> tuple[str, str]:
    return row.ours.document, row.ours.number.casefold()
