"""The arithmetic of the measurements, on outcomes made up by hand."""

import pytest

from bot.domain.reading import Candidate, Reading, Verdict
from bot.matching.calibration import expected_error, reliability
from bot.matching.scores import (
    OUT_OF_SCOPE,
    Outcome,
    best_correlation,
    confusion,
    coverage,
    grouped,
    summary,
)

ANSWER, CLARIFY, REJECT = Verdict.ANSWER, Verdict.CLARIFY, Verdict.REJECT


def outcome(cause: str, verdict: Verdict, *ranked: str, also: str = "", kind: str = "") -> Outcome:
    """An outcome whose candidates have falling probabilities."""
    candidates = tuple(
        Candidate(cause=name, probability=0.9 / 2**place) for place, name in enumerate(ranked)
    )
    reading = Reading(verdict=verdict, candidates=candidates)
    return Outcome(cause, frozenset({cause, also}) - {""}, kind, reading)


MADE_UP = [
    outcome("cold", ANSWER, "cold", kind="terse"),
    outcome("cold", ANSWER, "loud", also="loud", kind="terse"),
    outcome("loud", ANSWER, "wet", kind="long"),
    outcome("loud", CLARIFY, "wet", "cold", "loud", kind="long"),
    outcome("loud", REJECT, "wet", "cold", "dry", "loud", kind="long"),
    outcome(OUT_OF_SCOPE, REJECT, "wet"),
    outcome(OUT_OF_SCOPE, ANSWER, "wet"),
]


def test_shares_are_those_of_the_messages_that_they_are_about() -> None:
    found = summary(MADE_UP)
    assert (found.messages, found.strict, found.lenient) == (7, 0.2, 0.4)
    assert (found.among_first, found.alone, found.sent_away) == (0.6, 0.6, 0.2)
    assert found.alone_right == pytest.approx(2 / 3)
    assert found.rejected == 0.5


def test_groups_without_a_sort_of_message_have_no_share_of_it() -> None:
    kinds = grouped(MADE_UP, lambda o: o.kind)
    assert list(kinds) == ["", "long", "terse"]
    assert summary(kinds["terse"]).rejected is None
    assert summary(kinds[""]).strict is None


def test_finer_cause_counts_as_its_parent() -> None:
    finer = Candidate(cause="icy", probability=0.9, parent="cold")
    read = Reading(verdict=ANSWER, candidates=(finer,))
    assert Outcome("cold", frozenset({"cold"}), "", read).strict


def test_confusions_are_counted_with_the_most_frequent_first() -> None:
    assert confusion([*MADE_UP, MADE_UP[2]]) == [
        ("loud", "wet", 3),
        ("loud", OUT_OF_SCOPE, 1),
        (OUT_OF_SCOPE, "wet", 1),
    ]


def test_coverage_counts_what_is_about_something_else_as_wrong() -> None:
    [row] = coverage(MADE_UP, [0.5])
    assert row == (0.5, 0.8, 0.4)


def test_best_correlation_is_one_where_a_limit_parts_right_from_nothing() -> None:
    truth = ["a", "b", "none", "none"]
    told = ["a", "b", "a", "b"]
    assert best_correlation(truth, told, [0.9, 0.8, 0.3, 0.2], none="none") == (1.0, 0.8)


def test_best_correlation_takes_equal_probabilities_together() -> None:
    best, _ = best_correlation(["a", "none"], ["a", "a"], [0.5, 0.5], none="none")
    assert best == 0.0


def test_reliability_says_how_far_claims_are_from_the_truth() -> None:
    import numpy as np

    sure = np.asarray([0.95, 0.95, 0.45, 0.45, 1.0])
    bins = reliability(sure, np.asarray([True, False, True, False, True]))
    assert [(each.low, each.messages) for each in bins] == [(0.4, 2), (0.9, 3)]
    assert expected_error(bins) == pytest.approx(2 / 5 * 0.05 + 3 / 5 * (2.9 / 3 - 2 / 3))
