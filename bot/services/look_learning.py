"""What a look found, as facts, as the event that is stored, and as the line that people see."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.events import BEGUN, Looked, Mark
from bot.domain.evidence import sentence, sentence_lang
from bot.domain.facts import UNKNOWN, CheckId, Fact, Source
from bot.domain.findings import explained, state_of
from bot.domain.phrases import Phrases
from bot.domain.reading import ErrorSeen
from bot.domain.redaction import nameless, redact
from bot.domain.topic import Topic
from bot.ports.looks import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStarted:
    """A look begins; `label` is in the language `lang`, where that is not the conversation's."""

    id: CheckId
    label: str
    lang: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFinished:
    """A look ended: a green, red or unknown mark, what was seen, and how long it took.

    `lang` is the language of `text` where that is not the conversation's.
    """

    id: CheckId
    label: str
    state: Mark
    text: str
    took_ms: int
    lang: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """Turns findings into facts and words; `recognise` finds the error texts in a text."""

    topic: Topic
    phrases: Phrases
    recognise: Callable[[str], Sequence[ErrorSeen]]

    def event(
        self,
        name: CheckId,
        findings: Sequence[Finding],
        *,
        now: datetime,
        took_ms: int,
        problem: str = "",
    ) -> Looked:
        """What is stored of a look; `problem` says why it found nothing."""
        facts = self._facts(name, findings, now=now)
        state, telling = state_of(facts, self.topic)
        text = sentence(telling, self.topic, self.phrases) if telling else ""
        lang = sentence_lang(telling, self.topic, self.phrases) if telling else None
        return Looked(
            at=now,
            check=name,
            facts=facts,
            took_ms=took_ms,
            problem=problem,
            state=state,
            text=text or self.phrases.say("check.unknown" if state == "unknown" else "check.found"),
            lang=lang if text else None,
        )

    def begun(self, name: CheckId, *, now: datetime) -> Looked:
        """What is stored of a look that writes, before it does: it is never begun again."""
        text = self.phrases.say("check.unknown")
        return Looked(at=now, check=name, facts=(), took_ms=0, problem=BEGUN, text=text)

    def started(self, name: CheckId) -> CheckStarted:
        """The line of a look that begins."""
        label = self.topic.checks[name].label
        return CheckStarted(id=name, label=label, lang=self.phrases.topics)

    def finished(self, event: Looked) -> CheckFinished:
        """The line of a look that ended."""
        return CheckFinished(
            id=event.check,
            label=self.topic.checks[event.check].label,
            state=event.state,
            text=event.text,
            took_ms=event.took_ms,
            lang=event.lang,
        )

    def skipped(self, name: CheckId) -> CheckFinished:
        """The line of a look that what was just learned makes pointless."""
        label, text = self.topic.checks[name].label, self.phrases.say("check.skipped")
        return CheckFinished(id=name, label=label, state="unknown", text=text, took_ms=0)

    def _facts(
        self, name: CheckId, findings: Sequence[Finding], *, now: datetime
    ) -> tuple[Fact, ...]:
        """What was found, what an error text among it means, and unknown for the rest."""
        kept = [finding for finding in findings if not finding.fleeting]
        masks = {one.value: self._masked(one.value) for one in kept}
        found = [
            Fact(
                name=finding.fact,
                value=masks[finding.value],
                source=Source.CHECKED,
                at=now,
                detail=self._told(finding.detail, masks),
            )
            for finding in kept
        ]
        found += explained(found, self.recognise, now=now)
        named = {fact.name for fact in found}
        return (*found, *(fact for fact in self._nothing(name, now=now) if fact.name not in named))

    def _told(self, detail: str, masks: Mapping[str, str]) -> str:
        """The words of a finding; those of ours around a masked value stay."""
        for value, mask in masks.items():
            bare = value.rstrip(".")
            if value != mask and bare in detail:
                return redact(detail.replace(bare, mask.rstrip(".")))
        return self._masked(detail)

    def _masked(self, text: str) -> str:
        """The text redacted; error texts of the catalogue that name people, in its own words."""
        seen = self.recognise(text)
        told = [(one.text and nameless(one.text)) or "" for one in seen]
        if not any(told):
            return redact(text)
        # Where the name stands is not known to the letter, so nothing around it is kept.
        return ". ".join(words or redact(one.quote) for words, one in zip(told, seen, strict=True))

    def _nothing(self, name: CheckId, *, now: datetime) -> tuple[Fact, ...]:
        """Unknown for everything the look gives, but for what a look at something else gave."""
        return tuple(
            Fact(name=fact, value=UNKNOWN, source=Source.CHECKED, at=now)
            for fact in self.topic.checks[name].gives
            if not self.topic.facts[fact].free
        )
