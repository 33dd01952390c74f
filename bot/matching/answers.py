"""Chooses among what was offered: by words, by number, by yes and no, with typing mistakes."""

from collections.abc import Sequence

from bot.domain.facts import UNKNOWN
from bot.domain.topic import Option, Question, Topic
from bot.domain.turn import Choice
from bot.matching.asides import Asides, aside_of, likeness
from bot.matching.assent import wishes_look
from bot.matching.buttons import HUMAN, LOOK, by_aside, by_label, by_number
from bot.matching.clauses import Clause, clauses, joined, spelt_out
from bot.matching.normalise import phrase
from bot.matching.small_words import FILLERS, NOT
from bot.matching.spoken import Statement, denied, question_of, settled, stated
from bot.matching.unsure import is_unsure, wonders
from bot.matching.volunteered import at_remedy, turned_down
from bot.matching.ways import telling_stems

LONG_ANSWER, LONGEST_ANSWER = 25, 60
"""Beyond so many words an answer is only taken from what names it, or from nothing at all."""


def certain(text: str, offered: Sequence[Choice], topic: Topic, asides: Asides) -> str | None:
    """The choice that `text` names outright: its words, its number, a way to say it, plain yes."""
    said, asked = phrase(text), question_of(offered, topic)
    if (same := _verbatim(text, offered)) is not None:
        return same
    if (numbered := by_number(text, offered)) is not None and not _says_one(text, asked):
        return numbered
    if asked is None:
        return None
    if any(c.id == LOOK for c in offered) and wishes_look(text, asides):
        return LOOK
    if said and said in map(phrase, asides.get("unsure", ())):
        return f"{asked.fact}={UNKNOWN}"
    spoken = spelt_out(text)
    exact = [o.id for o in asked.options if spoken in map(spelt_out, (o.label, *o.says))]
    if len(exact) == 1:
        return exact[0]
    if bare(text):
        plain = _polar(clauses(text), asked.options)
        return plain.id if plain else None
    return _nothing_else(text, asked, topic, asides)


def _nothing_else(text: str, asked: Question, topic: Topic, asides: Asides) -> str | None:
    """The option that `text` says with small words alone beside it: “draft, I think”."""
    if not all(clause.tells for clause in clauses(text)):
        return None
    picked, stems = _answer(text, asked, topic, asides), telling_stems(text)
    says = [way for o in asked.options if o.id == picked for way in (o.label, *o.says)]
    same = (way for way in says if _denials(way) == _denials(text))
    return picked if any(stems <= telling_stems(way) for way in same) else None


def _denials(text: str) -> int:
    """How many words of a text deny something."""
    return sum(word in NOT for word in spelt_out(text))


def doubtful(text: str, offered: Sequence[Choice], topic: Topic) -> bool:
    """Whether `text` in few words denies an option or names two."""
    asked, spoken = question_of(offered, topic), clauses(text)
    if asked is None:
        return False
    said = stated(spoken, asked.options, topic)
    options, short = {s.option.id for s in said}, len(text.split()) <= FEW
    return short and (len(options) > 1 or any(s.denied for s in said))


def bare(text: str) -> bool:
    """Whether `text` is a yes or a no and hardly more."""
    plain = _yes_or_no(clauses(text)) is not None and len(spelt_out(text)) <= PLAIN
    return plain and len({*spelt_out(text)} & (AFFIRMS | REFUSES | NOT)) == 1


FEW = 6
"""Up to how many words an answer that denies an option says no more than that."""

PLAIN = 2
"""Up to how many words a yes or no is nothing else."""


def pick(text: str, offered: Sequence[Choice], topic: Topic, asides: Asides) -> str | None:
    """The id of the choice that `text` means, or None when none or more than one fits."""
    if not offered or len(text.split()) > LONGEST_ANSWER:
        return None
    if (same := _verbatim(text, offered)) is not None:
        return same
    asked = question_of(offered, topic)
    if (numbered := by_number(text, offered)) is not None and not _says_one(text, asked):
        return numbered
    if asked is not None:
        wished = any(c.id == LOOK for c in offered) and wishes_look(text, asides)
        return LOOK if wished else _answer(text, asked, topic, asides)
    return by_aside(text, offered, asides) or by_label(text, offered)


VERBATIM = 94
"""From which likeness a message repeats the words of a button."""


