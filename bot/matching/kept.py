"""Keeps what was made of a thing for as long as the thing itself is asked about."""

from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

FEW = 8
"""For how many things at a time something is kept."""


class _Itself(Generic[T]):
    """Equal to nothing else: to compare what is in it would take as long as to make it anew."""

    __slots__ = ("it",)

    def __init__(self, it: T) -> None:
        self.it = it

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.it is other.it

    def __hash__(self) -> int:
        return id(self.it)


def kept_for_each(make: Callable[[T], R]) -> Callable[[T], R]:
    """`make`, called once for each thing; the thing must not change."""
    kept = lru_cache(maxsize=FEW)(lambda key: make(key.it))
    return lambda it: kept(_Itself(it))
