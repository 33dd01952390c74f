"""Ratings are kept with what they are about, thanked for in the article's words, and redacted."""

import pytest

from bot.domain.errors import BadInput, NotFound, StaleConversation
from bot.domain.events import Rated
from bot.domain.topic import CauseId, TopicId
from bot.ports.conversations import Feedback
from tests.services.stage import CLINIC, KEY, Stage

TOPIC = TopicId("xero-sync")


def kept(stage: Stage) -> list[Feedback]:
    return stage.conversations.ratings.kept


def test_a_rated_conversation_keeps_the_rating_in_its_events_too(stage: Stage) -> None:
    stage.start()
    thanks = stage.feedback.rate(KEY, helpful=True, reasons=["Quick"], comment=" Nice. ")
    assert thanks.version == stage.stored.version == 2
    (feedback,) = kept(stage)
    assert (feedback.conversation, feedback.organisation) == (KEY.conversation, CLINIC)
    assert (feedback.topic, feedback.helpful) == (TOPIC, True)
    rated = stage.chat.history(KEY)[1][-1].event
    assert rated == Rated(at=stage.clock.now, helpful=True, reasons=("Quick",), comment="Nice.")


@pytest.mark.parametrize(
    ("helpful", "says"),
    [
        (True, "That’s Great! Thank you for your feedback"),
        (False, "Sorry! We couldn't be helpful. Thank you for your feedback"),
    ],
)
def test_the_thanks_are_those_of_the_help_centre(stage: Stage, helpful: bool, says: str) -> None:
    assert stage.feedback.rate_article(TOPIC, helpful=helpful).message == says


def mended(stage: Stage) -> Stage:
    """At the question whether it was helpful, which comes once a remedy is verified."""
    stage.looking.facts["connection_status"] = "expired"
    stage.agree()
    stage.look()
    stage.looking.facts["connection_status"] = "connected"
    stage.choose("remedy.done")
    stage.look()
    return stage


def test_a_yes_in_the_chat_is_kept_like_that_of_the_form(stage: Stage) -> None:
    mended(stage).choose("helpful.yes")
    (feedback,) = kept(stage)
    assert (feedback.conversation, feedback.organisation) == (KEY.conversation, CLINIC)
    assert feedback.helpful
    events = [numbered.event for numbered in stage.chat.history(KEY)[1]]
    assert Rated(at=stage.clock.now, helpful=True) in events


@pytest.mark.parametrize(
    ("says", "reasons", "comment"),
    [
        ("Difficult to understand", ("difficult",), ""),
        ("where is my jo@clinic.example", (), "where is my [email]"),
    ],
)
def test_a_no_in_the_chat_is_kept_and_then_its_reason(
    stage: Stage, says: str, reasons: tuple[str, ...], comment: str
) -> None:
    mended(stage).choose("helpful.no")
    stage.say(says)
    first, second = kept(stage)
    assert (first.helpful, first.reasons, first.comment) == (False, (), "")
    assert (second.helpful, second.reasons, second.comment) == (False, reasons, comment)


def test_nobody_rates_before_the_question(stage: Stage) -> None:
    stage.start()
    with pytest.raises(StaleConversation):
        stage.choose("helpful.yes")
    assert kept(stage) == []


def test_nothing_personal_is_kept(stage: Stage) -> None:
    stage.start()
    stage.feedback.rate(KEY, helpful=False, reasons=["jo@x.example"], comment="ring jo@x.example")
    stage.feedback.rate_article(TOPIC, helpful=False, comment="ring jo@x.example")
    assert "jo@x.example" not in repr(kept(stage))
    assert "jo@x.example" not in repr(stage.chat.history(KEY))


def test_an_article_that_does_not_exist_cannot_be_rated(stage: Stage) -> None:
    with pytest.raises(NotFound):
        stage.feedback.rate_article(TopicId("gone"), helpful=True)
    assert not kept(stage)


def test_a_cause_that_was_the_answer_is_kept_with_the_rating(stage: Stage) -> None:
    stage.feedback.rate_article(TOPIC, helpful=True, about=CauseId("connection_expired"))
    stage.feedback.rate_article(TOPIC, helpful=True)
    assert [feedback.about for feedback in kept(stage)] == ["connection_expired", None]


def test_a_cause_of_no_such_article_cannot_be_rated(stage: Stage) -> None:
    with pytest.raises(BadInput, match="no such cause"):
        stage.feedback.rate_article(TOPIC, helpful=True, about=CauseId("gone"))
    assert not kept(stage)


def test_a_rating_does_not_disturb_what_is_pending(stage: Stage) -> None:
    stage.agree()
    stage.feedback.rate(KEY, helpful=True)
    assert len(stage.look()) > 1
