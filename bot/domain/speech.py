"""What the bot says beside questions and diagnoses: greetings, explanations, results."""

from collections.abc import Set

from bot.domain.belief import belief
from bot.domain.choosing import CONNECTED
from bot.domain.conversation import Conversation
from bot.domain.decision import Speech
from bot.domain.evidence import sentence, sentence_lang
from bot.domain.facts import ERROR_CAUSE, ERROR_SHOWN, SPOKEN_OF, FactName, Source
from bot.domain.gain import answers, separates
from bot.domain.mending import remedy_of
from bot.domain.phrases import Phrases
from bot.domain.showing import showing
from bot.domain.spoken_of import IN_XERO, found, next_number
from bot.domain.topic import CauseId, Check, Knowledge, RequestId, Topic
from bot.domain.turn import (
    Aim,
    Block,
    ConnectBlock,
    ErrorBlock,
    Evidence,
    FeedbackBlock,
    FixedBlock,
    ListBlock,
    TextBlock,
)

MISSING = "missing"
PROOF = frozenset({IN_XERO, FactName("hearlink_linked")})
"""Facts that show that an invoice has arrived, told beside what was red before."""


class Speaker:
    """Turns a speech into blocks at one point of a conversation."""

    def __init__(
        self,
        state: Conversation,
        knowledge: Knowledge,
        phrases: Phrases,
        *,
        fixed: CauseId | None = None,
    ) -> None:
        self._state = state
        self._gone = fixed
        self._knowledge = knowledge
        self._topic: Topic = knowledge.topic(state.topic)
        self._phrases = phrases

    def before(self, first: tuple[Speech, ...], fact: FactName | None = None) -> tuple[Block, ...]:
        """The blocks of what is said before a step; `fact` is what that step asks for."""
        blocks: list[Block] = []
        for speech in first:
            match speech:
                case Speech.HOW | Speech.WHY:
                    blocks += self._explain(speech, fact)
                case Speech.FIXED | Speech.GONE:
                    blocks.append(self._fixed(speech))
                case Speech.ERROR:
                    blocks += self._errors()
                case Speech.STILL_SEEN:
                    blocks.append(TextBlock(text=self._phrases.say(f"first.{speech}")))
                    blocks += self._red({self._state.denied})
                case Speech.FOUND:
                    blocks += self._found()
                case Speech.IN_TURN | Speech.UNHEARD_OF:
                    number, then = self._value(SPOKEN_OF), next_number(self._state) or ""
                    said = self._phrases.say(f"first.{speech}", number=number, next=then)
                    blocks.append(TextBlock(text=said))
                case _:
                    blocks.append(TextBlock(text=self._phrases.say(f"first.{speech}")))
        return tuple(blocks)

    def speak(self, speech: Speech, request: RequestId | None) -> tuple[Block, ...]:
        """The blocks of a turn that only says something."""
        ask = FeedbackBlock(question=self._phrases.say("feedback.question"))
        match speech:
            case Speech.REQUEST if request is not None and request in self._topic.requests:
                return self._answer(request)
            case Speech.FIXED:
                return (self._fixed(speech), *self._not_there_yet(), ask)
            case Speech.HELPED:
                return (TextBlock(text=self._phrases.say("say.helped")), ask)
            case Speech.STILL_RED | Speech.SEEN:
                told = TextBlock(text=self._phrases.say(f"say.{speech}"))
                return (told, *self._red({self._state.diagnosis}))
            case Speech.CANNOT:
                return (TextBlock(text=self._who_can()),)
            case _:
                return (TextBlock(text=self._phrases.say(f"say.{speech}")),)

    def connect(self, aim: Aim | None) -> tuple[tuple[Block, ...], tuple[str, ...]]:
        """An offer to connect Xero, and the choice that says that it was taken up."""
        if aim is None:
            return (), ()
        text, label = (self._phrases.say(f"connect.{aim}.{part}") for part in ("text", "label"))
        return (ConnectBlock(purpose=aim, text=text, label=label),), (CONNECTED,)

    def in_order(self) -> tuple[Block, ...]:
        """What the looks found to be as it should be, one thing for each of them."""
        told = [self._best(check) for check in self._topic.checks.values()]
        good = dict.fromkeys(text for text in told if text)
        text = TextBlock(text=self._phrases.say("say.in_order"))
        return (text, ListBlock(items=tuple(good), lang=self._phrases.topics)) if good else ()

    def all_green(self) -> tuple[Block, ...]:
        """The same at the end; where the offer of a trial told it already, what came of that."""
        checks = self._topic.checks.values()
        offered = [c for c in checks if c.asks and FactName(c.id) in self._state.asked]
        if not offered:
            return self.in_order()
        texts = filter(None, map(self._best, offered))
        return tuple(TextBlock(text=text, lang=self._phrases.topics) for text in texts)

    def _best(self, check: Check) -> str:
        """The first thing that a look found to be right, or nothing."""
        facts = [self._state.facts[name] for name in check.gives if name in self._state.facts]
        right = [f for f in facts if f.source is Source.CHECKED and self._topic.mark(f)]
        return sentence(right[0], self._topic, self._phrases) if right else ""

    def _who_can(self) -> str:
        """Who can do the open remedy, and where."""
        cause = self._topic.causes.get(self._state.diagnosis) if self._state.diagnosis else None
        if cause is None:
            return self._phrases.say("say.at_remedy")
        remedy = remedy_of(cause, self._state, self._knowledge)
        who = self._topic.roles[remedy.who]
        if not remedy.where:
            return self._phrases.say("say.cannot.told", who=who)
        return self._phrases.say("say.cannot", who=who, where=remedy.where)

    def names(self, causes: tuple[CauseId, ...]) -> str:
        """Causes as a phrase: “A” or “B”."""
        titles = [f"“{self._topic.causes[c].title}”" for c in causes if c in self._topic.causes]
        return self._phrases.say("or").join(titles) if titles else self._phrases.say("causes")

    def _explain(self, speech: Speech, fact: FactName | None) -> list[Block]:
        """How to find the answer to the open question, or why it is asked."""
        question = self._topic.questions.get(fact) if fact else None
        if question is None:
            return [TextBlock(text=self._phrases.say(f"first.{speech}"))]
        if speech is Speech.HOW:
            return [TextBlock(text=question.how, lang=self._phrases.topics)]
        current = belief(self._state, self._topic)
        if not question.options or self._topic.facts[question.fact].free:
            return [TextBlock(text=self._phrases.say("first.why_free"))]
        outcomes = answers(current, question, self._state.facts, self._topic)
        between = self.names(separates(current, outcomes, self._topic))
        return [TextBlock(text=self._phrases.say("first.why_between", between=between))]

    def _errors(self) -> list[Block]:
        blocks: list[Block] = []
        catalogue = {entry.text: entry for entry in self._knowledge.errors}
        for error in self._state.errors[-self._state.news :] if self._state.news else ():
            known = catalogue.get(error.text or "")
            if known is None:
                blocks.append(TextBlock(text=self._phrases.say("first.error_unknown")))
                continue
            who = self._topic.roles.get(known.who, "")
            blocks.append(
                ErrorBlock(
                    quote=error.quote,
                    meaning=known.meaning,
                    fix=known.fix,
                    who=who,
                    lang=self._phrases.topics,
                )
            )
        return blocks

    def _fixed(self, speech: Speech) -> FixedBlock:
        """What the look after a remedy saw, for the cause that is gone."""
        named = self._topic.causes[self._gone] if self._gone else None
        names = {n for together in named.confirmed_by for n, _ in together} if named else set()
        if ERROR_CAUSE in names:
            names = {*names, ERROR_SHOWN} - {ERROR_CAUSE}
        return FixedBlock(
            text=self._phrases.say(f"say.{speech}", cause=named.title if named else ""),
            evidence=self._green(names) + self._green(PROOF - names, proven=True),
        )

    def _not_there_yet(self) -> tuple[Block, ...]:
        """A word on the invoice in question, where the look still does not find it in Xero."""
        number, seen = self._state.facts.get(SPOKEN_OF), self._state.facts.get(IN_XERO)
        if number is None or seen is None or seen.value != MISSING:
            return ()
        return (TextBlock(text=self._phrases.say("say.not_there_yet", number=number.value)),)

    def _red(self, named: Set[CauseId | None]) -> tuple[Block, ...]:
        causes = [cause for cause in self._topic.causes.values() if cause.id in named]
        names = set[FactName]().union(*(showing(cause, self._state) for cause in causes))
        texts = tuple(e.text for e in self._seen(names))
        return (ListBlock(items=texts, lang=self._phrases.topics),) if texts else ()

    def _seen(self, names: set[FactName]) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(
                text=sentence(f, self._topic, self._phrases),
                source=f.source,
                at=f.at,
                lang=sentence_lang(f, self._topic, self._phrases),
            )
            for f in self._state.facts.values()
            if f.name in names and f.known and f.source is not Source.SAID
            if f.name != ERROR_CAUSE or f.detail
        )

    def _green(self, names: Set[FactName], *, proven: bool = False) -> tuple[Evidence, ...]:
        """What a look saw of these facts that is not wrong or, to be `proven`, is right."""
        fits = {True} if proven else {True, None}
        facts = [self._state.facts[name] for name in names if name in self._state.facts]
        return self._seen({fact.name for fact in facts if self._topic.mark(fact) in fits})

    def _found(self) -> tuple[Block, ...]:
        """What a look saw of the document that was named."""
        fact = found(self._state)
        if fact is None:
            return ()
        text, lang = (say(fact, self._topic, self._phrases) for say in (sentence, sentence_lang))
        return (TextBlock(text=text or "", lang=lang),)

    def _value(self, name: FactName) -> str:
        return self._state.facts[name].value if name in self._state.facts else ""

    def _answer(self, request: RequestId) -> tuple[Block, ...]:
        entry, lang = self._topic.requests[request], self._phrases.topics
        texts: list[Block] = [TextBlock(text=text, lang=lang) for text in entry.answer]
        steps = (ListBlock(items=entry.steps, lang=lang),) if entry.steps else ()
        return (*texts, *steps)
