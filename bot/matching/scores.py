"""How well messages were understood: arithmetic over what was asked and what was read."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.domain.reading import Candidate, Reading, Verdict

OUT_OF_SCOPE = "out_of_scope"

FIRST = 3
"""How many candidates count as “among the first”."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A labelled message with what was read in it; `right` holds its cause and the alternates."""

    cause: str
    right: frozenset[str]
    kind: str
    reading: Reading

    @property
    def in_scope(self) -> bool:
        """Whether the message is about something that the knowledge knows."""
        return self.cause != OUT_OF_SCOPE

    @property
    def strict(self) -> bool:
        """Whether the first candidate is the cause itself, or a finer one of it."""
        return bool(self.reading.candidates) and self.cause in names(self.reading.candidates[0])

    @property
    def lenient(self) -> bool:
        """Whether the first candidate is the cause or an alternate."""
        return self.among(1)

    @property
    def alone(self) -> bool:
        """Whether the first candidate is taken without a question."""
        return self.reading.verdict is Verdict.ANSWER

    @property
    def rejected(self) -> bool:
        """Whether the message is taken as being about something else."""
        return self.reading.verdict is Verdict.REJECT

    @property
    def sure(self) -> float:
        """The probability of the first candidate."""
        return self.reading.candidates[0].probability if self.reading.candidates else 0.0

    def among(self, first: int) -> bool:
        """Whether the cause or an alternate is among the first candidates."""
        return any(self.right & names(c) for c in self.reading.candidates[:first])


def names(candidate: Candidate) -> frozenset[str]:
    """A candidate by its own name and by that of the cause it refines."""
    return frozenset({candidate.cause, candidate.parent or candidate.cause})


@dataclass(frozen=True, slots=True)
class Summary:
    """Shares of a group of messages, 0 to 1; None where the group has none of that sort."""

    messages: int
    strict: float | None
    lenient: float | None
    among_first: float | None
    alone: float | None
    alone_right: float | None
    sent_away: float | None
    rejected: float | None


def summary(outcomes: Sequence[Outcome]) -> Summary:
    """The figures of a group; those of in-scope messages but for `rejected`."""
    inside = [o for o in outcomes if o.in_scope]
    answered = [o for o in inside if o.alone]
    return Summary(
        messages=len(outcomes),
        strict=share(inside, lambda o: o.strict),
        lenient=share(inside, lambda o: o.lenient),
        among_first=share(inside, lambda o: o.among(FIRST)),
        alone=share(inside, lambda o: o.alone),
        alone_right=share(answered, lambda o: o.lenient),
        sent_away=share(inside, lambda o: o.rejected),
        rejected=share([o for o in outcomes if not o.in_scope], lambda o: o.rejected),
    )


def share(outcomes: Sequence[Outcome], holds: Callable[[Outcome], bool]) -> float | None:
    """The share of outcomes of which something holds; None where there is none at all."""
    return sum(map(holds, outcomes)) / len(outcomes) if outcomes else None


def grouped(
    outcomes: Sequence[Outcome], key: Callable[[Outcome], str]
) -> Mapping[str, Sequence[Outcome]]:
    """The outcomes by a name, in the order of the names."""
    order = sorted(outcomes, key=key)
    return {name: tuple(group) for name, group in groupby(order, key)}


def confusion(outcomes: Sequence[Outcome]) -> Sequence[tuple[str, str, int]]:
    """What was taken for what, the most frequent first: (cause, first candidate, how often)."""
    pairs = Counter(
        (o.cause, OUT_OF_SCOPE if o.rejected else o.reading.top or OUT_OF_SCOPE)
        for o in outcomes
        if (o.rejected if o.in_scope else o.alone) or (o.in_scope and not o.lenient)
    )
    return [(cause, taken, n) for (cause, taken), n in sorted(pairs.items(), key=_most)]


def _most(counted: tuple[tuple[str, str], int]) -> tuple[int, tuple[str, str]]:
    return -counted[1], counted[0]


def coverage(outcomes: Sequence[Outcome], limits: Sequence[float]) -> Sequence[Sequence[float]]:
    """For each limit: the limit, the share of in-scope messages above it, how many are right.

    A message about something else above the limit counts as wrong.
    """
    rows = []
    inside = sum(o.in_scope for o in outcomes)
    for limit in limits:
        above = [o for o in outcomes if o.sure >= limit and not o.rejected]
        right = sum(o.in_scope and o.lenient for o in above)
        covered = sum(o.in_scope for o in above)
        rows.append((limit, covered / (inside or 1), right / (len(above) or 1)))
    return rows


def best_correlation(
    truth: Sequence[str], told: Sequence[str], sure: Sequence[float], *, none: str
) -> tuple[float, float]:
    """The best Matthews correlation over all limits below which `none` is told, and that limit.

    Several classes, as in Gorodkin, "Comparing two K-category assignments", 2004.
    """
    order = sorted(range(len(truth)), key=lambda i: -sure[i])
    actual, guessed = Counter(truth), Counter({none: len(truth)})
    hits, best = actual[none], (0.0, 1.0)
    for place, i in enumerate(order):
        guessed[none] -= 1
        guessed[told[i]] += 1
        hits += (told[i] == truth[i]) - (truth[i] == none)
        following = order[place + 1] if place + 1 < len(order) else None
        if following is None or sure[following] < sure[i]:
            best = max(best, (correlation(actual, guessed, hits), sure[i]))
    return best


def correlation(actual: Mapping[str, int], guessed: Mapping[str, int], hits: int) -> float:
    """Matthews correlation from how often each class is true, is guessed, and agrees."""
    total = sum(actual.values())
    both = sum(actual[name] * guessed.get(name, 0) for name in actual)
    spread = (total**2 - sum(n * n for n in guessed.values())) * (
        total**2 - sum(n * n for n in actual.values())
    )
    return float((hits * total - both) / spread**0.5) if spread else 0.0
