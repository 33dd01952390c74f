"""Was this helpful? About a conversation or an article."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.conversation import after
from bot.domain.errors import BadInput, NotFound
from bot.domain.events import Rated
from bot.domain.phrases import ENGLISH, phrases_for
from bot.domain.redaction import redact
from bot.domain.topic import CauseId, Knowledge, TopicId
from bot.ports.conversations import Conversations, Feedback, Key, Ratings, Stored
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
        stored, now = self.conversations.load(key), self.clock()
        rated = clean(Rated(at=now, helpful=helpful, reasons=tuple(reasons), comment=comment))
        saved = self.conversations.append(
            stored,
            events=[rated],
            state=after(stored.state, rated),
            now=now,
            feedback=feedback_of(rated, stored),
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
        given = Rated(at=self.clock(), helpful=helpful, reasons=tuple(reasons), comment=comment)
        self.ratings.rate(replace(_feedback(clean(given), topic), about=about))
        return Thanks(version=0, message=self._message(language, helpful=helpful))

    def _expect(self, topic: TopicId, about: CauseId | None) -> None:
        if topic not in self.knowledge.topics:
            raise NotFound("There is no such article.")
        if about is not None and about not in self.knowledge.topics[topic].causes:
            raise BadInput("This article has no such cause. Please name one of its own, or none.")

    def _message(self, language: str, *, helpful: bool) -> str:
        phrases = phrases_for(language, self.knowledge.phrases)
        return phrases.say("feedback.yes" if helpful else "feedback.no")


def clean(rated: Rated) -> Rated:
    """The rating without personal data, and no longer than it may be."""
    reasons = tuple(map(redact, rated.reasons))
    return replace(rated, reasons=reasons, comment=redact(rated.comment.strip()[:LONGEST]))


def feedback_of(rated: Rated, stored: Stored) -> Feedback:
    """What is kept of the rating of a conversation."""
    rating = _feedback(rated, stored.state.topic)
    return replace(rating, conversation=stored.id, organisation=stored.visitor.organisation)


def _feedback(rated: Rated, topic: TopicId) -> Feedback:
    return Feedback(
        at=rated.at,
        helpful=rated.helpful,
        topic=topic,
        reasons=rated.reasons,
        comment=rated.comment,
    )
