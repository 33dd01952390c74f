"""Chooses the next step: look if that may help, conclude if sure, else ask what tells most."""

from dataclasses import replace
from datetime import datetime

from bot.domain.belief import Belief, belief, families, ranked
from bot.domain.conversation import Consent, Conversation
from bot.domain.decision import (
    Ask,
    Conclude,
    Decision,
    DidYouMean,
    Escalate,
    Look,
    Reason,
    Speech,
)
from bot.domain.facts import FactName, Source
from bot.domain.gain import answers, check_gain, question_gain, separates, symptom_gain
from bot.domain.looking import aged, look_step, writing_look
from bot.domain.showing import showing
from bot.domain.topic import (
    SOMETHING_ELSE,
    Cause,
    CauseId,
    Effort,
    Often,
    Question,
    Topic,
    holds,
)

SURE = 0.85
"""The probability from which a cause is named without a look that confirms it."""

CONFIRMED, UNMISTAKABLE = 0.3, 0.003
"""The probability from which a cause is named that a look confirms, and from which it is where no
healthy clinic ever shows what the look saw."""

LEANING = 0.5
"""The probability from which a cause is named as likely when there is nothing left to ask."""

IN_A_ROW = 5
"""The most questions in a row."""

WORTH_ASKING = 0.04
"""The least gain, in bits, for which a question is put."""

COST = {Effort.NONE: 1.0, Effort.LOOK: 1.3, Effort.ASK: 2.5}
"""What a question costs the visitor, relative to one answered by heart."""

SYMPTOM = FactName("symptom")
"""The pseudo-fact of a did-you-mean: which of the offered symptoms it is."""


def next_step(
    state: Conversation, topic: Topic, *, now: datetime, first: tuple[Speech, ...] = ()
) -> Decision:
    """What to do next about the cause; `first` is said before it."""
    state = aged(state, topic, now=now)
    current = belief(state, topic)
    if look := look_step(state, topic, current):
        return replace(look, first=first)
    if named := _conclusion(state, topic, current):
        return replace(named, first=first)
    if state.fixed and (which := _which(state, topic)):
        return replace(which, first=first)
    if _nothing_wrong(state, topic, current):
        return replace(_all_in_order(state, topic), first=first)
    if state.in_row < IN_A_ROW and (question := _question(state, topic, current)):
        return replace(question, first=first)
    return replace(_last_word(state, topic, current), first=first)


def _conclusion(state: Conversation, topic: Topic, current: Belief) -> Conclude | Ask | None:
    shown = [c for c, p in ranked(current) if _shown(topic.cause(c), p, state, topic)]
    if shown:
        return Conclude(cause=shown[0], probability=current[shown[0]], confirmed=True)
    family, mass = ranked(families(current, topic))[0]
    if mass < SURE or family not in topic.causes:
        return None
    likely = _likely(family, topic, current)
    key = _key_to_a_look(likely.cause, state, topic) or _what_else(likely.cause, state, topic)
    return key or likely


def _shown(cause: Cause, p: float, state: Conversation, topic: Topic) -> bool:
    """Whether looks show a cause that is probable enough to be named for what they saw."""
    seen = {name: state.facts[name].value for name in showing(cause, state)}
    alarming = any(topic.facts[n].normally.get(value) is Often.NEVER for n, value in seen.items())
    # Where nothing else is wrong, what is seen is better named than called in order.
    enough = UNMISTAKABLE if alarming or all_green(state, topic) else CONFIRMED
    return bool(seen) and p >= enough


def _key_to_a_look(cause: CauseId, state: Conversation, topic: Topic) -> Ask | None:
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


def _what_else(cause: CauseId, state: Conversation, topic: Topic) -> Ask | None:
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


def _likely(family: CauseId, topic: Topic, current: Belief) -> Conclude:
    """The family, or the finer cause that holds most of its weight."""
    mass = families(current, topic)[family]
    for cause, p in ranked(current):
        if topic.cause(cause).parent == family and p > LEANING * mass:
            return Conclude(cause=cause, probability=mass, confirmed=False)
    return Conclude(cause=family, probability=mass, confirmed=False)


def _open(question: Question | None, state: Conversation) -> bool:
    """Whether a question may still be put: not asked, not known, its conditions true."""
    return (
        question is not None
        and question.fact not in state.asked
        and not (question.fact in state.facts and state.facts[question.fact].known)
        and all(holds(condition, state.facts) for condition in question.needs)
    )


def _question(state: Conversation, topic: Topic, current: Belief) -> Ask | DidYouMean | None:
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
    few = tuple(f for f, p in top if p > NOT_WORTH_OFFERING and f in topic.causes)
    return few if len(few) > 1 and sum(p for _, p in top) >= TORN else ()


OFFERED, NOT_WORTH_OFFERING, TORN = 3, 0.08, 0.75
"""A did-you-mean offers at most three symptoms that together hold most of the belief."""


def _explained(
    step: Ask | DidYouMean, state: Conversation, topic: Topic, current: Belief
) -> Ask | DidYouMean:
    if isinstance(step, DidYouMean) or topic.facts[step.fact].free:
        return step
    outcomes = answers(current, topic.questions[step.fact], state.facts, topic)
    return replace(step, between=separates(current, outcomes, topic))


def _last_word(state: Conversation, topic: Topic, current: Belief) -> Decision:
    """Nothing is left to ask: name what is likely, or at least what shows, or hand over."""
    family, mass = ranked(families(current, topic))[0]
    if mass >= LEANING and family in topic.causes:
        return _likely(family, topic, current)
    shown = [c for c, p in ranked(current) if p >= UNMISTAKABLE and showing(topic.cause(c), state)]
    if shown:
        return Conclude(cause=shown[0], probability=current[shown[0]], confirmed=True)
    return _all_in_order(state, topic) if all_green(state, topic) else Escalate(reason=Reason.STUCK)


def _nothing_wrong(state: Conversation, topic: Topic, current: Belief) -> bool:
    """Whether all that was looked at is in order, so that no known cause is likely any more.

    A trial that worked is the last thing there is to try.
    """
    something_else = current.get(SOMETHING_ELSE.id, 0.0)
    tried = any(topic.checks[name].asks for name in state.looked if name in topic.checks)
    return (tried or something_else >= LEANING) and all_green(state, topic)


def _all_in_order(state: Conversation, topic: Topic) -> Ask | Look | Escalate:
    """Before that is said, the invoice that may be wrong is asked for, then a trial is offered."""
    if which := _which(state, topic):
        return which
    may_ask = state.consent is Consent.YES and state.in_row < IN_A_ROW
    trial = writing_look(state, topic) if may_ask else None
    return trial or Escalate(reason=Reason.ALL_GREEN)


def _which(state: Conversation, topic: Topic) -> Ask | None:
    """The question for what looks need, such as which invoice it is, where nobody answered it yet.

    A look's own choice is no answer, nor is one that was given before something was mended.
    """
    if state.consent is not Consent.YES or state.in_row >= IN_A_ROW:
        return None
    for name in _keys(topic) & topic.questions.keys() - state.asked:
        fact = state.facts.get(name)
        stale = fact is None or not fact.known or fact.source is not Source.SAID or state.fixed
        if stale and all(
            holds(condition, state.facts) for condition in topic.questions[name].needs
        ):
            return Ask(fact=name)
    return None


def all_green(state: Conversation, topic: Topic) -> bool:
    """Whether looks were taken, and every one of them is in order."""
    seen = [f for f in state.facts.values() if f.source is Source.CHECKED and f.name in topic.facts]
    return bool(seen) and not any(topic.mark(fact) is False for fact in seen)
