"""Finds what a message tells unasked: answers to questions that nobody has put yet."""

from collections.abc import Sequence

from bot.domain.topic import Option, Topic
from bot.domain.turn import Choice
from bot.matching.clauses import Clause, clauses
from bot.matching.spoken import denied, question_of, settled, stated


def volunteered(
    text: str, topic: Topic, offered: Sequence[Choice] = ()
) -> tuple[tuple[str, str], ...]:
    """Facts told unasked: the options of any question that a clause of the message spells.

    What answers the question on offer tells nothing else. A fact that two clauses tell differently
    is left out, unless the later one takes the earlier one back; and so is one that is denied.
    """
    asked, spoken = question_of(offered, topic), clauses(text)
    used = {s.clause for s in stated(spoken, asked.options, topic)} if asked else set()
    told: dict[str, tuple[tuple[str, str], ...]] = {}
    for number, option in _spelt(spoken, topic, brief=len(text.split()) <= BRIEF).items():
        if number not in used:
            name = str(option.sets[0])
            known = told.get(name, (option.sets, *option.also))
            same = option.sets in known or spoken[number].corrects
            told[name] = (option.sets, *option.also) if same else ()
    return tuple(fact for facts in told.values() for fact in facts)


def corrected(
    text: str, topic: Topic, offered: Sequence[Choice] = ()
) -> tuple[tuple[str, str], ...]:
    """What a message may take back: “no wait, it's approved”, or anything said of a diagnosis."""
    spoken = clauses(text)
    takes_back = at_remedy(offered) or any(clause.corrects for clause in spoken[:1])
    if not takes_back or len(text.split()) > LONGEST_CORRECTION:
        return ()
    # A yes or no before a statement of its own answers no other question.
    spoken = tuple(c for c in spoken if not YES_NO.issuperset(c.words)) or spoken
    asked = question_of(offered, topic)
    others = [question for question in topic.questions.values() if question != asked]
    options = [settled(stated(spoken, question.options, topic)) for question in others]
    return tuple((str(o.sets[0]), o.sets[1]) for o in options if o is not None)


def turned_down(text: str, topic: Topic) -> tuple[tuple[str, str], ...]:
    """The answers to any question that `text` says are not so: “it was never switched off”."""
    options = [option for question in topic.questions.values() for option in question.options]
    plain = [clause for clause in clauses(text) if not UNABLE.intersection(clause.words)]
    said = denied(stated(plain, options, topic))
    return tuple((str(option.sets[0]), option.sets[1]) for option in dict.fromkeys(said))


def at_remedy(offered: Sequence[Choice]) -> bool:
    """Whether a remedy is open that may be turned down, or be said to be done."""
    return any(choice.id in REMEDY for choice in offered)


REMEDY = frozenset({"remedy.no", "remedy.done"})
UNABLE = frozenset({"can", "could", "know", "want", "would", "will", "able", "need", "yet", "how"})
"""Words of somebody who cannot do a thing or does not know how, which denies nothing."""

YES_NO = frozenset({"yes", "yeah", "yep", "no", "nope", "nah"})
LONGEST_CORRECTION = 15
"""Up to how many words a message takes back an earlier answer."""


def _spelt(spoken: Sequence[Clause], topic: Topic, *, brief: bool) -> dict[int, Option]:
    """For each clause the one option of all questions that it spells, if it is only one."""
    options = [option for question in topic.questions.values() for option in question.options]
    found: dict[int, list[Option]] = {}
    for statement in stated(spoken, options, topic, sure=True):
        clause = spoken[statement.clause]
        plain = brief or statement.words > 1 or len(clause.words) <= CURT
        plain = plain and clause.words[-1] not in CONTRASTS
        if len(clause.text) >= TELLING and not statement.denied and plain:
            found.setdefault(statement.clause, []).append(statement.option)
    return {n: said[0] for n, said in found.items() if len({o.sets for o in said}) == 1}


BRIEF, CURT = 8, 4
"""Up to how many words a message, or a clause of a longer one, may tell something unasked in a
single word: “only WH1 is missing, it is finalised, no error, the connection is fine”.
"""

CONTRASTS = frozenset({"did", "does", "do", "are", "is", "was", "were", "has", "have"})
"""How a clause ends that names what is well: “payments are missing, although the invoices did”."""

TELLING = 6
"""From how many letters on a clause may tell something unasked; “none” could be anything."""
