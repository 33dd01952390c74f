"""The shapes of the API: what comes in, what goes out."""

from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from bot.domain.escalation import Contact, Ticket
from bot.domain.events import Chose, Event, Numbered, Said
from bot.domain.turn import Turn
from bot.services.chat import LONGEST


class Strict(BaseModel):
    """Refuses what it does not know, so that a misspelt key is noticed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ConversationPath(BaseModel):
    """Which conversation."""

    conversation: Annotated[str, Field(max_length=64)]


class TopicPath(BaseModel):
    """Which article."""

    topic: Annotated[str, Field(max_length=64)]


class OrganisationPath(BaseModel):
    """Which organisation."""

    organisation: Annotated[str, Field(max_length=128)]


class Since(BaseModel):
    """Events with a greater number than this."""

    after: Annotated[int, Field(ge=0)] = 0


class StartIn(Strict):
    """Opens a conversation, about one article or the first."""

    topic: Annotated[str, Field(max_length=64)] | None = None


class MessageIn(Strict):
    """Either words or a picked choice; `client_id` makes sending it again harmless."""

    client_id: Annotated[str, Field(min_length=1, max_length=64)]
    text: Annotated[str, Field(max_length=LONGEST)] | None = None
    choice: Annotated[str, Field(max_length=300)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "MessageIn":
        if (self.text is None) == (self.choice is None):
            raise ValueError("send either “text” or “choice”")
        return self


class UndoIn(Strict):
    """Takes the last message back."""

    client_id: Annotated[str, Field(min_length=1, max_length=64)]


class FeedbackIn(Strict):
    """Was this helpful?"""

    helpful: bool
    reasons: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=10)] = []
    comment: Annotated[str, Field(max_length=2000)] = ""


class ContactIn(Strict):
    """How support can answer."""

    name: Annotated[str, Field(max_length=200)] = ""
    email: Annotated[str, Field(max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")] = ""
    phone: Annotated[str, Field(max_length=40, pattern=r"^[\d +()/.-]*$")] = ""

    def contact(self) -> Contact:
        """As the domain knows it."""
        return Contact(name=self.name, email=self.email, phone=self.phone)


class EscalationIn(Strict):
    """Either `preview`, to see the ticket, or `send`, to send it."""

    preview: bool = False
    send: bool = False
    contact: ContactIn = ContactIn()
    summary: Annotated[str, Field(max_length=LONGEST)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "EscalationIn":
        if self.preview == self.send:
            raise ValueError("send either “preview”: true or “send”: true")
        return self


class ConnectionIn(Strict):
    """An organisation's consent at Xero, as the host holds it."""

    tenant_id: Annotated[str, Field(min_length=1, max_length=64)]
    access_token: Annotated[str, Field(min_length=1, max_length=8192, repr=False)]
    refresh_token: Annotated[str, Field(min_length=1, max_length=8192, repr=False)]
    expires_at: datetime
    scopes: list[str] = []


class AnsweredOut(BaseModel):
    """A turn with the version of the conversation that it made."""

    version: int
    turn: Turn


class StartedOut(AnsweredOut):
    """A new conversation; `token` opens it from now on and is shown only once."""

    id: str
    token: str


class CheckOut(BaseModel):
    """How one look ended."""

    id: str
    label: str
    state: Literal["ok", "problem", "unknown"]
    text: str
    took_ms: int


class ChecksOut(AnsweredOut):
    """What was looked at, and the turn that follows."""

    checks: list[CheckOut]


class EventsOut(BaseModel):
    """What happened, in order; every event has `number`, `kind` and `at`."""

    version: int
    last: int
    owner: str
    events: list[dict[str, Any]]


class ThanksOut(BaseModel):
    """What is said to somebody who rated."""

    version: int
    message: str


class PreviewOut(BaseModel):
    """The ticket as it would be sent."""

    ticket: Ticket


class SentOut(AnsweredOut):
    """The ticket is on its way."""

    reference: str


class ErrorOut(BaseModel):
    """Every error has this shape; `error` is a name to rely on, `message` is for people."""

    ok: Literal[False] = False
    error: str
    message: str


class DoneOut(BaseModel):
    """It is done."""

    ok: Literal[True] = True


@cache
def _events() -> TypeAdapter[Event]:
    return TypeAdapter(Event)


def event_out(numbered: Numbered) -> dict[str, Any]:
    """An event as the widget sees it; what we understood of a message stays with us."""
    hidden = {"heard"} if isinstance(numbered.event, Said | Chose) else None
    body: dict[str, Any] = _events().dump_python(
        numbered.event, mode="json", exclude=hidden, exclude_none=True
    )
    return {"number": numbered.number, **body}


def wire(model: BaseModel) -> dict[str, Any]:
    """A model as JSON values, what is absent left out."""
    return model.model_dump(mode="json", exclude_none=True)
