"""The one tree of errors; each names its place on the wire.

BotError
├── BadInput              400  what was sent cannot be used; the message says what to do
│   └── UnknownChoice     400
├── NotSignedIn           401  no proof, or a wrong one, of who asks
├── NotAllowed            403  known, but not theirs to do
├── NotFound              404  nothing of theirs has that name
├── StaleConversation     409  somebody else wrote first; fetch and try again
├── TooMuch               413  larger than a message may be
├── OutsideError          502  a service outside did not answer as promised
│   ├── Unavailable            no answer, or an answer that says nothing
│   ├── Limited                the service asks us to wait
│   └── Refused                the service says no, which is itself a finding
├── BadKnowledge          500  the files of the knowledge do not fit together
└── BadConfig             500  a setting is missing or wrong
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar


class BotError(Exception):
    """Anything that the assistant says went wrong, in words a person can act on."""

    status: ClassVar[int] = 500

    @property
    def code(self) -> str:
        """The name on the wire: the name of the class."""
        return type(self).__name__


class BadInput(BotError):
    """What was sent cannot be used."""

    status = 400


class UnknownChoice(BadInput):
    """A choice that was never offered here."""


class NotSignedIn(BotError):
    """No proof, or a wrong one, of who asks."""

    status = 401


class NotAllowed(BotError):
    """We know who asks, and it is not theirs to do."""

    status = 403


class NotFound(BotError):
    """Nothing of theirs has that name; also said of what belongs to others."""

    status = 404


class StaleConversation(BotError):
    """The conversation moved on since it was read."""

    status = 409


class TooMuch(BotError):
    """Larger than this service takes."""

    status = 413


class OutsideError(BotError):
    """A service outside did not answer as promised: the fact becomes unknown."""

    status = 502


class Unavailable(OutsideError):
    """No answer in time, or one that says nothing."""


class BrokenDown(Unavailable):
    """The service itself failed over the answer."""


class Limited(OutsideError):
    """The service asks us to wait before the next call."""

    def __init__(self, message: str, *, wait: timedelta | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class Refused(OutsideError):
    """The service said no; `answer` is its status and the reason it gave."""

    def __init__(self, message: str, *, answer: int, reason: str = "") -> None:
        super().__init__(message)
        self.answer = answer
        self.reason = reason


class BadKnowledge(BotError):
    """The knowledge does not fit together; every problem, each with its place."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class BadConfig(BotError):
    """A setting is missing or wrong."""
