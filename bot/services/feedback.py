"""Was this helpful? About a conversation or an article."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.conversation import after
from bot.domain.errors import BadInput, NotFound
from bot.domain.events import Rated
from bot.domain.phrases import ENGLISH, phrases_for
from bot.domain.redaction import redact
from bot.domain.topic import CauseId, Knowledge, TopicId
from bot.ports.conversations import Conversations, Feedback, Key, Ratings
from bot.ports.given import Clock

LONGEST = 2000
"""The longest comment, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanks:
    """What is said to somebody who rated."""

    version: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackBox:
    """Takes ratings; the newest one of a conversation counts."""

    conversations: Conversations
    ratings: Ratings
    knowledge: Knowledge
    clock: Clock

    def rate(
        self, key: Key, *, helpful: bool, reasons: Sequence[str] = (), comment: str = ""
    ) -> Thanks:
        """Rate a conversation."""
        stored = self.conversations.load(key)
        now = self.clock()
        rating = _rating(now, stored.state.topic, helpful=helpful, reasons=reasons, comment=comment)
        rated = Rated(at=now, helpful=helpful, reasons=rating.reasons, comment=rating.comment)
        feedback = replace(rating, conversation=stored.id, organisation=stored.visitor.organisation)
        saved = self.conversations.append(
            stored, events=[rated], state=after(stored.state, rated), now=now, feedback=feedback
        )
        message = self._message(stored.state.language, helpful=helpful)
        return Thanks(version=saved.version, message=message)

    def rate_article(
        self,
        topic: TopicId,
        *,
        helpful: bool,
        reasons: Sequence[str] = (),
        comment: str = "",
        about: CauseId | None = None,
        language: str = ENGLISH,
    ) -> Thanks:
        """Rate an article, or its cause `about`, without a conversation.

        NotFound for an article that does not exist, BadInput for a cause that is not one of its.
        """
        self._expect(topic, about)
        rating = _rating(self.clock(), topic, helpful=helpful, reasons=reasons, comment=comment)
        self.ratings.rate(replace(rating, about=about))
        return Thanks(version=0, message=self._message(language, helpful=helpful))

    def _expect(self, topic: TopicId, about: CauseId | None) -> None:
        if topic not in self.knowledge.topics:
            raise NotFound("There is no such article.")
        if about is not None and about not in self.knowledge.topics[topic].causes:
            raise BadInput("This article has no such cause. Please name one of its own, or none.")

    def _message(self, language: str, *, helpful: bool) -> str:
        phrases = phrases_for(language, self.knowledge.phrases)
        return phrases.say("feedback.yes" if helpful else "feedback.no")


def _rating(
    at: datetime, topic: TopicId, *, helpful: bool, reasons: Sequence[str], comment: str
) -> Feedback:
    return Feedback(
        at=at,
        helpful=helpful,
        topic=topic,
        reasons=tuple(redact(reason) for reason in reasons),
        comment=redact(comment.strip()[:LONGEST]),
    )
