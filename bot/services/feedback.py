"""Was this helpful? About a conversation or an article."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.conversation import after
from bot.domain.events import Rated
from bot.domain.phrases import phrases_for
from bot.domain.redaction import redact
from bot.domain.topic import Knowledge, TopicId
from bot.ports import Clock, Conversations, Feedback, Key, Ratings

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
    language: str = "en"

    def rate(
        self, key: Key, *, helpful: bool, reasons: Sequence[str] = (), comment: str = ""
    ) -> Thanks:
        """Rate a conversation."""
        stored = self.conversations.load(key)
        now = self.clock()
        text = redact(comment.strip()[:LONGEST])
        rated = Rated(at=now, helpful=helpful, reasons=tuple(reasons), comment=text)
        feedback = Feedback(
            at=now,
            helpful=helpful,
            topic=stored.state.topic,
            reasons=tuple(reasons),
            comment=text,
            conversation=stored.id,
            organisation=stored.visitor.organisation,
        )
        saved = self.conversations.append(
            stored, events=[rated], state=after(stored.state, rated), now=now, feedback=feedback
        )
        return Thanks(version=saved.version, message=self._message(helpful=helpful))

    def rate_article(
        self, topic: TopicId, *, helpful: bool, reasons: Sequence[str] = (), comment: str = ""
    ) -> Thanks:
        """Rate an article without a conversation."""
        text = redact(comment.strip()[:LONGEST])
        feedback = Feedback(
            at=self.clock(), helpful=helpful, topic=topic, reasons=tuple(reasons), comment=text
        )
        self.ratings.rate(feedback)
        return Thanks(version=0, message=self._message(helpful=helpful))

    def _message(self, *, helpful: bool) -> str:
        phrases = phrases_for(self.language, self.knowledge.phrases)
        return phrases.say("feedback.yes" if helpful else "feedback.no")
