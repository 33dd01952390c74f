"""Who is there: visitors and their organisations, support people and their passwords."""

from dataclasses import dataclass, field
from typing import NewType, Protocol

OrganisationId = NewType("OrganisationId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """The person in the widget; without an organisation they are anonymous.

    `permissions` is None where the host says nothing about them.
    """

    id: str
    organisation: OrganisationId | None = None
    name: str = ""
    email: str = ""
    permissions: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A support person."""

    id: str
    email: str
    name: str
    password_hash: str = field(repr=False)


class Passwords(Protocol):
    """Keeps passwords as hashes that cannot be turned back."""

    def hash(self, password: str) -> str:
        """A salted hash."""

    def fits(self, password: str, password_hash: str) -> bool:
        """Whether the password made that hash."""


class Agents(Protocol):
    """Who may see the desk."""

    def add(self, agent: Agent) -> None:
        """Keep a new agent; BadInput when the e-mail address is taken."""

    def by_email(self, email: str) -> Agent | None:
        """The agent with that address, whatever its letter case."""

    def by_id(self, agent: str) -> Agent | None:
        """The agent with that id."""
