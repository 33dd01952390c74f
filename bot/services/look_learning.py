"""What a look found, as facts, as the event that is stored, and as the line that people see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.events import Looked, Mark
from bot.domain.evidence import sentence, sentence_lang
from bot.domain.facts import UNKNOWN, CheckId, Fact, Source
from bot.domain.findings import explained, state_of
from bot.domain.phrases import Phrases
from bot.domain.reading import ErrorSeen
from bot.domain.redaction import redact
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
        found = [
            Fact(
                name=finding.fact,
                value=redact(finding.value),
                source=Source.CHECKED,
                at=now,
                detail=redact(finding.detail),
            )
            for finding in findings
            if not finding.fleeting
        ]
        found += explained(found, self.recognise, now=now)
        named = {fact.name for fact in found}
        return (*found, *(fact for fact in self._nothing(name, now=now) if fact.name not in named))

    def _nothing(self, name: CheckId, *, now: datetime) -> tuple[Fact, ...]:
        """Unknown for everything the look gives, but for what a look at something else gave."""
        return tuple(
            Fact(name=fact, value=UNKNOWN, source=Source.CHECKED, at=now)
            for fact in self.topic.checks[name].gives
            if not self.topic.facts[fact].free
        )
