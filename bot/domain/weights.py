"""How what several messages point to adds up."""

from collections.abc import Mapping


def together(old: Mapping[str, float], new: Mapping[str, float]) -> Mapping[str, float]:
    """Two messages that point to causes add up; one alone counts as it is.

    Probabilities multiply, softened so that one message never silences another for good; the
    doubt that is left is that of the surer one.
    """
    if not old or not new:
        return new or old
    both = {c: (old.get(c, 0) + SOFT) * (new.get(c, 0) + SOFT) for c in {**old, **new}}
    scale = max(sum(old.values()), sum(new.values())) / sum(both.values())
    return {cause: weight * scale for cause, weight in both.items()}


SOFT = 0.05
"""What a message grants to a cause that it does not mention."""
