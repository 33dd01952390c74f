"""What denies something or reports a thing done is told from what is seen."""

import pytest

from bot.matching.gainsaying import gainsays, mends, stands


@pytest.mark.parametrize(
    "text",
    [
        "it was never switched off",
        "we switched it on yesterday",
        "I gave it a new number",
        "I checked, it is on",
        "no, my colleague has already put it right",
        "it doesn't ask me that",
    ],
)
def test_a_denial_or_a_report_gainsays(text: str) -> None:
    assert gainsays(text)


@pytest.mark.parametrize(
    "text",
    [
        "it has been off since monday",
        "yes, it asks me to reconnect",
        "nothing goes to xero",
        "another invoice has the same number",
        "we get an error",
    ],
)
def test_what_is_seen_gainsays_nothing(text: str) -> None:
    assert not gainsays(text)


@pytest.mark.parametrize(
    "text",
    ["we switched it on yesterday", "my boss has already turned it on", "it was enabled today"],
)
def test_what_was_put_right_is_told_from_what_was_undone(text: str) -> None:
    assert mends(text)
    assert not mends(text.replace(" on", " off").replace("enabled", "disabled"))


@pytest.mark.parametrize(
    "text",
    [
        "we renumbered it",
        "i unarchived him",
        "bookkeeper says she restored it",
        "accountant unlocked",
        "the contact has been restored",
        "ok bookkeeper did that",
        "ok all done thanks",
        "worked!",
    ],
)
def test_whoever_did_it_and_whatever_it_is_called_it_was_put_right(text: str) -> None:
    assert mends(text)


@pytest.mark.parametrize(
    "text",
    [
        "they rejected that",
        "we received an error",
        "it is unchanged",
        "nobody restored it",
        "he was not unarchived",
        "xero refused it",
        "we have not done it",
    ],
)
def test_what_else_was_done_puts_nothing_right(text: str) -> None:
    assert not mends(text)


@pytest.mark.parametrize(
    "text", ["no it is on", "but the integration is switched on", "it's enabled"]
)
def test_who_says_that_a_thing_is_on_says_how_it_stands(text: str) -> None:
    assert stands(text)


@pytest.mark.parametrize("text", ["it is not on", "it is off", "go on", "is it on?", "it goes on"])
def test_nothing_else_says_that_a_thing_is_on(text: str) -> None:
    assert not stands(text)
