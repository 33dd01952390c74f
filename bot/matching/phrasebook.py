"""All ways to answer the questions of a topic, indexed by their first words."""

from collections.abc import Sequence
from functools import lru_cache

from bot.domain.topic import Option
from bot.matching.clauses import Clause, spelt_out
from bot.matching.ways import Hit, Said, Way, found, heard_as, telling_stems, way_of

NAMING = 4
"""From how many letters on a word of an option names what it is about."""

Index = dict[str, list[Way]]


class Phrasebook:
    """The ways to say each option; `vocabulary` is every word in them."""

    def __init__(self, options: Sequence[Option]) -> None:
        spoken = [spelt_out(way) for option in options for way in _ways(option)]
        self.vocabulary = frozenset(word for words in spoken for word in words)
        self._all = {_key(option): _index(_ways(option)) for option in options}
        self._own = {_key(option): _index(_own_ways(option)) for option in options}

    def hits(
        self, clause: Clause, options: Sequence[Option], *, sure: bool
    ) -> list[tuple[Hit, Option]]:
        """For each option that the clause says, the fullest way that it is said in."""
        said, ways = heard_as(clause, self.vocabulary), self._own if sure else self._all
        stems = dict.fromkeys(said.stems)
        best = ((_best(ways[_key(o)], said, stems, sure=sure), o) for o in options)
        return [(hit, option) for hit, option in best if hit is not None]


@lru_cache(maxsize=8)
def phrasebook(options: tuple[Option, ...]) -> Phrasebook:
    """The ways to say these options; made once."""
    return Phrasebook(options)


def _best(index: Index, said: Said, stems: dict[str, None], *, sure: bool) -> Hit | None:
    ways = (way for stem in stems for way in index.get(stem, ()))
    hits = (hit for way in ways if (hit := found(way, said, sure=sure)) is not None)
    return max(hits, key=lambda hit: (not hit.denied, hit.size, -hit.start), default=None)


def _key(option: Option) -> tuple[str, str]:
    """Two questions may have an option for the same value, but not in the same words."""
    return option.id, option.label


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


def _index(phrases: Sequence[str]) -> Index:
    index: Index = {}
    for way in dict.fromkeys(way_of(phrase) for phrase in phrases if spelt_out(phrase)):
        index.setdefault(way.stems[0], []).append(way)
    return index
