"""What Xero's books say of a document: its money, its history, its contact, its lock dates."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.sandbox.organisation import Organisation
from bot.sandbox.world import World
from tests.sandbox.stage import as_tenant
from tests.sandbox.test_xero import read


def invoice(wire: FlaskClient, clinic: Organisation, number: str) -> Any:
    [row] = read(wire, clinic, f"Invoices/{number}")["Invoices"]
    return row


def credit_note(wire: FlaskClient, clinic: Organisation) -> Any:
    [row] = read(wire, clinic, 'CreditNotes?where=CreditNoteNumber=="CN00007"')["CreditNotes"]
    return row


def money(row: Any) -> tuple[float, float, float, float]:
    return row["Total"], row["AmountPaid"], row["AmountCredited"], row["AmountDue"]


def test_money_adds_up_everywhere(wire: FlaskClient, world: World) -> None:
    for faults in ([], ["credit_notes_off"], ["payment_account_unfit"], ["credit_note_too_big"]):
        clinic = world.create(faults)
        for row in read(wire, clinic, "Invoices")["Invoices"]:
            total, paid, credited, due = money(row)
            assert round(paid + credited + due, 2) == total
            assert (row["Status"] == "PAID") == (due == 0)


def test_payment_and_credit_note_settle_an_invoice_together(
    wire: FlaskClient, clinic: Organisation
) -> None:
    row = invoice(wire, clinic, "WH00038")
    assert money(row) == (94.8, 66.0, 28.8, 0)
    assert (row["Status"], len(row["Payments"]), len(row["CreditNotes"])) == ("PAID", 1, 1)
    assert row["FullyPaidOnDate"]
    note = credit_note(wire, clinic)
    assert (note["Status"], note["RemainingCredit"]) == ("PAID", 0)
    [allocation] = note["Allocations"]
    assert (allocation["Amount"], allocation["Invoice"]["InvoiceNumber"]) == (28.8, "WH00038")


def test_credit_note_that_is_too_big_stays_open(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["credit_note_too_big"])
    note = credit_note(wire, clinic)
    assert (note["RemainingCredit"], note["Allocations"]) == (28.8, [])
    assert money(invoice(wire, clinic, "WH00038")) == (94.8, 94.8, 0, 0)


def test_invoice_waits_for_its_credit_note(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["credit_notes_off"])
    row = invoice(wire, clinic, "WH00038")
    assert (row["Status"], row["AmountDue"]) == ("AUTHORISED", 28.8)


def test_payments_are_listed_with_their_invoice(wire: FlaskClient, clinic: Organisation) -> None:
    rows = read(wire, clinic, "Payments")["Payments"]
    named = {one["Invoice"]["InvoiceNumber"]: one["Amount"] for one in rows}
    assert len(named) == 9
    assert named["WH00038"] == 66.0


def test_history_tells_who_voided_it_newest_first(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["voided_number"])
    [row] = read(wire, clinic, "Invoices?InvoiceNumbers=WH00041")["Invoices"]
    assert row["Status"] == "VOIDED"
    history = read(wire, clinic, f"Invoices/{row['InvoiceID']}/History")["HistoryRecords"]
    told = [(one["Changes"], one["User"]) for one in history]
    assert told == [
        ("Voided", "Jo Park"),
        ("Created", "Daniel Reyes"),
        ("Approved", "Daniel Reyes"),
    ]
    assert history[0]["DateUTCString"] == "2026-11-20T13:35:00"
    assert history[0]["DateUTC"] == "/Date(1795181700000+0000)/"


def test_history_of_a_stranger_and_of_a_credit_note(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["duplicate_by_hand"])
    [row] = read(wire, clinic, "Invoices?InvoiceNumbers=WH00039")["Invoices"]
    history = read(wire, clinic, f"Invoices/{row['InvoiceID']}/History")["HistoryRecords"]
    assert {one["User"] for one in history} == {"Jo Park"}
    note = credit_note(wire, clinic)
    assert read(wire, clinic, f"CreditNotes/{note['CreditNoteID']}/History")["HistoryRecords"]
    unknown = wire.get("/xero/api.xro/2.0/Invoices/nobody/History", headers=as_tenant(clinic))
    assert unknown.status_code == 404


def test_month_is_counted_by_one_small_page(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["invoice_limit"])
    where = "Date>=DateTime(2026,11,1) AND Date<DateTime(2026,12,1)"
    query = f'Invoices?where=Type=="ACCREC" AND {where}&Statuses=AUTHORISED,PAID&page=1&pageSize=1'
    counted = read(wire, clinic, query)
    assert counted["pagination"]["itemCount"] >= 20
    assert len(counted["Invoices"]) == 1
    assert read(wire, clinic, "Organisation")["Organisations"][0]["Class"] == "STARTER"


def test_lock_dates_are_there_or_left_out(wire: FlaskClient, world: World) -> None:
    [free] = read(wire, world.create(), "Organisation")["Organisations"]
    assert free.keys().isdisjoint({"PeriodLockDate", "EndOfYearLockDate"})
    locked = world.create(["period_locked", "year_end_locked"])
    [row] = read(wire, locked, "Organisation")["Organisations"]
    assert row["PeriodLockDate"] == "/Date(1795132800000+0000)/"
    assert row["EndOfYearLockDate"] == "/Date(1794873600000+0000)/"


@pytest.mark.parametrize(
    ("fault", "name", "status"),
    [
        ("contact_archived", "Peter Lanyon", "ARCHIVED"),
        ("contact_merged", "Eileen Hughes", "ARCHIVED"),
        ("contact_forgotten", "Alan Pritchard", "GDPRREQUEST"),
    ],
)
def test_contact_that_cannot_be_used_is_found_among_the_archived(
    wire: FlaskClient, world: World, fault: str, name: str, status: str
) -> None:
    clinic = world.create([fault])
    where = f'Contacts?where=Name=="{name}"'
    assert read(wire, clinic, where)["Contacts"] == []
    [row] = read(wire, clinic, f"{where}&includeArchived=true")["Contacts"]
    assert row["ContactStatus"] == status
    assert ("MergedToContactID" in row) == (fault == "contact_merged")


def test_accounts_and_tax_rates_say_what_they_are_for(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["account_deleted", "account_of_wrong_class", "tax_rate_archived"])
    accounts = {one["Code"]: one for one in read(wire, clinic, "Accounts")["Accounts"]}
    assert accounts["210"]["Status"] == "DELETED"
    assert (accounts["230"]["Class"], accounts["230"]["Type"]) == ("EXPENSE", "EXPENSE")
    assert (accounts["090"]["Type"], accounts["090"]["EnablePaymentsToAccount"]) == ("BANK", False)
    rates = {one["TaxType"]: one["Status"] for one in read(wire, clinic, "TaxRates")["TaxRates"]}
    assert rates == {"OUTPUT2": "ACTIVE", "ZERORATEDOUTPUT": "ARCHIVED", "INPUT2": "ACTIVE"}


def test_own_invoices_of_the_app_are_told_from_others(wire: FlaskClient, world: World) -> None:
    clinic = world.create(["duplicate_number"])
    query = "Invoices?InvoiceNumbers=WH00041&createdByMyApp="
    assert len(read(wire, clinic, f"{query}false")["Invoices"]) == 1
    assert read(wire, clinic, f"{query}true")["Invoices"] == []


def test_order_and_search_are_heard(wire: FlaskClient, clinic: Organisation) -> None:
    newest = read(wire, clinic, "Invoices?order=Date DESC&page=1&pageSize=2")["Invoices"]
    assert [one["InvoiceNumber"] for one in newest] == ["WH00042", "WH00041"]
    [found] = read(wire, clinic, "Contacts?searchTerm=lanyon")["Contacts"]
    assert found["Name"] == "Peter Lanyon"
