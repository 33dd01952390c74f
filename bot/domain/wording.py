"""Puts a decision into words: the blocks, the choices and the reason of a turn."""

from dataclasses import replace

from bot.domain.asides import remedy_open
from bot.domain.asking import SYMPTOM
from bot.domain.belief import belief, likeliest
from bot.domain.choosing import HUMAN
from bot.domain.conversation import Conversation
from bot.domain.decision import (
    Ask,
    Conclude,
    Decision,
    DidYouMean,
    Escalate,
    Look,
    Reason,
    Say,
)
from bot.domain.evidence import evidence
from bot.domain.facts import NO_ERROR, PERMISSION, SPOKEN_OF, UNKNOWN, FactName
from bot.domain.fitting import fitting
from bot.domain.looking import may_look
from bot.domain.mending import remedy_of, told_once
from bot.domain.offering import last_offer, missing_look, offers
from bot.domain.phrases import Phrases
from bot.domain.replies import may_offer_look, next_one, reasons, replies
from bot.domain.speech import Speaker
from bot.domain.topic import Cause, CauseId, Knowledge, Topic
from bot.domain.turn import (
    Block,
    CheckLine,
    ChecksBlock,
    Choice,
    DecisionKind,
    DecisionNote,
    Diagnosis,
    DiagnosisBlock,
    EscalationBlock,
    Expects,
    TextBlock,
    Turn,
)


def compose(
    decision: Decision, state: Conversation, knowledge: Knowledge, phrases: Phrases, *, turn_id: str
) -> Turn:
    """The turn that carries out `decision` at this point of the conversation."""
    if decision.fixed:
        state = replace(state, fixed=(*state.fixed, decision.fixed))
    honest = replace(phrases, looks=may_look(state))
    turn = _written(decision, _Writer(state, knowledge, honest, decision.fixed), turn_id)
    offered = offers(decision, state, knowledge.topic(state.topic))
    return replace(turn, fixed=decision.fixed, offers=offered)


def _written(decision: Decision, writer: "_Writer", turn_id: str) -> Turn:
    match decision:
        case Look():
            return writer.look(decision, turn_id)
        case Ask():
            return writer.ask(decision, turn_id)
        case DidYouMean():
            return writer.did_you_mean(decision, turn_id)
        case Conclude():
            return writer.conclude(decision, turn_id)
        case Escalate():
            return writer.escalate(decision, turn_id)
        case Say():
            return writer.say(decision, turn_id)


