"""Whatever JSON Xero may send: each look finds a fact that the answer bears out, or nothing."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from bot.adapters.xero.answer import Answer
from bot.adapters.xero.books import Batch, read_booked
from bot.adapters.xero.client import XeroClient
from bot.adapters.xero.looks import Reach, looks_over
from bot.adapters.xero.settings import XeroSettings
from bot.adapters.xero.settled import Settled
from bot.adapters.xero.status import read_summary
from bot.adapters.xero.tokens import Consents, renewed_tokens
from bot.bootstrap import load_knowledge
from bot.domain.errors import OutsideError
from bot.domain.facts import CheckId
from bot.ports.looks import Finding, Target
from bot.ports.mirror import CREDIT_NOTE, INVOICE
from tests.adapters.nonsense import anything, as_before, odd, spoilt, written
from tests.adapters.xero_answers import NOW, TENANT, WILLOW, answer, consent, target, values
from tests.fakes import FakeConnections

NAME, NUMBER, NOTE = "Peter Lanyon", "WH00041", "CN00007"
XERO_ID = "7d1f0a52-0000-4000-8000-000000000041"
SALE = {
    "Type": "ACCREC",
    "InvoiceID": XERO_ID,
    "InvoiceNumber": NUMBER,
    "Status": "AUTHORISED",
    "Total": 90.0,
    "AmountDue": 30.0,
    "CurrencyCode": "GBP",
}
CREDIT = {
    "Type": "ACCRECCREDIT",
    "CreditNoteID": XERO_ID,
    "CreditNoteNumber": NOTE,
    "Status": "AUTHORISED",
    "Total": 60.0,
    "RemainingCredit": 20.0,
    "Allocations": [],
}
BILL = {**SALE, "Type": "ACCPAY"}
PLACE = {
    "Class": "STARTER",
    "Edition": "BUSINESS",
    "OrganisationStatus": "ACTIVE",
    "CountryCode": "GB",
    "BaseCurrency": "GBP",
    "EndOfYearLockDate": "/Date(1774915200000+0000)/",
    "PeriodLockDate": "/Date(1793404800000+0000)/",
}
REVENUE = {"Code": "200", "Status": "ACTIVE", "Type": "REVENUE", "Class": "REVENUE"}
BANK = {"Code": "090", "Status": "ACTIVE", "Type": "BANK", "EnablePaymentsToAccount": False}
TAX = {"TaxType": "OUTPUT2", "Name": "20% VAT", "Status": "ACTIVE", "CanApplyToRevenue": True}
CONTACT = {"Name": NAME, "ContactStatus": "ACTIVE", "MergedToContactID": None}
VOIDED = {"Changes": "Voided", "User": "Jo Park", "DateUTC": "/Date(1795400000000+0000)/"}

GOOD: Mapping[str, object] = {
    "connections": [{"tenantId": TENANT, "tenantName": "Willow", "tenantType": "ORGANISATION"}],
    "actions": {
        "Actions": [
            {"Name": "CreateDraftInvoice", "Status": "ALLOWED"},
            {"Name": "CreateApprovedInvoice", "Status": "ALLOWED"},
        ]
    },
    "users": {"Users": [{"GlobalUserID": "u1", "OrganisationRole": "STANDARD"}]},
    "organisation": {"Organisations": [PLACE]},
    "approved_count": {"Invoices": [], "pagination": {"page": 1, "itemCount": 7}},
    "accounts": {"Accounts": [REVENUE, BANK]},
    "tax_rates": {"TaxRates": [TAX, {**TAX, "TaxType": "NONE"}]},
    "currencies": {"Currencies": [{"Code": "GBP"}, {"Code": "EUR"}]},
    "contacts": {"Contacts": [CONTACT]},
    "invoices": {"Invoices": [SALE]},
    "credit_notes": {"CreditNotes": [CREDIT]},
    "invoice_history": {"HistoryRecords": [VOIDED]},
    "credit_note_history": {"HistoryRecords": [VOIDED]},
}
OTHER: Mapping[str, object] = {
    **GOOD,
    "connections": [{"tenantId": "another", "tenantName": "Elm", "tenantType": "ORGANISATION"}],
    "actions": {"Actions": [{"Name": "CreateDraftInvoice", "Status": "NOT-ALLOWED"}]},
    "organisation": {"Organisations": [{**PLACE, "PeriodLockDate": None, "Class": "LEDGER"}]},
    "approved_count": {"Invoices": [], "pagination": {"page": 1, "itemCount": 20}},
    "accounts": {"Accounts": [{**REVENUE, "Class": "EXPENSE", "Type": "EXPENSE"}, BANK]},
    "tax_rates": {"TaxRates": [{**TAX, "CanApplyToRevenue": False}]},
    "currencies": {"Currencies": [{"Code": "USD"}]},
    "contacts": {"Contacts": [{**CONTACT, "ContactStatus": "ARCHIVED"}, CONTACT]},
    "invoices": {"Invoices": [BILL, {**SALE, "Status": "VOIDED"}]},
    "credit_notes": {"CreditNotes": [{**CREDIT, "Allocations": [{"Amount": 40.0}]}]},
}
TWICE: Mapping[str, object] = {
    **GOOD,
    "accounts": {"Accounts": [{**REVENUE, "Status": "ARCHIVED"}, BANK]},
    "contacts": {"Contacts": [{**CONTACT, "ContactStatus": "GDPRREQUEST"}]},
    "invoices": {"Invoices": [SALE, SALE]},
}
TOWNS = (GOOD, OTHER, TWICE)
BOOKS = ("organisation", "lock_dates", "codes", "contact", "invoice")
KINDS = load_knowledge().first_topic.facts


SETTINGS = XeroSettings(client_id="app", client_secret="hush-hush", status_urls=())
INVOICE_AIM = target(
    fleeting={"invoice_date": "2026-11-14", "invoice_contact": NAME},
    invoice_number=NUMBER,
    document="invoice",
    hearlink_linked="no",
    mapping="Hearing Aids=200/OUTPUT2",
    payment_account_code="090",
    currency="EUR",
)
NOTE_AIM = target(
    fleeting={"credited_invoice": NUMBER, "credit_note_total": "60"},
    invoice_number=NOTE,
    document="credit_note",
)
AIMS = (INVOICE_AIM, NOTE_AIM)
LOOKS = tuple(f"xero_{one}" for one in ("connection", "access", *BOOKS))


class Recorded(XeroClient):
    """Answers with what was recorded under the name of the call."""

    def __init__(self, bodies: Mapping[str, object]) -> None:
        self._bodies = bodies

    def __getattribute__(self, name: str) -> Any:
        bodies = object.__getattribute__(self, "_bodies")
        if name in bodies:
            return lambda *_: answer(200, written(bodies[name]))
        return object.__getattribute__(self, name)


def found(bodies: Mapping[str, object], look: str, at: Target) -> Sequence[Finding]:
    """What a look finds in these answers; nothing where they leave it unknown."""
    stored = FakeConnections()
    stored.save(WILLOW, consent(), now=NOW)
    consents = Consents(SETTINGS, stored, sleep=lambda _: None)
    client = Recorded(bodies)
    looks = looks_over(SETTINGS, Reach(client, consents, Settled(client, consents)))
    try:
        return looks[CheckId(look)](at, now=NOW)
    except OutsideError:
        return ()


@pytest.mark.parametrize("look", LOOKS)
def test_every_look_finds_something_in_each_good_answer(look: str) -> None:
    assert all(any(found(town, look, at) for at in AIMS) for town in TOWNS)


@pytest.mark.parametrize("look", LOOKS)
@settings(deadline=None)
@given(draw=st.data())
def test_what_makes_no_sense_adds_no_fact(look: str, draw: DataObject) -> None:
    town, at = draw.draw(st.sampled_from(TOWNS)), draw.draw(st.sampled_from(AIMS))
    name = draw.draw(st.sampled_from(sorted(town)))
    spoiling = draw.draw(spoilt(town[name], odd()))
    seen = values(found({**town, name: spoiling.body}, look, at))
    assert as_before(seen, values(found(town, look, at))), (name, spoiling)


@pytest.mark.parametrize("look", LOOKS)
@settings(deadline=None)
@given(draw=st.data())
def test_whatever_comes_is_a_fact_that_authors_know_or_unknown(look: str, draw: DataObject) -> None:
    town, at = draw.draw(st.sampled_from(TOWNS)), draw.draw(st.sampled_from(AIMS))
    name = draw.draw(st.sampled_from(sorted(town)))
    spoiling = draw.draw(spoilt(town[name], anything()))
    for one in found({**town, name: spoiling.body}, look, at):
        assert one.fleeting or one.value in KINDS[one.fact].values, (name, spoiling)


SUMMARY = {
    "page": {"id": "xero"},
    "components": [{"name": "Accounting API", "status": "operational"}],
    "incidents": [],
    "scheduled_maintenances": [
        {
            "name": "Upkeep of the API",
            "status": "scheduled",
            "scheduled_for": "2026-11-23T10:00:00Z",
            "components": [{"name": "Accounting API"}],
        }
    ],
}
PAIR = {"access_token": "a", "refresh_token": "r", "expires_in": 1800, "scope": "openid"}
BATCHES = {INVOICE: Batch(INVOICE, [NUMBER]), CREDIT_NOTE: Batch(CREDIT_NOTE, [NOTE])}
READERS: Mapping[str, tuple[object, Callable[[Answer], object]]] = {
    "status page": (SUMMARY, lambda it: read_summary(it, now=NOW)),
    "tokens": (PAIR, lambda it: renewed_tokens(it, consent(), now=NOW)),
    "invoices": (TWICE["invoices"], lambda it: read_booked(it, BATCHES[INVOICE])),
    "credit notes": (OTHER["credit_notes"], lambda it: read_booked(it, BATCHES[CREDIT_NOTE])),
}


@pytest.mark.parametrize("reader", READERS)
@settings(deadline=None)
@given(draw=st.data())
def test_no_other_reader_fails_over_anything_but_with_an_error_of_ours(
    reader: str, draw: DataObject
) -> None:
    good, read = READERS[reader]
    read(answer(200, written(good)))
    spoiling = draw.draw(spoilt(good, anything()))
    with suppress(OutsideError):
        read(answer(200, written(spoiling.body)))


@settings(deadline=None)
@given(draw=st.data())
def test_no_status_page_tells_of_trouble_in_nonsense(draw: DataObject) -> None:
    spoiling = draw.draw(spoilt(SUMMARY, odd()))
    with suppress(OutsideError):
        assert read_summary(answer(200, written(spoiling.body)), now=NOW) == ""
