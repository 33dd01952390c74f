"""Do the accounts, tax rates and currency that HearLink uses exist in Xero, and fit?"""

from collections.abc import Callable, Collection, Iterable, Sequence

from bot.adapters.xero.answer import Row, truth, word
from bot.domain.errors import Unavailable
from bot.domain.facts import FactName
from bot.domain.mapping import Mapped
from bot.ports.looks import Finding

INCOME_TYPES = {"SALES", "REVENUE", "OTHERINCOME"}
CLASSES = {"ASSET", "EQUITY", "EXPENSE", "LIABILITY", "REVENUE"}
GONE = {"ARCHIVED": "is archived in Xero", "DELETED": "was deleted in Xero"}
PENDING = {"PENDING": "is not active in Xero yet"}
MISSING = "does not exist in Xero"
NO_TAX = "NONE"
"""Every organisation has it, whether Xero lists it or not."""

LONGEST = 60
"""Characters of a name that are shown."""

MOST_TOLD = 3
"""Troubles that are told at once; the next look tells the rest."""

Trouble = str | None
"""What is wrong, as the end of a sentence; "" is nothing, None is not known."""


def concerned_first(
    entries: Iterable[Mapped], *, categories: Collection[str], clinic: str
) -> Sequence[Mapped]:
    """The entries, those first that an invoice of these categories at this clinic would use."""
    wanted = {category.strip().casefold() for category in categories}

    def concerns(entry: Mapped) -> bool:
        here = entry.clinic.casefold() in {"", clinic.strip().casefold()}
        return here and entry.category.casefold() in wanted

    return sorted(entries, key=lambda entry: not concerns(entry))


def read_accounts(rows: Sequence[Row], entries: Iterable[Mapped]) -> Sequence[Finding]:
    """Whether each revenue account of the mapping exists, is active, and takes income."""
    verdicts = [
        (f"Account {one.account}, {_use(one)},", _trouble(rows, "Code", one.account, _income))
        for one in entries
        if one.account
    ]
    good = "Every account that HearLink uses is there and active in Xero."
    return _judged("account_codes", ("valid", "invalid"), verdicts, good=good)


def read_tax_rates(rows: Sequence[Row], entries: Iterable[Mapped]) -> Sequence[Finding]:
    """Whether each tax rate of the mapping exists, is active, and is for sales."""
    verdicts = [
        (
            f"Tax rate {_tax_name(rows, one.tax)}, {_use(one)},",
            _trouble(rows, "TaxType", one.tax, _for_sales),
        )
        for one in entries
        if one.tax and one.tax.upper() != NO_TAX
    ]
    good = "Every tax rate that HearLink uses is there and active in Xero."
    return _judged("tax_rates", ("valid", "invalid"), verdicts, good=good)


def read_payment_account(rows: Sequence[Row], code: str) -> Sequence[Finding]:
    """Whether payments can be put to the account of that code."""
    verdict = (
        f"Account {code}, which HearLink uses for payments,",
        _trouble(rows, "Code", code, _for_payments),
    )
    good = f"Account {code} takes payments in Xero."
    return _judged("payment_account", ("usable", "unusable"), [verdict], good=good)


def read_currency(rows: Sequence[Row], code: str) -> Sequence[Finding]:
    """Whether that currency is switched on."""
    listed = {word(row, "Code").upper() for row in rows}
    if code.upper() in listed:
        return own_currency(code)
    if "" in listed:
        raise Unavailable("Xero's list of currencies could not be read in full.")
    detail = f"The currency {code.upper()} is not switched on in Xero."
    return (Finding(fact=FactName("currency_enabled"), value="no", detail=detail),)


def own_currency(code: str) -> Sequence[Finding]:
    """That this currency is switched on, as an organisation's own always is."""
    detail = f"The currency {code.upper()} is switched on in Xero."
    return (Finding(fact=FactName("currency_enabled"), value="yes", detail=detail),)


def _judged(
    fact: str,
    values: tuple[str, str],
    verdicts: Sequence[tuple[str, Trouble]],
    *,
    good: str,
) -> Sequence[Finding]:
    told = list(dict.fromkeys(f"{about} {words}." for about, words in verdicts if words))
    if told:
        return (Finding(fact=FactName(fact), value=values[1], detail=" ".join(told[:MOST_TOLD])),)
    # "All is well" needs every one of them seen; one that cannot be read leaves it open.
    if verdicts and all(words == "" for _, words in verdicts):
        return (Finding(fact=FactName(fact), value=values[0], detail=good),)
    return ()


def _trouble(rows: Sequence[Row], name: str, code: str, judge: Callable[[Row], Trouble]) -> Trouble:
    """The verdict on a code: the best of all rows that bear it, for deleted ones keep theirs."""
    if not rows:
        return None
    verdicts = [judge(row) for row in rows if word(row, name).casefold() == code.casefold()]
    if not verdicts:
        # A row of which nobody can tell what it is may be the very one.
        return MISSING if all(_is_whole(row, name) for row in rows) else None
    if "" in verdicts:
        return ""
    return None if None in verdicts else verdicts[0]


def _income(row: Row) -> Trouble:
    if (standing := _inactive(row, GONE)) != "":
        return standing
    kind, class_ = word(row, "Type").upper(), word(row, "Class").upper()
    if class_ == "REVENUE" or kind in INCOME_TYPES:
        return ""
    return "is not an income account in Xero" if class_ in CLASSES else None


def _for_sales(row: Row) -> Trouble:
    if (standing := _inactive(row, GONE | PENDING)) != "":
        return standing
    applies = truth(row, "CanApplyToRevenue")
    if applies is None:
        return None
    return "" if applies else "is not meant for sales in Xero"


def _for_payments(row: Row) -> Trouble:
    if (standing := _inactive(row, GONE)) != "":
        return standing
    kind, enabled = word(row, "Type").upper(), truth(row, "EnablePaymentsToAccount")
    if kind == "BANK" or enabled:
        return ""
    return None if enabled is None or not kind else "does not take payments in Xero"


def _is_whole(row: Row, name: str) -> bool:
    """Whether a row says how it stands, and its code or that it has none, as some accounts."""
    return bool(word(row, "Status")) and isinstance(row.get(name, ""), str | None)


def _inactive(row: Row, gone: dict[str, str]) -> Trouble:
    status = word(row, "Status").upper()
    return "" if status == "ACTIVE" else gone.get(status)


def _tax_name(rows: Sequence[Row], code: str) -> str:
    """The rate as Xero's own pages call it, for its code appears on none of them."""
    named = (
        word(row, "Name") for row in rows if word(row, "TaxType").casefold() == code.casefold()
    )
    name = next(filter(None, named), "")[:LONGEST]
    return f"“{name}” ({code})" if name else code


def _use(entry: Mapped) -> str:
    at = f" at {entry.clinic}" if entry.clinic else ""
    return f"which HearLink uses for {entry.category}{at}"
