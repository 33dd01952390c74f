"""Error texts are found whatever stands around them."""

import re

import pytest

from bot.domain.topic import Knowledge
from bot.matching.error_texts import ErrorFinder


@pytest.fixture(scope="module")
def finder(knowledge: Knowledge) -> ErrorFinder:
    return ErrorFinder(knowledge.errors)


def written(text: str) -> str:
    """A catalogue text as it comes over the wire."""
    return re.sub(r"<[a-z]+>", "4711", text)


def test_every_text_of_the_catalogue_finds_itself(
    knowledge: Knowledge, finder: ErrorFinder
) -> None:
    for error in knowledge.errors:
        found = finder.find(f"it says: {written(error.text)}. what now?")
        assert found, error.text
        assert found[0].cause == error.cause, (found[0].text, error.text)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ('{"Message":"Invoice # must be unique."}', "duplicate_invoice"),
        ("the document duedate field must be specified", "missing_required_data"),
        ("Account code “999” is not a valid code for this document.", "account_code_invalid"),
        ("it came up AuthenticationUnsuccessful when I pressed send", "connection_expired"),
        ("The documnet date cannot be before the period lock date, currently set", "period_locked"),
    ],
)
def test_noise_and_typing_mistakes_do_not_hide_an_error(
    finder: ErrorFinder, text: str, cause: str
) -> None:
    assert [seen.cause for seen in finder.find(text)] == [cause]


def test_several_errors_are_each_found(finder: ErrorFinder) -> None:
    text = "Invoice # must be unique. One or more line items must be specified."
    assert {seen.cause for seen in finder.find(text)} == {
        "duplicate_invoice",
        "missing_required_data",
    }


def test_unknown_error_is_kept_word_for_word(finder: ErrorFinder) -> None:
    [seen] = finder.find("ErrorNumber 77: the flux must be specified")
    assert (seen.text, seen.cause) == (None, None)
    assert "flux" in seen.quote


def test_ordinary_story_holds_no_error(finder: ErrorFinder) -> None:
    assert (
        finder.find("my invoices from last week are not in Xero and the accountant is cross") == ()
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("authenticationunsuccesful", "AuthenticationUnsuccessful"),
        ("Authentication Unsuccessful", "AuthenticationUnsuccessful"),
        ("it said Account code 4710 is not a valid code document", "Account code '<code>' is not"),
        ("the tax amount cannot be greater then the line amonut", "The tax amount cannot"),
        ("This document cannot be re-published with this Pub", "with this Publish As type"),
        ("{&quot;Message&quot;: &quot;Email address must be valid&quot;}", "Email address must"),
        (
            r'{"Message":"Account code \'4711\' is not a valid code for this document"}',
            "Account code",
        ),
    ],
)
def test_mistyped_misquoted_cut_off_or_escaped_text_is_found(
    finder: ErrorFinder, text: str, found: str
) -> None:
    [seen] = finder.find(text)
    assert found in (seen.text or "")


def test_words_that_many_errors_share_are_none_of_them(finder: ErrorFinder) -> None:
    seen = finder.find("Invoice WH00041 failed to sync, it says a field must be specified.")
    assert [each.text for each in seen] == [None]
