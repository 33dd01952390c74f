"""A turn is what the bot answers: blocks to show, choices to offer, what it decided and why.

`lang` of a part is the language of its words where that is not the conversation's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.domain.facts import CheckId, FactName
from bot.domain.reading import Candidate

Aim = Literal["look", "test_invoice"]
"""What a consent at Xero would be for."""

Offer = Literal["reconciliation"]
"""What a turn has at hand beside its choices: the comparison of HearLink with Xero."""


class DecisionKind(StrEnum):
    """The six things the bot can do next."""

    LOOK = "look"
    ASK = "ask"
    DID_YOU_MEAN = "did_you_mean"
    CONCLUDE = "conclude"
    ESCALATE = "escalate"
    SAY = "say"


class Expects(StrEnum):
    """What the widget should make easy next; free text is always open."""

    TEXT = "text"
    CHOICE = "choice"
    CHECKS = "checks"
    CONTACT = "contact"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason; `source` is said, told or checked, or `message` for the visitor's own words."""

    text: str
    source: str
    at: datetime | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """A paragraph."""

    text: str
    lang: str | None = None
    type: Literal["text"] = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBlock:
    """Steps in order, or points."""

    items: tuple[str, ...]
    ordered: bool = False
    lang: str | None = None
    type: Literal["list"] = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """A look that is about to happen."""

    id: CheckId
    label: str
    lang: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksBlock:
    """The checklist of a look."""

    items: tuple[CheckLine, ...]
    type: Literal["checks"] = "checks"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisBlock:
    """A cause with its evidence and its remedy; certainty is `confirmed` or `likely`."""

    cause: str
    title: str
    meaning: str
    certainty: Literal["confirmed", "likely"]
    evidence: tuple[Evidence, ...]
    who: str
    where: str
    steps: tuple[str, ...]
    links: tuple[Mapping[str, str], ...] = ()
    caution: str = ""
    lang: str | None = None
    type: Literal["diagnosis"] = "diagnosis"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorBlock:
    """A pasted error text, explained; `fix` and `who` are empty where a card beside it tells."""

    quote: str
    meaning: str
    fix: str
    who: str
    lang: str | None = None
    type: Literal["error"] = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedBlock:
    """The look that found the cause ran again and is green."""

    text: str
    evidence: tuple[Evidence, ...]
    type: Literal["fixed"] = "fixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationBlock:
    """An offer to hand over; the widget fetches the preview and asks for contact details."""

    text: str
    reference: str | None = None
    type: Literal["escalation"] = "escalation"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectBlock:
    """An offer to connect Xero; `label` is for a button that asks for a ticket for `purpose`."""

    purpose: Aim
    text: str
    label: str
    type: Literal["connect"] = "connect"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackBlock:
    """Was this helpful?"""

    question: str
    type: Literal["feedback"] = "feedback"


Block = (
    TextBlock
    | ListBlock
    | ChecksBlock
    | DiagnosisBlock
    | ErrorBlock
    | FixedBlock
    | EscalationBlock
    | ConnectBlock
    | FeedbackBlock
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A quick reply: `fact=value`, `look.yes`, `human`, `remedy.done` and their like."""

    id: str
    label: str
    lang: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """The cause that a turn names, for reports and evaluation."""

    cause: str
    probability: float
    evidence: tuple[Evidence, ...]
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionNote:
    """What was decided, on what belief, and why in one sentence."""

    kind: DecisionKind
    why: str
    candidates: tuple[Candidate, ...] = ()
    fact: FactName | None = None
    diagnosis: Diagnosis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One answer of the bot; `id` is unique in its conversation."""

    id: str
    blocks: tuple[Block, ...]
    choices: tuple[Choice, ...]
    expects: Expects
    checks: tuple[CheckId, ...]
    decision: DecisionNote
    fixed: str | None = None  # the cause that a look has just confirmed to be gone
    offers: tuple[Offer, ...] = ()


def plain(turn: Turn) -> str:
    """The turn as plain text, for transcripts, tickets and the terminal."""
    lines: list[str] = []
    for block in turn.blocks:
        lines.extend(_lines(block))
    return "\n".join(line for line in lines if line)


def _lines(block: Block) -> list[str]:
    match block:
        case TextBlock() | EscalationBlock() | ConnectBlock():
            return [block.text]
        case ListBlock():
            return [f"- {item}" for item in block.items]
        case ChecksBlock():
            return [f"- {item.label}" for item in block.items]
        case DiagnosisBlock():
            because = [f"- {e.text}" for e in block.evidence]
            steps = [f"{n}. {step}" for n, step in enumerate(block.steps, 1)]
            return [block.title, block.meaning, *because, block.who, block.where, *steps]
        case ErrorBlock():
            return [f"“{block.quote}”", block.meaning, block.fix, block.who]
        case FixedBlock():
            return [block.text, *[f"- {e.text}" for e in block.evidence]]
        case FeedbackBlock():
            return [block.question]
