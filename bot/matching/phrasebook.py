"""All ways to answer the questions of a topic, indexed by their first words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz.distance import OSA

from bot.domain.topic import Option, Topic
from bot.matching.clauses import Clause, spelt_out
from bot.matching.kept import kept_for_each
from bot.matching.normalise import WORD
from bot.matching.stems import SHORTEST, mended
from bot.matching.ways import Hit, Way, found, heard_as, telling_stems, way_of

NAMING = 4
"""From how many letters on a word of an option names what it is about."""

Key = tuple[str, str]
Index = dict[str, list[tuple[Key, Way]]]
"""For each first stem the ways that begin with it, each with the option it stands for."""


class Phrasebook:
    """The ways to say each option; `vocabulary` is every word in them, and what people say else."""

    def __init__(self, options: Sequence[Option], texts: Iterable[str] = ()) -> None:
        spoken = [spelt_out(way) for option in options for way in _ways(option)]
        own = frozenset(word for words in spoken for word in words)
        self.vocabulary = own | _words_of_their_own(texts, own)
        every = by_key(options)
        self._all = _index({key: _ways(option) for key, option in every.items()})
        self._own = _index({key: _own_ways(option) for key, option in every.items()})

    def hits(
        self, clause: Clause, wanted: Mapping[Key, Option], *, sure: bool
    ) -> list[tuple[Hit, Option]]:
        """For each option that the clause says, the fullest way that it is said in."""
        said, ways = heard_as(clause, self.vocabulary), self._own if sure else self._all
        hits: dict[Key, list[Hit]] = {}
        for stem in dict.fromkeys(said.stems):
            for key, way in ways.get(stem, ()):
                if key in wanted and (hit := found(way, said, sure=sure)) is not None:
                    hits.setdefault(key, []).append(hit)
        return [(_fullest(hits[key]), option) for key, option in wanted.items() if key in hits]


@kept_for_each
def phrasebook(topic: Topic) -> Phrasebook:
    """The ways to answer the questions of a topic; made once."""
    options = [option for question in topic.questions.values() for option in question.options]
    answers = (lines for means in topic.answers.values() for lines in means.values())
    return Phrasebook(options, (line for lines in answers for line in lines))


FAMILIAR, RARER = 5, 5
"""How often a word must occur to be no mistake, unless a word of a way that differs in a letter
is so many times as frequent: “looked” is not “locked”, but “conected” is “connected”.
"""


def _words_of_their_own(texts: Iterable[str], ways: frozenset[str]) -> frozenset[str]:
    """The words of example answers that are no typing mistakes of words in the ways."""
    often = Counter(word for text in texts for word in WORD.findall(text.casefold()))
    familiar = {w for w, n in often.items() if n >= FAMILIAR and len(w) > SHORTEST} - ways
    taken_for = {word: mended(word, ways) for word in familiar}
    return frozenset(
        word
        for word, other in taken_for.items()
        if OSA.distance(word, other) != 1 or often[word] * RARER > often[other]
    )


def _fullest(hits: Sequence[Hit]) -> Hit:
    return max(hits, key=lambda hit: (not hit.denied, hit.size, -hit.start))


def by_key(options: Sequence[Option]) -> dict[Key, Option]:
    """Two questions may have an option for the same value, but not in the same words."""
    return {(option.id, option.label): option for option in options}


def _ways(option: Option) -> tuple[str, ...]:
    return (option.label, *option.says)


def _own_ways(option: Option) -> list[str]:
    """The ways that can be understood without the question, as they name what it is about.

    The label is none of them: it answers a question, so on its own it may be about anything.
    """
    named = telling_stems(f"{option.sets[1]} {option.label}".replace("_", " "))
    own = {stem for stem in named if len(stem) >= NAMING}
    ways = [(way, telling_stems(way)) for way in option.says]
    return [way for way, stems in ways if own & stems and len("".join(stems)) > NAMING]


def _index(phrases: Mapping[Key, Sequence[str]]) -> Index:
    index: Index = {}
    for key, spoken in phrases.items():
        for way in dict.fromkeys(way_of(phrase) for phrase in spoken if spelt_out(phrase)):
            index.setdefault(way.stems[0], []).append((key, way))
    return index
