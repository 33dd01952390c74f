"""What a turn offers beside its choices: a consent at Xero, or a comparison with it."""

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.conversation import Consent, Conversation
from bot.domain.decision import Decision, Escalate, Reason, Say, Speech
from bot.domain.facts import CheckId, FactName
from bot.domain.looking import runnable, writing_look
from bot.domain.topic import Condition, RequestId, Topic, holds
from bot.domain.turn import Aim, Offer

MISSING: Mapping[Aim, Condition] = {
    "look": (FactName("xero_reach"), "none"),
    "test_invoice": (FactName("xero_writes"), "no"),
}
"""What a look sees where a consent is missing that could be given here and now."""

BARRED: Condition = (FactName("hearlink_access"), "denied")
"""Who may not manage integrations may not connect them either."""

BY_HAND = RequestId("manual_sync")
"""Who wants to push documents over by hand needs to know which."""

REACH, CONNECTION = FactName("xero_reach"), FactName("connection_status")
CLOSED = frozenset({"none", "closed"})
"""How a look finds that we have no way into Xero."""


def missing_look(state: Conversation) -> Aim | None:
    """An offer to connect, where no look can reach Xero; None once it was made."""
    return "look" if _open("look", state) else None


def last_offer(reason: Reason, state: Conversation, topic: Topic) -> Aim | None:
    """What a consent could still tell, before a person has to."""
    match reason:
        case Reason.ALL_GREEN:
            return missing_look(state) or _missing_trial(state, topic)
        case Reason.STUCK:
            return missing_look(state)
        case _:
            return None


def offers(decision: Decision, state: Conversation, topic: Topic) -> tuple[Offer, ...]:
    """The comparison, once a look was agreed to, where what is missing in Xero is the question."""
    match decision:
        case Say(speech=Speech.FIXED) | Escalate(reason=Reason.ALL_GREEN):
            asked = True
        case Say(speech=Speech.REQUEST, request=request):
            asked = request == BY_HAND
        case _:
            asked = False
    agreed = state.identified and state.consent is Consent.YES
    return ("reconciliation",) if asked and agreed and _readable(state, topic) else ()


def reached(state: Conversation, topic: Topic) -> tuple[CheckId, ...]:
    """The looks that see whether what was offered has been given; none where nothing was."""
    open_ = {MISSING[aim][0] for aim in state.offered if holds(MISSING[aim], state.facts)}
    checks = [check for check in topic.checks.values() if open_.intersection(check.gives)]
    return tuple(check.id for check in checks if runnable(check, state))


def _missing_trial(state: Conversation, topic: Topic) -> Aim | None:
    """An offer to allow a test invoice, where that is all it lacks; None once it was made."""
    if not _open("test_invoice", state) or state.consent is not Consent.YES:
        return None
    name, _ = MISSING["test_invoice"]
    allowed = replace(state, facts={n: fact for n, fact in state.facts.items() if n != name})
    return "test_invoice" if writing_look(allowed, topic) else None


def _readable(state: Conversation, topic: Topic) -> bool:
    """Whether, as far as the looks know, Xero can be read at all."""
    reach, connection = state.facts.get(REACH), state.facts.get(CONNECTION)
    shut = reach is not None and reach.value in CLOSED
    return not shut and (connection is None or topic.mark(connection) is not False)


def _open(aim: Aim, state: Conversation) -> bool:
    missing = holds(MISSING[aim], state.facts) and not holds(BARRED, state.facts)
    return missing and state.identified and aim not in state.offered
