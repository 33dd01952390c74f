"""Good answers of others with one place in them spoilt, as no clinic's could ever be."""

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import reduce
from typing import Any

from hypothesis import strategies as st

Place = tuple[str | int, ...]
MISSING = object()
"""Stands for a key that is not there."""

HUGE = 10**40
ODD: Sequence[object] = ([[]], [7], {}, {"a": None}, HUGE, -HUGE, 1e308, float("inf"))
"""Values that no field has that is read here: there is no telling what they mean."""

ANYTHING = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just("SOMETHING_NEW")
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
"""Whatever JSON can say."""


@dataclass(frozen=True)
class Spoilt:
    """An answer as it came, what was put into it, where, and what was there before."""

    body: object
    place: Place
    value: object
    was: object


@st.composite
def spoilt(draw: st.DrawFn, good: object, values: st.SearchStrategy[object]) -> Spoilt:
    """The good answer with one of the values in any one place, the whole of it among them."""
    place, value = draw(st.sampled_from(list(places(good)))), draw(values)
    return Spoilt(_put(deepcopy(good), place, value), place, value, _at(good, place))


def odd() -> st.SearchStrategy[object]:
    """What is of no type that belongs there."""
    return st.sampled_from(ODD)


def anything() -> st.SearchStrategy[object]:
    """Any JSON at all, or nothing, where something was."""
    return st.one_of(st.just(MISSING), st.just(None), st.just(HUGE), ANYTHING)


def places(value: object, at: Place = ()) -> Iterator[Place]:
    """Every place in an answer, outermost first."""
    yield at
    inner: Sequence[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    for name, one in inner:
        yield from places(one, (*at, name))


def written(body: object) -> bytes:
    """The bytes of it on the wire."""
    return json.dumps(body).encode()


def _at(value: Any, place: Place) -> object:
    return reduce(lambda inner, step: inner[step], place, value)


def _put(whole: Any, place: Place, value: object) -> object:
    if not place:
        return None if value is MISSING else value
    inner: Any = _at(whole, place[:-1])
    if value is MISSING:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    return whole


def as_before(found: Mapping[str, str], *good: Mapping[str, str]) -> bool:
    """Whether each fact is one that a good answer gave; those that are not there are unknown."""
    return all(any(one.get(name) == value for one in good) for name, value in found.items())
