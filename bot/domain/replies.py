"""The choices that go with what the bot says, beside those of a question."""

from bot.domain.choosing import FAILED, HUMAN
from bot.domain.conversation import Consent, Conversation
from bot.domain.decision import Speech
from bot.domain.facts import SPOKEN_OF
from bot.domain.phrases import Phrases
from bot.domain.rating import REASONS, WHY
from bot.domain.spoken_of import next_number
from bot.domain.turn import Choice


def replies(speech: Speech, state: Conversation) -> tuple[str, ...]:
    """What may be answered with one click, by the ids of the choices."""
    start = ("look.yes",) if may_offer_look(state) else ("start",)
    match speech:
        case Speech.FIXED | Speech.HELPED:
            return (FAILED,)
        case Speech.UNHELPFUL:
            return (FAILED, HUMAN)
        case Speech.STILL_RED:
            return ("remedy.done", "remedy.no", HUMAN)
        case Speech.DID_IT_WORK | Speech.CANNOT_SEE:
            return ("remedy.worked", "remedy.failed", HUMAN)
        case Speech.WAITING:
            return ()
        case _ if state.diagnosis is not None and state.outcome is None:
            return ("remedy.done", "remedy.no", HUMAN)
        case _:
            return (*start, HUMAN)


def reasons(speech: Speech, phrases: Phrases) -> tuple[Choice, ...]:
    """What may be the reason, where somebody says that it was not helpful."""
    named = REASONS if speech is Speech.UNHELPFUL else ()
    return tuple(Choice(id=WHY + r, label=phrases.say(f"widget.feedback_{r}")) for r in named)


def next_one(state: Conversation, phrases: Phrases) -> tuple[Choice, ...]:
    """The document that was named after the one that is spoken of, to be looked at next."""
    number = next_number(state)
    label = phrases.say("choice.next", number=number) if number else ""
    return (Choice(id=f"{SPOKEN_OF}={number}", label=label),) if number else ()


def may_offer_look(state: Conversation) -> bool:
    """Whether a look is possible for this visitor and not yet agreed to."""
    return state.identified and state.consent is not Consent.YES
