"""Shares of a whole, said in plain words."""

import pytest

from bot.matching.shares import share_first, shares_in_words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("7 out of 60 are missing", "some of them are missing"),
        ("seven of about sixty", "some of them"),
        ("about one in twenty", "about some of them"),
        ("1 out of 30", "just one of them"),
        ("12 of 12", "all of them"),
        ("5 of June", "5 of June"),
        ("9 out of 4", "9 out of 4"),
        ("one of them", "one of them"),
        ("2 in 14 days", "2 in 14 days"),
        ("3 missing this week out of 40", "some of them"),
        ("3 invoices in 2024", "3 invoices in 2024"),
        ("2 in 2024", "2 in 2024"),
        ("1,200 of 3,000", "1,200 of 3,000"),
        ("all forty", "all of them"),
    ],
)
def test_share_is_said_in_words(text: str, said: str) -> None:
    assert shares_in_words(text) == said


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("Three out of about eighty, May was complete as far as we know", "some of them"),
        ("roughly 1 in 12, and no pattern to it", "some of them"),
        ("I looked at all of them last night, 3 of 80 were drafts", None),
        ("not 3 out of 80, every one", None),
        ("0 of 80", None),
        ("the 2 of 5 practices are fine", None),
    ],
)
def test_an_answer_may_begin_with_a_share(text: str, share: str | None) -> None:
    assert share_first(text) == share
