"""A fault, and how the faults of one theme are gathered."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox.situation import Situation

Break = Callable[[Situation], Situation]

SUBJECT = "WH00041"
"""The invoice that most faults of a single invoice concern."""

EARLIER = "WH00039"
"""Another one: so that two faults may also hit two invoices."""

NOTE = "CN00007"

RECENT = ("WH00041", "WH00042")
"""The invoices that stay behind when nothing goes over any more."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong; `cause` is a cause id of the product, `break_` is pure.

    `symptom` is what a visitor might type first, `about` the number of the one document that it
    concerns. What `ends_with_consent` is gone once somebody connects anew. What is `worldwide`
    shows on the one public status page, which everybody who looks meanwhile sees too.
    """

    id: str
    title: str
    cause: str
    break_: Break
    symptom: str
    about: str | None = None
    ends_with_consent: bool = False
    worldwide: bool = False


@dataclass
class Theme:
    """Faults of one kind, in the order in which they are applied."""

    faults: list[Fault] = field(default_factory=list)

    def fault(
        self,
        id_: str,
        title: str,
        cause: str,
        symptom: str,
        *,
        about: str | None = None,
        ends_with_consent: bool = False,
        worldwide: bool = False,
    ) -> Callable[[Break], None]:
        """Adds the function below it to the theme."""

        def add(break_: Break) -> None:
            fault = Fault(id_, title, cause, break_, symptom, about, ends_with_consent, worldwide)
            self.faults.append(fault)

        return add


def stalled(now: Situation, message: str | None = None) -> Situation:
    """The same, where the newest invoices did not go over; without a message, silently."""
    return left_behind(now, RECENT, message)


def left_behind(now: Situation, numbers: tuple[str, ...], message: str | None = None) -> Situation:
    for number in numbers:
        now = now.refused(number, message) if message else now.without(number)
    return now
