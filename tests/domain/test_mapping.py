"""The mapping survives being one text, whatever the names in it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mapping import Mapped, mapped, read, write

AIDS = Mapped(clinic="", category="Hearing Aids", account="200", tax="ZERORATEDOUTPUT")
SERVICES = Mapped(clinic="", category="Services", account="220", tax="OUTPUT2")
NORTH = Mapped(clinic="Northgate", category="Services", account="221", tax="OUTPUT2")
TEXT = "Hearing Aids=200/ZERORATEDOUTPUT; Services=220/OUTPUT2; @Northgate Services=221/OUTPUT2"

words = st.text(max_size=20).map(str.strip)
entries = st.builds(Mapped, clinic=words, category=words.filter(bool), account=words, tax=words)


def test_it_reads_as_people_would_write_it() -> None:
    assert write((AIDS, SERVICES, NORTH)) == TEXT
    assert read(TEXT) == (AIDS, SERVICES, NORTH)


@given(st.lists(entries, max_size=6))
def test_any_mapping_comes_back_as_it_was(some: list[Mapped]) -> None:
    assert read(write(some)) == tuple(some)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    found = read(text)
    assert read(write(found)) == tuple(
        replace(
            one,
            clinic=one.clinic.strip(),
            category=one.category.strip(),
            account=one.account.strip(),
            tax=one.tax.strip(),
        )
        for one in found
        if one.category.strip()
    )


@pytest.mark.parametrize(
    "text", ["", "none", ";;", "Services", "Services=220", "=220/OUTPUT2", "@North=1/2"]
)
def test_what_is_no_entry_is_left_out(text: str) -> None:
    assert read(text) == ()


def test_an_entry_without_a_category_is_not_written() -> None:
    assert write((replace(AIDS, category=" "),)) == ""


def test_a_code_that_is_not_chosen_is_kept_as_such() -> None:
    (found,) = read("Services=220/")
    assert (found.account, found.tax, found.complete) == ("220", "", False)
    assert SERVICES.complete


def test_a_clinics_own_entry_comes_first() -> None:
    every = read(TEXT)
    assert mapped(every, "services", clinic="NORTHGATE") == NORTH
    assert mapped(every, " Services ", clinic="Southgate") == SERVICES
    assert mapped(every, "Services") == SERVICES
    assert mapped(every, "Hearing Aids", clinic="Northgate") == AIDS
    assert mapped((NORTH,), "Services") is None
