"""Which causes the facts show beyond doubt, whatever their probability."""

from bot.domain.conversation import Conversation
from bot.domain.facts import FactName, Source
from bot.domain.topic import Cause, Topic, all_hold


def confirmed(cause: Cause, state: Conversation) -> bool:
    """Whether facts that were not just said show this cause."""
    return bool(showing(cause, state))


def showing(cause: Cause, state: Conversation) -> set[FactName]:
    """The facts, not just said, that show this cause together with the others of their group."""
    return {
        name
        for together in cause.confirmed_by
        if all_hold(together, state.facts)
        for name, _ in together
        if state.facts[name].source is not Source.SAID
    }


def looks_red(cause: Cause, state: Conversation) -> bool:
    """Whether a look found what shows this cause, so that another can tell whether it is gone."""
    return any(state.facts[name].source is Source.CHECKED for name in showing(cause, state))


def told(cause: Cause, state: Conversation, topic: Topic) -> bool:
    """Whether everything that shows this cause is known, if only from what was said.

    What answers a question that makes no sense yet may mean something else: “something is missing”.
    """
    return any(
        all_hold(together, state.facts)
        and all(_in_place(name, state, topic) for name, _ in together)
        for together in cause.confirmed_by
    )


def _in_place(name: FactName, state: Conversation, topic: Topic) -> bool:
    """Whether the question for this fact could be put by now."""
    question = topic.questions.get(name)
    return question is None or all_hold(question.needs, state.facts)
