"""The search of the help centre finds causes by their words, and says when it finds nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.topic import Knowledge
from bot.matching.search import MOST, Search, marked


@pytest.fixture(scope="module")
def search(knowledge: Knowledge) -> Search:
    return Search(knowledge)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("lock date", "period_locked"),
        ("reconnect", "connection_expired"),
        ("connection expired", "connection_expired"),
        ("credit note", "credit_note_rules"),
        ("duplicate number", "duplicate_invoice"),
        ("archived contact", "contact_archived"),
        ("currency", "currency_not_enabled"),
        ("csv export", "manual_sync"),
        ("stripe", "other_integration"),
        ("xero is down", "xero_outage"),
        ("automatic sync off", "auto_sync_disabled"),
        ("tax rate is not valid", "tax_type_invalid"),
    ],
)
def test_words_of_a_cause_find_it(search: Search, query: str, first: str) -> None:
    assert search(query)[0].id == first


@pytest.mark.parametrize(
    ("query", "first"),
    [("recconect", "connection_expired"), ("CREDIT-NOTES!", "credit_note_rules")],
)
def test_misspelt_words_still_find_it(search: Search, query: str, first: str) -> None:
    assert search(query)[0].id == first


def test_beginning_of_a_word_is_enough(search: Search) -> None:
    assert "currency_not_enabled" in [found.id for found in search("curren")]


@pytest.mark.parametrize("query", ["", "   ", "!?", "guitar chords tuning", "كعكة", "\u2068"])
def test_what_nobody_wrote_about_finds_nothing(search: Search, query: str) -> None:
    assert search(query) == []


def test_results_are_few_and_the_best_come_first(search: Search) -> None:
    found = search("invoice xero")
    assert 0 < len(found) <= MOST
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)


@given(st.text(max_size=400))
def test_any_query_is_answered(search: Search, query: str) -> None:
    assert len(search(query)) <= MOST


@given(st.text(max_size=80), st.text(max_size=30))
def test_marked_pieces_are_the_text_itself(text: str, query: str) -> None:
    assert "".join(piece for piece, _ in marked(text, query)) == text


def test_hits_are_marked_in_their_own_letter_case() -> None:
    assert [p for p, hit in marked("The Lock date, locked", "lock DATE") if hit] == [
        "Lock",
        "date",
        "locked",
    ]
