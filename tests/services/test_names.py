"""A patient's name in an error text of Xero's is neither stored nor sent to support."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from bot.domain.facts import LAST_ERROR, CheckId, FactName
from bot.domain.redaction import nameless
from bot.domain.topic import Knowledge
from bot.matching.error_texts import ErrorFinder
from bot.ports.looks import Finding, Target
from tests.services.stage import KEY, Stage

NAMED = (
    "The contact name Jane Elizabeth Doe is already assigned to another contact. "
    "The contact name must be unique across all active contacts"
)


@pytest.mark.parametrize("around", ["{}", "{}.", "INV-7 of Jane Elizabeth Doe: {}", "Xero: “{}”"])
def test_a_name_in_an_error_text_is_kept_nowhere(stage: Stage, around: str) -> None:
    message = around.format(NAMED)

    def look(target: Target, *, now: datetime) -> Sequence[Finding]:
        detail = f"HearLink's last error was: “{message.rstrip('.')}”."
        return [
            Finding(fact=LAST_ERROR, value=message, detail=detail),
            Finding(fact=FactName("integration"), value="on", detail=detail),
        ]

    checks = replace(
        stage.checks,
        looks={**stage.checks.looks, CheckId("hearlink_settings"): look},
        recognise=ErrorFinder(stage.knowledge.errors).find,
    )
    stage.agree()
    list(checks.run(KEY))
    kept = repr([stage.conversations.events(KEY.conversation), stage.stored.state])
    assert "Jane" not in kept
    assert "Jane" not in repr(stage.escalation.preview(KEY))
    assert "was: “The contact name … is already assigned" in kept


def test_codes_and_numbers_of_an_error_text_stay(knowledge: Knowledge) -> None:
    told = {error.text for error in knowledge.errors if nameless(error.text)}
    assert told
    assert all("<name>" in text or "<path>" in text for text in told)
