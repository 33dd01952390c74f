"""What the lists of accounts, tax rates and currencies tell of HearLink's mapping."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.xero.answer import Row
from bot.adapters.xero.reading.codes import (
    concerned_first,
    read_accounts,
    read_currency,
    read_payment_account,
    read_tax_rates,
)
from bot.domain.errors import Unavailable
from bot.domain.mapping import read
from bot.ports.looks import Finding
from tests.adapters.xero_answers import only, values

ACTIVE: Row = {"Status": "ACTIVE"}
SALES: Row = {**ACTIVE, "Code": "200", "Type": "REVENUE", "Class": "REVENUE"}
BANK: Row = {**ACTIVE, "Code": "090", "Type": "BANK", "Class": "ASSET"}
VAT: Row = {**ACTIVE, "TaxType": "OUTPUT2", "CanApplyToRevenue": True}
AIDS = read("Hearing Aids=200/OUTPUT2")


def accounts(*rows: Row, mapping: str = "Hearing Aids=200/OUTPUT2") -> Sequence[Finding]:
    return read_accounts(rows, read(mapping))


@pytest.mark.parametrize(
    ("rows", "value", "said"),
    [
        ([SALES, BANK], "valid", "there and active"),
        ([{**SALES, "Class": None, "Type": "OTHERINCOME"}], "valid", "there and active"),
        ([BANK], "invalid", "does not exist"),
        ([{**SALES, "Status": "ARCHIVED"}], "invalid", "is archived"),
        ([{**SALES, "Status": "DELETED"}], "invalid", "was deleted"),
        ([{**SALES, "Class": "EXPENSE", "Type": "EXPENSE"}], "invalid", "not an income account"),
        ([{**SALES, "Status": "DELETED"}, SALES], "valid", "there and active"),
    ],
)
def test_an_account_is_judged(rows: Sequence[Row], value: str, said: str) -> None:
    finding = only(accounts(*rows))
    assert (finding.fact, finding.value) == ("account_codes", value)
    assert said in finding.detail


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{**SALES, "Status": "NOVEL"}],
        [{**SALES, "Status": None}],
        [{**SALES, "Class": "NOVEL", "Type": "NOVEL"}],
        [{**SALES, "Class": None, "Type": None}],
    ],
)
def test_an_account_that_cannot_be_read_says_nothing(rows: Sequence[Row]) -> None:
    assert accounts(*rows) == ()


def test_an_archived_account_is_told_with_its_category() -> None:
    finding = only(accounts({**SALES, "Status": "ARCHIVED"}))
    assert finding.detail == (
        "Account 200, which HearLink uses for Hearing Aids, is archived in Xero."
    )


def test_a_clinics_own_account_is_told_with_the_clinic() -> None:
    mapping = "Services=200/OUTPUT2; @Northgate Services=221/OUTPUT2"
    finding = only(accounts(SALES, mapping=mapping))
    assert finding.detail == (
        "Account 221, which HearLink uses for Services at Northgate, does not exist in Xero."
    )


def test_one_bad_account_among_unreadable_ones_is_a_finding_and_one_good_is_none() -> None:
    odd = {**SALES, "Status": "NOVEL"}
    mapping = "A=200/X; B=210/X"
    assert accounts(odd, {**SALES, "Code": "210"}, mapping=mapping) == ()
    assert only(accounts(odd, mapping=mapping)).value == "invalid"


def test_a_category_without_an_account_is_not_judged() -> None:
    assert accounts(SALES, mapping="A=/OUTPUT2") == ()
    assert only(accounts(SALES, mapping="A=/OUTPUT2; B=200/")).value == "valid"


def test_what_the_invoice_uses_is_told_first() -> None:
    entries = read("A=1/X; B=2/X; @North A=3/X; @South B=4/X")
    ordered = concerned_first(entries, categories=["b "], clinic="South")
    assert [one.account for one in ordered] == ["2", "4", "1", "3"]
    assert concerned_first(entries, categories=[""], clinic="") == list(entries)


def tax(**changed: object) -> Sequence[Finding]:
    return read_tax_rates([{**VAT, **changed}], AIDS)


@pytest.mark.parametrize(
    ("changed", "value", "said"),
    [
        ({}, "valid", "there and active"),
        ({"TaxType": "output2"}, "valid", "there and active"),
        ({"TaxType": "INPUT2"}, "invalid", "does not exist"),
        ({"Status": "ARCHIVED"}, "invalid", "is archived"),
        ({"Status": "DELETED"}, "invalid", "was deleted"),
        ({"Status": "PENDING"}, "invalid", "not active"),
        ({"CanApplyToRevenue": False}, "invalid", "not meant for sales"),
    ],
)
def test_a_tax_rate_is_judged(changed: dict[str, object], value: str, said: str) -> None:
    finding = only(tax(**changed))
    assert (finding.fact, finding.value) == ("tax_rates", value)
    assert said in finding.detail


@pytest.mark.parametrize(
    "changed", [{"Status": "NOVEL"}, {"CanApplyToRevenue": None}, {"CanApplyToRevenue": "true"}]
)
def test_a_tax_rate_that_cannot_be_read_says_nothing(changed: dict[str, object]) -> None:
    assert tax(**changed) == ()


def test_a_tax_rate_is_told_by_the_name_that_people_see() -> None:
    finding = only(tax(Name="20% (VAT on Expenses)", CanApplyToRevenue=False))
    assert finding.detail == (
        "Tax rate “20% (VAT on Expenses)” (OUTPUT2), which HearLink uses for Hearing Aids, "
        "is not meant for sales in Xero."
    )
    assert only(tax(TaxType="INPUT2")).detail.startswith("Tax rate OUTPUT2, which HearLink")


def test_no_tax_at_all_is_never_missing() -> None:
    assert read_tax_rates([VAT], read("A=200/NONE")) == ()


@pytest.mark.parametrize(
    ("changed", "value"),
    [
        ({}, "usable"),
        ({"Type": "CURRENT", "EnablePaymentsToAccount": True}, "usable"),
        ({"Type": "CURRENT", "EnablePaymentsToAccount": False}, "unusable"),
        ({"Status": "ARCHIVED"}, "unusable"),
        ({"Code": "091"}, "unusable"),
        ({"Type": "CURRENT"}, None),
        ({"Type": "NOVEL", "EnablePaymentsToAccount": None}, None),
        ({"Status": "NOVEL"}, None),
    ],
)
def test_a_payment_account_is_judged(changed: dict[str, object], value: str | None) -> None:
    found = read_payment_account([{**BANK, **changed}], "090")
    assert values(found).get("payment_account") == value


def test_a_currency_is_looked_for_in_the_list() -> None:
    assert only(read_currency([{"Code": "GBP"}, {"Code": "EUR"}], "eur")).value == "yes"
    finding = only(read_currency([{"Code": "GBP"}], "EUR"))
    assert (finding.value, finding.detail) == (
        "no",
        "The currency EUR is not switched on in Xero.",
    )
    with pytest.raises(Unavailable):
        read_currency([{"Code": None}], "EUR")


WORDS = st.sampled_from(["ACTIVE", "ARCHIVED", "DELETED", "PENDING", "NOVEL", "", None, 7])
KINDS = st.sampled_from(["REVENUE", "SALES", "EXPENSE", "BANK", "NOVEL", None, True])
ROWS = st.fixed_dictionaries(
    {
        "Code": st.sampled_from(["200", "090", "", None]),
        "TaxType": st.sampled_from(["OUTPUT2", "", None]),
        "Status": WORDS,
        "Type": KINDS,
        "Class": KINDS,
        "CanApplyToRevenue": st.sampled_from([True, False, None, "true"]),
        "EnablePaymentsToAccount": st.sampled_from([True, False, None, 1]),
    }
)


@given(st.lists(ROWS, max_size=4))
def test_no_row_however_odd_breaks_a_judgement(rows: list[Row]) -> None:
    good = [row for row in rows if row["Status"] == "ACTIVE"]
    for finding in (*read_accounts(rows, AIDS), *read_tax_rates(rows, AIDS)):
        # "All is well" is only ever said of what is seen to be active.
        assert finding.value == "invalid" or good
    for finding in read_payment_account(rows, "090"):
        assert finding.value == "unusable" or good
