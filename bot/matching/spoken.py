"""What the clauses of a message state about a question: which options, and whether denied."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.facts import UNKNOWN, FactName
from bot.domain.topic import Option, Question, Topic
from bot.domain.turn import Choice
from bot.matching.clauses import Clause
from bot.matching.phrasebook import by_key, phrasebook
from bot.matching.ways import Hit


@dataclass(frozen=True, slots=True)
class Statement:
    """One clause states an option, or denies it, in so many telling words.

    `corrects` says that it takes back what was said before, `clause` is its place.
    """

    option: Option
    denied: bool
    corrects: bool
    words: int
    clause: int


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
    book, wanted = phrasebook(topic), by_key(options)
    found: list[Statement] = []
    for number, clause in enumerate(spoken):
        hits = book.hits(clause, wanted, sure=sure) if clause.tells else []
        kept = [(hit, option) for hit, option in hits if not _covered(hit, [h for h, _ in hits])]
        found += [
            Statement(option, hit.denied, clause.corrects, hit.size, number) for hit, option in kept
        ]
    return found


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


def _covered(hit: Hit, hits: Sequence[Hit]) -> bool:
    """Whether a fuller way has these words: “not connected” has “connected”."""
    return any(
        other.size > hit.size and other.start <= hit.stop and hit.start <= other.stop
        for other in hits
    )