class _Writer:
    """Writes one turn; holds what every kind of turn needs."""

    def __init__(
        self, state: Conversation, knowledge: Knowledge, phrases: Phrases, fixed: CauseId | None
    ) -> None:
        self._topic: Topic = knowledge.topic(state.topic)
        self._state = state = fitting(state, self._topic)
        self._knowledge, self._phrases = knowledge, phrases
        self._speaker = Speaker(state, knowledge, phrases, fixed=fixed)
        self._belief = belief(state, self._topic)

    def look(self, look: Look, turn_id: str) -> Turn:
        first = self._speaker.before(look.first)
        if not look.agreed:
            return self._may_i(look, first, turn_id)
        lines = tuple(
            CheckLine(id=c, label=self._topic.checks[c].label, lang=self._phrases.topics)
            for c in look.checks
        )
        text = TextBlock(text=self._phrases.say("look.now"))
        note = self._note(DecisionKind.LOOK, "why.look")
        blocks = (*first, text, ChecksBlock(items=lines))
        turn = self._turn(turn_id, blocks, self._choices(HUMAN), note, expects=Expects.CHECKS)
        return replace(turn, checks=look.checks)

    def _may_i(self, look: Look, first: tuple[Block, ...], turn_id: str) -> Turn:
        """Ask for permission: once for all looks that only read, each time for one that writes."""
        writing = next(
            (self._topic.checks[c] for c in look.checks if self._topic.checks[c].asks), None
        )
        if writing is None:
            text, reason, fact = self._phrases.say("look.ask"), "why.permission", PERMISSION
            choices = self._choices("look.yes", "look.no", HUMAN)
        else:
            text, reason, fact = writing.asks, "why.writing", FactName(writing.id)
            yes, no = (self._phrases.say(f"choice.writing.{word}") for word in ("yes", "no"))
            choices = (Choice(id="look.yes", label=yes), Choice(id="look.no", label=no))
            first = (*first, *self._speaker.in_order())
            choices = (*choices, *self._choices(HUMAN))
        note = self._note(DecisionKind.LOOK, reason, fact=fact)
        lang = self._phrases.topics if writing else None
        blocks = (*first, TextBlock(text=text, lang=lang))
        return self._turn(turn_id, blocks, choices, note, expects=Expects.CHOICE)

    def ask(self, ask: Ask, turn_id: str) -> Turn:
        question = self._topic.questions[ask.fact]
        lang = self._phrases.topics
        options = tuple(Choice(id=o.id, label=o.label, lang=lang) for o in question.options)
        unsure = Choice(id=f"{ask.fact}={UNKNOWN}", label=self._phrases.say("choice.unsure"))
        look = ("look.yes",) if may_offer_look(self._state) else ()
        offer, given = self._speaker.connect(missing_look(self._state))
        options += next_one(self._state, self._phrases) if ask.fact == SPOKEN_OF else ()
        choices = (*options, unsure, *self._choices(*look, *given, HUMAN))
        before = self._speaker.before(ask.first, ask.fact)
        blocks = (*before, *offer, TextBlock(text=question.ask, lang=lang))
        note = self._note(
            DecisionKind.ASK,
            "why.ask",
            fact=ask.fact,
            bits=f"{ask.gain:.2f}",
            between=self._speaker.names(ask.between),
        )
        free = self._topic.facts[ask.fact].free
        return self._turn(
            turn_id, blocks, choices, note, expects=Expects.TEXT if free else Expects.CHOICE
        )

    def did_you_mean(self, offer: DidYouMean, turn_id: str) -> Turn:
        causes = [self._topic.causes[c] for c in offer.causes]
        options = tuple(
            Choice(id=f"{SYMPTOM}={c.id}", label=c.symptom, lang=self._phrases.topics)
            for c in causes
        )
        none = Choice(id=f"{SYMPTOM}={NO_ERROR}", label=self._phrases.say("choice.none_of_these"))
        text = TextBlock(text=self._phrases.say("did_you_mean"))
        note = self._note(
            DecisionKind.DID_YOU_MEAN,
            "why.did_you_mean",
            fact=SYMPTOM,
            between=self._speaker.names(offer.causes),
        )
        blocks = (*self._speaker.before(offer.first), text)
        choices = (*options, none, *self._choices(HUMAN))
        return self._turn(turn_id, blocks, choices, note, expects=Expects.CHOICE)

    def conclude(self, named: Conclude, turn_id: str) -> Turn:
        cause = self._topic.causes[named.cause]
        block = self._diagnosis(cause, confirmed=named.confirmed)
        diagnosis = Diagnosis(
            cause=cause.id,
            parent=cause.parent,
            probability=round(named.probability, 4),
            evidence=block.evidence,
        )
        reason = "why.confirmed" if named.confirmed else "why.likely"
        note = self._note(
            DecisionKind.CONCLUDE,
            reason,
            diagnosis=diagnosis,
            cause=cause.title,
            percent=f"{named.probability:.0%}",
        )
        before = self._speaker.before(named.first)
        blocks = (*told_once(before, cause, self._state, self._knowledge), block)
        other = next_one(self._state, self._phrases)
        choices = (*self._choices("remedy.done", "remedy.no"), *other, *self._choices(HUMAN))
        return self._turn(turn_id, blocks, choices, note, expects=Expects.CHOICE)

    def escalate(self, over: Escalate, turn_id: str) -> Turn:
        text = self._phrases.say(f"escalate.{over.reason}")
        green = self._speaker.all_green() if over.reason is Reason.ALL_GREEN else ()
        offer, given = self._speaker.connect(last_offer(over.reason, self._state, self._topic))
        blocks = (*self._speaker.before(over.first), *green, *offer, EscalationBlock(text=text))
        note = self._note(DecisionKind.ESCALATE, f"why.escalate.{over.reason}")
        done = ("remedy.done",) if remedy_open(self._state) else ()
        choices = self._choices(*given, *done, "start")
        return self._turn(turn_id, blocks, choices, note, expects=Expects.CONTACT)

    def say(self, said: Say, turn_id: str) -> Turn:
        before = self._speaker.before(said.first)
        blocks = (*before, *self._speaker.speak(said.speech, said.request))
        choices = reasons(said.speech, self._phrases)
        choices += self._choices(*replies(said.speech, self._state))
        note = self._note(DecisionKind.SAY, f"why.say.{said.speech}")
        return self._turn(turn_id, blocks, choices, note, expects=Expects.TEXT)

    def _diagnosis(self, cause: Cause, *, confirmed: bool) -> DiagnosisBlock:
        remedy = remedy_of(cause, self._state, self._knowledge)
        return DiagnosisBlock(
            cause=cause.id,
            title=cause.title,
            meaning=cause.meaning,
            certainty="confirmed" if confirmed else "likely",
            evidence=evidence(cause, self._state, self._topic, self._phrases),
            who=self._topic.roles[remedy.who],
            where=remedy.where,
            steps=remedy.steps,
            links=tuple({"label": link.label, "url": link.url} for link in remedy.links),
            caution=remedy.caution,
            lang=self._phrases.topics,
        )

    def _choices(self, *names: str) -> tuple[Choice, ...]:
        return tuple(Choice(id=n, label=self._phrases.say(f"choice.{n}")) for n in names)

    def _note(
        self,
        kind: DecisionKind,
        reason: str,
        *,
        fact: FactName | None = None,
        diagnosis: Diagnosis | None = None,
        **values: str,
    ) -> DecisionNote:
        return DecisionNote(
            kind=kind,
            why=self._phrases.say(reason, **values),
            candidates=likeliest(self._belief, self._topic),
            fact=fact,
            diagnosis=diagnosis,
        )

    def _turn(
        self,
        turn_id: str,
        blocks: tuple[Block, ...],
        choices: tuple[Choice, ...],
        note: DecisionNote,
        *,
        expects: Expects,
    ) -> Turn:
        return Turn(
            id=turn_id, blocks=blocks, choices=choices, expects=expects, checks=(), decision=note
        )
