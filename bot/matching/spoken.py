"""What the clauses of a message state about a question: which options, and whether denied."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.facts import UNKNOWN, FactName
from bot.domain.topic import Option, Question, Topic
from bot.domain.turn import Choice
from bot.matching.clauses import Clause
from bot.matching.ways import Hit, Said, Ways, heard_as, telling_stems


@dataclass(frozen=True, slots=True)
class Statement:
    """One clause states an option, or denies it, in so many telling words.

    `corrects` says that it takes back what was said before.
    """

    option: Option
    denied: bool
    corrects: bool
    words: int


def question_of(offered: Sequence[Choice], topic: Topic) -> Question | None:
    """The question whose options are on offer."""
    unsure = next((c.id for c in offered if c.id.endswith(f"={UNKNOWN}")), "")
    return topic.questions.get(FactName(unsure.partition("=")[0]))


def stated(
    spoken: Sequence[Clause], options: Sequence[Option], topic: Topic, *, sure: bool = False
) -> list[Statement]:
    """What the clauses say about these options, in order.

    `sure` is for what nobody asked: only ways that use a word of the option itself, with hardly
    anything beside them.
    """
    vocabulary = _vocabulary(tuple(o for q in topic.questions.values() for o in q.options))
    telling = [clause for clause in spoken if clause.tells]
    return [s for clause in telling for s in _in_clause(clause, options, vocabulary, sure=sure)]


def settled(statements: Sequence[Statement]) -> Option | None:
    """The one option that is stated in the end; None where none or several are."""
    kept: list[Statement] = []
    for statement in statements:
        if statement.corrects and not statement.denied:
            kept = []
        kept.append(statement)
    options = {
        statement.option.sets: statement.option for statement in kept if not statement.denied
    }
    return next(iter(options.values())) if len(options) == 1 else None


def denied(statements: Sequence[Statement]) -> list[Option]:
    """The options that are said not to be so."""
    return [statement.option for statement in statements if statement.denied]


def _in_clause(
    clause: Clause, options: Sequence[Option], vocabulary: frozenset[str], *, sure: bool
) -> list[Statement]:
    said = heard_as(clause, vocabulary)
    hits = [(hit, option) for option in options if (hit := _hit(option, said, sure=sure))]
    kept = [(hit, option) for hit, option in hits if not _covered(hit, [h for h, _ in hits])]
    return [Statement(option, hit.denied, clause.corrects, hit.size) for hit, option in kept]


def _covered(hit: Hit, hits: Sequence[Hit]) -> bool:
    """Whether a fuller way has these words: “not connected” has “connected”."""
    return any(
        other.size > hit.size and other.start <= hit.stop and hit.start <= other.stop
        for other in hits
    )


def _hit(option: Option, said: Said, *, sure: bool) -> Hit | None:
    return (_own_ways(option) if sure else _ways(option)).find(said, sure=sure)


@lru_cache(maxsize=1024)
def _ways(option: Option) -> Ways:
    return Ways((option.label, *option.says))


@lru_cache(maxsize=1024)
def _own_ways(option: Option) -> Ways:
    """The ways that can be understood without the question, as they name what it is about."""
    named = telling_stems(f"{option.sets[1]} {option.label}".replace("_", " "))
    own = {stem for stem in named if len(stem) >= NAMING}
    ways = [(way, telling_stems(way)) for way in (option.label, *option.says)]
    return Ways(way for way, stems in ways if own & stems and len("".join(stems)) > NAMING)


NAMING = 4
"""From how many letters on a word of an option names what it is about."""


@lru_cache(maxsize=16)
def _vocabulary(options: tuple[Option, ...]) -> frozenset[str]:
    return frozenset().union(*(_ways(option).vocabulary for option in options))
