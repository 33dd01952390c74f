"""What the mirror alone tells of since when, how many and which invoices do not reach Xero."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.hearlink.looks import hearlink_looks
from bot.adapters.hearlink.settings import HearLinkSettings
from bot.domain.errors import Unavailable
from bot.domain.facts import CheckId, Fact, FactName, Source
from bot.ports.looks import Target
from bot.ports.mirror import MirroredInvoice
from bot.ports.people import OrganisationId
from tests.fakes import FakeMirror

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
WILLOW = OrganisationId("org_willow")
DAY = timedelta(days=1)
SYNCED = "Finalised, Paid"


def invoice(days: int, *, sent: object = False, **more: object) -> MirroredInvoice:
    at = NOW - days * DAY
    plain = MirroredInvoice(
        organisation=WILLOW,
        uid=f"u{days}",
        number=f"WH{days}",
        document="invoice",
        status="Finalised",
        xero_id=f"x{days}" if sent else None,
        clinic="",
        total="60",
        updated=at,
        issued=at,
    )
    return replace(plain, **more)  # type: ignore[arg-type] # fields of its own


def look(
    *documents: MirroredInvoice, mended: bool = False, **facts: str
) -> dict[str, tuple[str, str]]:
    mirror = FakeMirror()
    for n, document in enumerate(documents):
        mirror.record(f"d{n}", document, now=NOW)
    known = {
        FactName(name): Fact(name=FactName(name), value=value, source=Source.CHECKED, at=NOW)
        for name, value in {"sync_statuses": SYNCED, **facts}.items()
    }
    look = hearlink_looks(HearLinkSettings(), mirror)[CheckId("hearlink_history")]
    found = look(Target(organisation=WILLOW, facts=known, mended=mended), now=NOW)
    return {str(one.fact): (one.value, one.detail) for one in found}


def test_nothing_goes_over_since_a_day() -> None:
    found = look(invoice(9, sent=True), *(invoice(n) for n in (3, 2, 1)))
    assert found == {
        "one_or_all": (
            "all",
            "3 of the last 4 invoices have not reached Xero, the first on 19 November.",
        ),
        "stuck_by": ("everything", "Nothing that was issued since has arrived."),
        "last_arrived": (
            "2026-11-13T10:00:00+00:00",
            "The last invoice reached Xero on 13 November at 10:00.",
        ),
    }


def test_nothing_ever_went_over() -> None:
    found = look(invoice(3), invoice(2))
    assert found["one_or_all"] == (
        "all",
        "The last 2 invoices have not reached Xero, the first on 19 November.",
    )
    assert "last_arrived" not in found


def test_one_is_missing_and_is_named() -> None:
    found = look(invoice(9, sent=True), invoice(5), invoice(4, sent=True))
    assert found["one_or_all"] == (
        "one",
        "Invoice WH5 of 17 November has not reached Xero, later ones have.",
    )
    assert found["invoice_number"] == ("WH5", "Invoice WH5 has not reached Xero.")
    assert "stuck_by" not in found


def test_a_number_that_is_known_is_not_told_again() -> None:
    found = look(invoice(9, sent=True), invoice(5), invoice_number="WH9")
    assert found.keys() == {"last_arrived"}


@pytest.mark.parametrize(
    ("more", "value", "detail"),
    [
        ({"clinic": "Castle Street"}, "clinic", "All 2 are of one clinic, Castle Street."),
        (
            {"clinic": "6ba7b811-9dad-11d1-80b4-00c04fd430c8"},
            "clinic",
            "All 2 are of one clinic.",
        ),
        (
            {"categories": ("Services",)},
            "category",
            "All 2 have Services on them; no invoice with that has arrived.",
        ),
        ({"status": "Paid"}, "mixed", "All 2 have the status “Paid”."),
        ({}, "mixed", "Those that have not arrived have nothing in common that I can see."),
    ],
)
def test_what_the_missing_ones_have_in_common_is_told(
    more: dict[str, object], value: str, detail: str
) -> None:
    came = {"clinic": "Quay", "categories": ("Accessories",)} if more else {}
    arrived = [invoice(n, sent=True, **came) for n in (9, 4, 2)]
    found = look(*arrived, invoice(5, **more), invoice(3, **more))
    assert found["one_or_all"][0] == "some"
    assert found["stuck_by"] == (value, detail)


def test_a_clinic_is_called_what_people_call_it() -> None:
    arrived = [invoice(n, sent=True, clinic="c2") for n in (9, 4, 2)]
    stuck = [invoice(n, clinic="c1") for n in (5, 3)]
    found = look(*arrived, *stuck, clinic_names='{"c1": "Quay"}')
    assert found["stuck_by"] == ("clinic", "All 2 are of one clinic, Quay.")


def test_what_lost_its_link_has_not_arrived() -> None:
    lost = invoice(5, sent=True)
    events = (lost, replace(lost, xero_id=None, updated=lost.updated + DAY))
    found = look(invoice(9, sent=True), *events, invoice(4, sent=True))
    assert found["one_or_all"][0] == "one"


def test_credit_notes_and_payments_tell_nothing() -> None:
    others = [invoice(n, document=kind) for n, kind in ((3, "credit_note"), (2, "transaction"))]
    assert look(invoice(9, sent=True), *others).keys() == {"last_arrived"}


def test_what_is_two_months_old_is_history() -> None:
    found = look(invoice(70, sent=True), invoice(65), invoice(9, sent=True))
    assert found.keys() == {"last_arrived"}


@pytest.mark.parametrize("documents", [(), (invoice(3, status="Draft"),)])
def test_a_mirror_without_a_sent_invoice_knows_nothing(
    documents: tuple[MirroredInvoice, ...],
) -> None:
    with pytest.raises(Unavailable):
        look(*documents)


def test_with_silent_webhooks_the_mirror_is_not_believed() -> None:
    with pytest.raises(Unavailable):
        look(invoice(9, sent=True), invoice(3), invoice(2), webhooks="silent")


def test_nothing_is_said_to_be_stuck_where_hearlink_sent_something_since() -> None:
    documents = (invoice(9, sent=True), invoice(3), invoice(2))
    with pytest.raises(Unavailable):
        look(*documents, last_synced_at="2026-11-21T10:00:00+00:00")
    found = look(*documents, last_synced_at="2026-11-13T10:02:00+00:00")
    assert found["one_or_all"][0] == "all"


def test_other_organisations_do_not_count() -> None:
    theirs = [replace(invoice(n), organisation=OrganisationId("another")) for n in (3, 2)]
    assert look(invoice(9, sent=True), *theirs).keys() == {"last_arrived"}


SOME_STUCK = (invoice(9, sent=True), invoice(4), invoice(3), invoice(2, sent=True))


def test_of_several_that_are_stuck_the_newest_stands_for_all() -> None:
    assert look(*SOME_STUCK)["invoice_number"][0] == "WH3"


def test_where_nothing_arrives_no_single_invoice_is_to_blame() -> None:
    assert "invoice_number" not in look(invoice(9, sent=True), invoice(2), invoice(1))


def test_another_one_takes_the_place_of_one_that_is_mended() -> None:
    assert "invoice_number" not in look(*SOME_STUCK, invoice_number="WH2")
    assert look(*SOME_STUCK, mended=True, invoice_number="WH2")["invoice_number"][0] == "WH3"


def test_one_that_is_still_stuck_stays_the_one_to_look_at() -> None:
    assert "invoice_number" not in look(*SOME_STUCK, mended=True, invoice_number="wh4")
