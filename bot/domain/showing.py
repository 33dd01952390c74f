"""Which causes the facts show beyond doubt, whatever their probability."""

from bot.domain.conversation import Conversation
from bot.domain.facts import FactName, Source
from bot.domain.topic import Cause, holds


def confirmed(cause: Cause, state: Conversation) -> bool:
    """Whether facts that were not just said show this cause."""
    return bool(showing(cause, state))


def showing(cause: Cause, state: Conversation) -> set[FactName]:
    """The facts, not just said, that show this cause together with the others of their group."""
    return {
        name
        for together in cause.confirmed_by
        if all(holds(condition, state.facts) for condition in together)
        for name, _ in together
        if state.facts[name].source is not Source.SAID
    }


def told(cause: Cause, state: Conversation) -> bool:
    """Whether everything that shows this cause is known, if only from what was said."""
    return any(
        all(holds(condition, state.facts) for condition in together)
        for together in cause.confirmed_by
    )
