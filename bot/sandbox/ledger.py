"""The settings of an organisation as rows of Xero's accounting API, with its names and dates."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.sandbox.organisation import Organisation
from bot.sandbox.records import Account, Contact, TaxRate
from bot.sandbox.situation import Situation

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
LIMITED: dict[str, frozenset[str]] = {
    "READONLY": frozenset(),
    "REMOVED": frozenset(),
    "INVOICEONLY": frozenset({"CreateDraftInvoice", "CreateDraftCreditNote", "UpdateContact"}),
}
"""What a role that may not do everything may still do."""

CURRENCIES = {"GBP": "British Pound", "EUR": "Euro"}
BASE_CURRENCY = "GBP"


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
        "BaseCurrency": BASE_CURRENCY,
        "CountryCode": "GB",
        "IsDemoCompany": False,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": 31,
        "FinancialYearEndMonth": 3,
        "SalesTaxBasis": "ACCRUALS",
        "SalesTaxPeriod": "QUARTERLY",
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive",
        "CreatedDateUTC": moment(organisation.connected_at),
        "OrganisationEntityType": "COMPANY",
        "Timezone": "GMTSTANDARDTIME",
        "ShortCode": "!W1LLw",
        "OrganisationID": organisation.tenant_id,
        "Edition": now.edition,
        "Class": now.plan,
        "Addresses": [],
        "Phones": [],
        "ExternalLinks": [],
        "PaymentTerms": {},
    }
    # Xero leaves a lock date out rather than sending null.
    if now.period_lock:
        row["PeriodLockDate"] = day(now.period_lock)
    if now.year_lock:
        row["EndOfYearLockDate"] = day(now.year_lock)
    return row


def allowed(now: Situation, action: str) -> bool:
    """Whether the person who connected may do that."""
    return now.role not in LIMITED or action in LIMITED[now.role]


def action_rows(now: Situation) -> list[Row]:
    return [
        {"Name": name, "Status": "ALLOWED" if allowed(now, name) else "NOT-ALLOWED"}
        for name in ACTIONS
    ]


def user_rows(organisation: Organisation, now: Situation) -> list[Row]:
    """The owner, and the user whose consent this is.

    `GlobalUserID` is undocumented, and equals the token's `xero_userid`; `UserID` does not.
    """
    return [
        _user(organisation, "Olivia", "Marsh", "FINANCIALADVISER", _other(organisation)),
        _user(organisation, "Daniel", "Reyes", now.role, organisation.xero_user_id),
    ]


def contact_row(contact: Contact, updated_at: datetime) -> Row:
    row: Row = {
        "ContactID": contact.id,
        "ContactStatus": contact.status,
        "Name": contact.name,
        "EmailAddress": "",
        "Addresses": [],
        "Phones": [],
        "ContactGroups": [],
        "ContactPersons": [],
        "IsSupplier": False,
        "IsCustomer": True,
        "HasAttachments": False,
        "HasValidationErrors": False,
        "UpdatedDateUTC": moment(updated_at),
    }
    return row | {"MergedToContactID": contact.merged_to} if contact.merged_to else row


def account_row(account: Account, updated_at: datetime) -> Row:
    row: Row = {
        "AccountID": account.id,
        "Code": account.code,
        "Name": account.name,
        "Status": account.status,
        "Type": account.type,
        "TaxType": "OUTPUT2" if account.class_ == "REVENUE" else "NONE",
        "Class": account.class_,
        "EnablePaymentsToAccount": account.takes_payments,
        "ShowInExpenseClaims": False,
        "ReportingCode": "",
        "HasAttachments": False,
        "UpdatedDateUTC": moment(updated_at),
        "AddToWatchlist": False,
    }
    if account.type == "BANK":
        row |= {"BankAccountNumber": "20000012345678", "BankAccountType": "BANK"}
        row |= {"CurrencyCode": BASE_CURRENCY}
    return row


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
        "Status": rate.status,
        "TaxComponents": [
            {"Name": "VAT", "Rate": rate.percent, "IsCompound": False, "IsNonRecoverable": False}
        ],
    }


def currency_row(code: str) -> Row:
    return {"Code": code, "Description": CURRENCIES[code]}


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
