"""Words narrowed down by their letters."""

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.matching.nearby import Nearby

WORDS = st.text(st.sampled_from("abcé0-"), min_size=1, max_size=6)


@given(words=st.lists(WORDS, max_size=30), word=WORDS, mistakes=st.integers(0, 3))
def test_no_word_within_reach_is_left_out_and_the_order_stays(
    words: list[str], word: str, mistakes: int
) -> None:
    near = Nearby(words).around(word, mistakes)
    within = [one for one in words if OSA.distance(one, word) <= mistakes]
    assert [one for one in near if OSA.distance(one, word) <= mistakes] == within
    assert near == [one for one in words if one in near]


def test_few_others_are_left() -> None:
    words = ["invoice", "voice", "advice", "invoices", "patient", "payment", "connect", "contact"]
    assert Nearby(words).around("invocie", 1) == ["invoice", "invoices"]


def test_no_words_are_near_to_anything_where_there_are_none() -> None:
    assert Nearby([]).around("invoice", 2) == []
