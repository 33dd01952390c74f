"""Chooses the question that tells most for what it costs the visitor to answer it."""

from dataclasses import replace

from bot.domain.belief import Belief, families, ranked
from bot.domain.conversation import Consent, Conversation
from bot.domain.decision import Ask, DidYouMean
from bot.domain.facts import FactName, Source
from bot.domain.gain import answers, check_gain, question_gain, separates, symptom_gain
from bot.domain.topic import CauseId, Effort, Question, Topic, all_hold, holds

IN_A_ROW = 5
"""The most questions in a row."""

WORTH_ASKING = 0.04
"""The least gain, in bits, for which a question is put."""

COST = {Effort.NONE: 1.0, Effort.LOOK: 1.3, Effort.ASK: 2.5}
"""What a question costs the visitor, relative to one answered by heart."""

SYMPTOM = FactName("symptom")
"""The pseudo-fact of a did-you-mean: which of the offered symptoms it is."""


def _open(question: Question | None, state: Conversation) -> bool:
    """Whether a question may still be put: not asked, not known, its conditions true."""
    return (
        question is not None
        and question.fact not in state.asked
        and not (question.fact in state.facts and state.facts[question.fact].known)
        and all_hold(question.needs, state.facts)
    )


def best_question(state: Conversation, topic: Topic, current: Belief) -> Ask | DidYouMean | None:
    """The step with the greatest gain per cost, if any is worth the visitor's patience."""
    options: list[tuple[float, Ask | DidYouMean]] = [
        (gain / COST[question.effort], Ask(fact=question.fact, gain=gain))
        for question in topic.questions.values()
        if _open(question, state) and (gain := _worth(question, state, topic, current))
    ]
    if offered := _torn(state, topic, current):
        gain = symptom_gain(current, offered, topic)
        options.append((gain / COST[Effort.LOOK], DidYouMean(causes=offered, gain=gain)))
    best = max(options, key=lambda option: option[0], default=None)
    return _explained(best[1], state, topic, current) if best else None


def _worth(question: Question, state: Conversation, topic: Topic, current: Belief) -> float:
    """The gain of a question in bits, or 0 when it is not worth asking."""
    if topic.facts[question.fact].free and question.fact in _keys(topic):
        gain = _unlocked_gain(question.fact, state, topic, current)
    else:
        gain = question_gain(current, question, state.facts, topic)
    return gain if gain > WORTH_ASKING else 0.0


def _keys(topic: Topic) -> set[FactName]:
    return {name for check in topic.checks.values() for name in check.needs}


def _unlocked_gain(name: FactName, state: Conversation, topic: Topic, current: Belief) -> float:
    """What the looks are worth that this fact makes possible."""
    if state.consent is not Consent.YES:
        return 0.0
    unlocked = [check for check in topic.checks.values() if name in check.needs]
    return max((check_gain(current, check, topic) for check in unlocked), default=0.0)


def _torn(state: Conversation, topic: Topic, current: Belief) -> tuple[CauseId, ...]:
    """The two or three families between which what was said is torn, or nothing."""
    if SYMPTOM in state.asked or not state.symptoms:
        return ()
    top = ranked(families(current, topic))[:OFFERED]
    if top[0][1] >= HALF and not close(current, topic):
        return ()
    few = tuple(f for f, p in top if p > NOT_WORTH_OFFERING and f in topic.causes)
    return few if len(few) > 1 and sum(p for _, p in top) >= TORN else ()


def close(current: Belief, topic: Topic) -> bool:
    """Whether the second likeliest family is nearly as probable as the first: a toss of a coin."""
    (_, first), (_, second) = ranked({**families(current, topic), CauseId(""): 0.0})[:2]
    return second > CLOSE * first


CLOSE = 0.75
"""From which share of the likeliest on another is nearly as probable."""

OFFERED, NOT_WORTH_OFFERING, TORN, HALF = 3, 0.08, 0.75, 0.5
"""A did-you-mean offers at most three symptoms that together hold most of the belief, while none
holds half of it alone."""


def _explained(
    step: Ask | DidYouMean, state: Conversation, topic: Topic, current: Belief
) -> Ask | DidYouMean:
    if isinstance(step, DidYouMean) or topic.facts[step.fact].free:
        return step
    outcomes = answers(current, topic.questions[step.fact], state.facts, topic)
    return replace(step, between=separates(current, outcomes, topic))


def key_to_a_look(cause: CauseId, state: Conversation, topic: Topic) -> Ask | None:
    """The question whose answer lets a look confirm what is as good as known."""
    if state.consent is not Consent.YES or state.in_row >= IN_A_ROW:
        return None
    telling = {name for together in topic.causes[cause].confirmed_by for name, _ in together}
    for check in topic.checks.values():
        missing = [name for name in check.needs if name not in state.facts]
        askable = [name for name in missing if _open(topic.questions.get(name), state)]
        if telling & set(check.gives) and missing and missing == askable:
            return Ask(fact=missing[0], between=(topic.causes[cause].family,))
    return None


def what_else(cause: CauseId, state: Conversation, topic: Topic) -> Ask | None:
    """The question whose answer makes of what a look saw a sign of what is as good as known."""
    if state.in_row >= IN_A_ROW:
        return None
    for together in topic.causes[cause].confirmed_by:
        seen = {name for name, value in together if holds((name, value), state.facts)}
        lacking = [name for name, _ in together if name not in seen]
        looked = any(state.facts[name].source is Source.CHECKED for name in seen)
        if looked and len(lacking) == 1 and _open(topic.questions.get(lacking[0]), state):
            return Ask(fact=lacking[0], between=(topic.causes[cause].family,))
    return None


def which_one(state: Conversation, topic: Topic) -> Ask | None:
    """The question for what looks need, such as which invoice it is, where nobody answered it yet.

    A look's own choice is no answer, nor is one that was given before something was mended.
    """
    if state.consent is not Consent.YES or state.in_row >= IN_A_ROW:
        return None
    for name in _keys(topic) & topic.questions.keys() - state.asked:
        fact = state.facts.get(name)
        stale = fact is None or not fact.known or fact.source is not Source.SAID or state.fixed
        if stale and all_hold(topic.questions[name].needs, state.facts):
            return Ask(fact=name)
    return None
