"""Shares of a whole, said in plain words."""

import pytest

from bot.matching.shares import shares_in_words


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
    ],
)
def test_share_is_said_in_words(text: str, said: str) -> None:
    assert shares_in_words(text) == said
