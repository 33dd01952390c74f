"""What denies something or reports a thing done is told from what is seen."""

import pytest

from bot.matching.gainsaying import gainsays


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
