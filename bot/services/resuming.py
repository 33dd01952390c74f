"""Finds the conversation that the same person began elsewhere, to go on with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.conversation import Outcome
from bot.ports.conversations import Conversations, Kept, Owner
from bot.ports.given import Clock
from bot.ports.people import Visitor

RECENT = timedelta(days=7)
"""A conversation in which nothing happened for so long is not gone on with."""

ENDED = {Outcome.FIXED, Outcome.HELPED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resuming:
    """Looks through what is kept, for people whom the host names."""

    conversations: Conversations
    clock: Clock

    def own(self, visitor: Visitor) -> Sequence[Kept]:
        """The visitor's own open conversations, newest first; none of somebody anonymous."""
        if visitor.organisation is None:
            return []
        found = self.conversations.of(visitor, since=self.clock() - RECENT)
        return [kept for kept in found if _open(kept)]


def _open(kept: Kept) -> bool:
    owner = kept.stored.owner
    ended = owner is Owner.BOT and kept.stored.state.outcome in ENDED
    return owner is not Owner.CLOSED and not ended