def _verbatim(text: str, offered: Sequence[Choice]) -> str | None:
    """The choice whose words a message repeats, denying neither more nor less than they do."""
    said, denied = phrase(text), _denials(text)
    same = (
        choice.id
        for choice in offered
        if likeness(said, phrase(choice.label)) >= VERBATIM and _denials(choice.label) == denied
    )
    return next(same, None)


def denials(text: str, offered: Sequence[Choice], topic: Topic) -> tuple[tuple[str, str], ...]:
    """The options of the open question that `text` turns down, or of any beside a remedy."""
    asked = question_of(offered, topic)
    if asked is None or len(text.split()) > LONGEST_ANSWER:
        return turned_down(text, topic) if at_remedy(offered) else ()
    statements = stated(clauses(text), asked.options, topic)
    if any(not statement.denied for statement in statements):
        return ()
    return tuple((str(o.sets[0]), o.sets[1]) for o in dict.fromkeys(denied(statements)))


def _answer(text: str, asked: Question, topic: Topic, asides: Asides) -> str | None:
    """The choice that answers a question: by words, else by yes or no, else by not knowing."""
    spoken, unknown = clauses(text), f"{asked.fact}={UNKNOWN}"
    known = asides.get("unsure", ())
    if phrase(text) in map(phrase, known):
        return unknown
    wondering = [clause for clause in spoken if wonders(clause, known)]
    rambling = len(text.split()) > LONG_ANSWER
    telling = [clause for clause in spoken if clause not in wondering]
    statements = _beyond_plain(stated(telling, asked.options, topic, sure=rambling), telling)
    plain = _polar(spoken, asked.options)
    if (option := settled(statements)) is not None:
        return None if _taken_back(spoken, option, asked.options) else option.id
    if any(not statement.denied for statement in statements):
        # Two answers at once may be one that has a name: “disabled, not connected”.
        fullest = max(statement.words for statement in statements)
        both = stated(joined(spoken), asked.options, topic)
        named = settled([statement for statement in both if statement.words > fullest])
        return named.id if named is not None else None
    if (other := _other(statements, asked.options) or plain) is not None:
        return other.id
    aside = aside_of(text, asides)
    if aside == "unsure" or any(is_unsure(clause, known) for clause in spoken):
        return unknown
    return HUMAN if aside == HUMAN else None


def _beyond_plain(said: Sequence[Statement], spoken: Sequence[Clause]) -> Sequence[Statement]:
    """What is stated behind a yes or no at the beginning, which it goes before: “no, it's fine”."""
    rest = [statement for statement in said if statement.clause]
    return rest if rest and (AFFIRMS | REFUSES).issuperset(spoken[0].words) else said


def _taken_back(spoken: Sequence[Clause], option: Option, options: Sequence[Option]) -> bool:
    """Whether a plain no or yes at the end says the contrary: “an error? no”."""
    last = _polar(spoken[-1:], options)
    return len(spoken) > 1 and last is not None and last != option


def _other(statements: Sequence[Statement], options: Sequence[Option]) -> Option | None:
    """The other one of two options where one is denied: “it isn't on manual”."""
    no = denied(statements)
    rest = [option for option in options if option not in no]
    return rest[0] if no and len(options) == BOTH and len(rest) == 1 else None


BOTH = 2


def _polar(spoken: Sequence[Clause], options: Sequence[Option]) -> Option | None:
    """The option that a plain yes or no stands for, if the question is one of yes or no."""
    said = _yes_or_no(spoken)
    meant = [option for option in options if said in option.says]
    return meant[0] if len(meant) == 1 else None


AFFIRMS = frozenset({"yes", "yeah", "yea", "yep", "yup", "ye", "aye", "y", "definitely", "indeed"})
REFUSES = frozenset({"no", "nope", "nah", "n"})

EMPTY = FILLERS | {"not", "there", "one", "any", "at", "all", "can", "nothing", "really", "none"}
"""Words after a no that leave it a plain no: “no there isn't one”."""


def _yes_or_no(spoken: Sequence[Clause]) -> str | None:
    """Yes, whatever follows it, or a no that stands alone; “ok” agrees, but says nothing is so."""
    first, *rest = spoken[0].words if spoken else ("",)
    if first in AFFIRMS:
        return "yes"
    return "no" if first in REFUSES and EMPTY.issuperset(rest) else None


def _says_one(text: str, asked: Question | None) -> bool:
    """Whether a number word is an answer of its own here: “one” may be one invoice."""
    said = spelt_out(text)
    ways = (spelt_out(way) for o in (asked.options if asked else ()) for way in o.says)
    return any(said == way for way in ways)
