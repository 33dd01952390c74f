"""A situation as rows of Xero's accounting API: its field names, its dates, its money."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.sandbox.situation import Account, Contact, Entry, Situation, TaxRate
from bot.sandbox.world import Organisation

Row = dict[str, Any]

ACTIONS = (
    "CreateApprovedBill",
    "CreateApprovedInvoice",
    "CreateDraftInvoice",
    "CreateDraftCreditNote",
    "CreateApprovedCreditNote",
    "CreateInvoicePayment",
    "UpdateContact",
    "AttachFilesIntoInvoice",
    "UseMulticurrency",
)
CURRENCIES = {"GBP": "British Pound", "EUR": "Euro"}


def moment(at: datetime) -> str:
    """A time as Xero writes it in JSON: milliseconds in a call of Date."""
    return f"/Date({int(at.timestamp() * 1000)}+0000)/"


def day(on: date) -> str:
    return moment(datetime.combine(on, time(), UTC))


def organisation_row(organisation: Organisation, now: Situation) -> Row:
    row: Row = {
        "Name": organisation.name,
        "LegalName": f"{organisation.name} Ltd",
        "PaysTax": True,
        "Version": "UK",
        "OrganisationType": "COMPANY",
        "BaseCurrency": "GBP",
        "CountryCode": "GB",
        "IsDemoCompany": False,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": 31,
        "FinancialYearEndMonth": 3,
        "SalesTaxBasis": "ACCRUALS",
        "SalesTaxPeriod": "QUARTERLY",
        "CreatedDateUTC": moment(organisation.connected_at),
        "OrganisationEntityType": "COMPANY",
        "Timezone": "GMTSTANDARDTIME",
        "ShortCode": "!W1LLw",
        "OrganisationID": organisation.tenant_id,
        "Edition": "BUSINESS",
        "Class": now.plan,
        "Addresses": [],
        "Phones": [],
        "ExternalLinks": [],
    }
    if now.period_lock:
        row["PeriodLockDate"] = day(now.period_lock)
    return row


def action_rows(now: Situation) -> list[Row]:
    may = "NOT-ALLOWED" if now.role == "READONLY" else "ALLOWED"
    return [{"Name": name, "Status": may} for name in ACTIONS]


def user_rows(organisation: Organisation, now: Situation) -> list[Row]:
    """The owner, and the user whose consent this is.

    `GlobalUserID` is undocumented, and equals the token's `xero_userid`; `UserID` does not.
    """
    return [
        _user(organisation, "Olivia", "Marsh", "FINANCIALADVISER", _other(organisation)),
        _user(organisation, "Daniel", "Reyes", now.role, organisation.xero_user_id),
    ]


def invoice_row(entry: Entry, now: Situation, *, lines: bool) -> Row:
    row: Row = {"Type": "ACCREC", "InvoiceID": entry.id, "InvoiceNumber": entry.number}
    row |= _document(entry, now, lines=lines)
    paid = entry.status == "PAID"
    return row | {
        "AmountDue": 0 if paid else row["Total"],
        "AmountPaid": row["Total"] if paid else 0,
        "AmountCredited": 0,
        "SentToContact": False,
        "IsDiscounted": False,
        "HasErrors": False,
        "Payments": [],
        "CreditNotes": [],
    }


def credit_note_row(entry: Entry, now: Situation, *, lines: bool) -> Row:
    row: Row = {
        "Type": "ACCRECCREDIT",
        "CreditNoteID": entry.id,
        "CreditNoteNumber": entry.number,
    }
    row |= _document(entry, now, lines=lines)
    return row | {"RemainingCredit": row["Total"], "Allocations": [], "HasErrors": False}


def contact_row(contact: Contact, updated_at: datetime) -> Row:
    return {
        "ContactID": contact.id,
        "ContactStatus": contact.status,
        "Name": contact.name,
        "EmailAddress": "",
        "Addresses": [],
        "Phones": [],
        "IsSupplier": False,
        "IsCustomer": True,
        "UpdatedDateUTC": moment(updated_at),
    }


def account_row(account: Account, updated_at: datetime) -> Row:
    return {
        "AccountID": account.id,
        "Code": account.code,
        "Name": account.name,
        "Status": account.status,
        "Type": account.type,
        "TaxType": "OUTPUT2" if account.class_ == "REVENUE" else "NONE",
        "Class": account.class_,
        "EnablePaymentsToAccount": False,
        "ShowInExpenseClaims": False,
        "ReportingCode": "",
        "UpdatedDateUTC": moment(updated_at),
    }


def tax_rate_row(rate: TaxRate) -> Row:
    return {
        "Name": rate.name,
        "TaxType": rate.type,
        "ReportTaxType": "OUTPUT" if rate.sells else "INPUT",
        "CanApplyToAssets": not rate.sells,
        "CanApplyToEquity": False,
        "CanApplyToExpenses": not rate.sells,
        "CanApplyToLiabilities": False,
        "CanApplyToRevenue": rate.sells,
        "DisplayTaxRate": rate.percent,
        "EffectiveRate": rate.percent,
        "Status": "ACTIVE",
        "TaxComponents": [
            {"Name": "VAT", "Rate": rate.percent, "IsCompound": False, "IsNonRecoverable": False}
        ],
    }


def currency_row(code: str) -> Row:
    return {"Code": code, "Description": CURRENCIES[code]}


def _document(entry: Entry, now: Situation, *, lines: bool) -> Row:
    net, tax = sum(one.pence for one in entry.lines), sum(one.vat for one in entry.lines)
    contact = next(one for one in now.contacts if one.id == entry.contact_id)
    row: Row = {
        "Contact": {"ContactID": contact.id, "Name": contact.name},
        "Status": entry.status,
        "LineAmountTypes": "Exclusive",
        "SubTotal": net / 100,
        "TotalTax": tax / 100,
        "Total": (net + tax) / 100,
        "CurrencyCode": "GBP",
        "Date": day(entry.issued_on),
        "DateString": f"{entry.issued_on}T00:00:00",
        "UpdatedDateUTC": moment(entry.updated_at),
    }
    if entry.due_on:
        row |= {"DueDate": day(entry.due_on), "DueDateString": f"{entry.due_on}T00:00:00"}
    if lines:
        row["LineItems"] = list(_lines(entry, now))
    return row


def _lines(entry: Entry, now: Situation) -> Iterable[Row]:
    for place, line in enumerate(entry.lines):
        yield {
            "LineItemID": str(uuid5(NAMESPACE_URL, f"{entry.id}/{place}")),
            "Description": line.description,
            "Quantity": 1,
            "UnitAmount": line.pence / 100,
            "LineAmount": line.pence / 100,
            "TaxAmount": line.vat / 100,
            "TaxType": "OUTPUT2" if line.vat_percent else "ZERORATEDOUTPUT",
            "AccountCode": now.settings.mapping[line.category].account,
            "Tracking": [],
        }


def _user(organisation: Organisation, first: str, last: str, role: str, everywhere: str) -> Row:
    return {
        "UserID": str(uuid5(NAMESPACE_URL, f"{organisation.tenant_id}/{everywhere}")),
        "GlobalUserID": everywhere,
        "EmailAddress": f"{first}.{last}@example.org".lower(),
        "FirstName": first,
        "LastName": last,
        "UpdatedDateUTC": moment(organisation.connected_at),
        "IsSubscriber": first == "Olivia",
        "OrganisationRole": role,
    }


def _other(organisation: Organisation) -> str:
    return str(uuid5(NAMESPACE_URL, organisation.tenant_id))
