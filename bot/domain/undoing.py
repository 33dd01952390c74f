"""Undoing: an event takes earlier ones back, and what then still stands."""

from collections.abc import Iterable

from bot.domain.events import HandedOver, Looked, Numbered, Rated, Undone

LASTING = Looked | Rated | HandedOver
"""What no undo takes back."""


def standing(events: Iterable[Numbered]) -> list[Numbered]:
    """The events that no undo took back; what was seen or sent stays so."""
    kept: list[Numbered] = []
    for numbered in events:
        event = numbered.event
        if isinstance(event, Undone):
            kept = [k for k in kept if k.number < event.back_to or isinstance(k.event, LASTING)]
        else:
            kept.append(numbered)
    return kept
