"""The shapes of what goes out through the API."""

from datetime import date
from functools import cache
from typing import Any, Literal, cast

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter

from bot.domain.escalation import Ticket
from bot.domain.events import Chose, Event, Looked, Numbered, Said
from bot.domain.turn import Turn


class AnsweredOut(BaseModel):
    """A turn with the version of the conversation that it made."""

    version: int
    turn: Turn


class SpokenOut(BaseModel):
    """The language of a conversation; a part of a turn in another one says so in its `lang`."""

    language: str
    dir: Literal["ltr", "rtl"]


class StartedOut(AnsweredOut, SpokenOut):
    """A new conversation; `token` opens it from now on and is shown only once."""

    id: str
    token: str


class CheckOut(BaseModel):
    """How one look ended."""

    id: str
    label: str
    state: Literal["ok", "problem", "unknown"]
    text: str
    lang: str | None = None
    took_ms: int


STREAM = {
    "schema": {
        "type": "string",
        "description": "The events check.started, check.finished and turn;"
        " error, with the status that an answer would have had, if one breaks it",
    }
}


class ChecksOut(AnsweredOut):
    """What was looked at, and the turn that follows; or the same as a stream of events."""

    model_config = cast(ConfigDict, {"openapi_extra": {"content": {"text/event-stream": STREAM}}})

    checks: list[CheckOut]


class EventOut(BaseModel):
    """One event; what else it has depends on its `kind`."""

    model_config = ConfigDict(extra="allow")

    number: int
    kind: str
    at: AwareDatetime


class EventsOut(SpokenOut):
    """What happened, in order."""

    version: int
    last: int
    owner: str
    events: list[EventOut]


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


class AuthorisationOut(BaseModel):
    """A ticket, good once; the browser submits it to `url` in a form, as the field `ticket`."""

    url: str
    ticket: str
    expires_at: AwareDatetime


class DisconnectedOut(DoneOut):
    """The consent is forgotten here; `xero` tells what became of it there.

    `ended`: it is gone · `shared`: this organisation is out, the person's consent serves others
    still · `untold`: Xero did not confirm it, so remove the app in Xero too · `hosts`: it is
    HearLink's own and goes on there.
    """

    xero: Literal["ended", "shared", "untold", "hosts"]


class HearLinkOut(BaseModel):
    """A document as HearLink has it; no total where it tells none."""

    status: str
    total: str | None = None


class XeroOut(BaseModel):
    """A document as Xero has it."""

    status: str
    total: str | None = None


class RowOut(BaseModel):
    """One difference between HearLink and Xero; `text` says it in words."""

    number: str
    document: Literal["invoice", "credit_note"]
    issued: date | None = None
    clinic: str
    problem: Literal["missing", "doubled", "status", "amount"]
    text: str
    hearlink: HearLinkOut
    xero: list[XeroOut]


class ReconciliationOut(BaseModel):
    """The differences among `checked` documents, which are all there are if `complete`."""

    rows: list[RowOut]
    checked: int
    at: AwareDatetime
    complete: bool


@cache
def _events() -> TypeAdapter[Event]:
    return TypeAdapter(Event)


def event_out(numbered: Numbered) -> EventOut:
    """An event as the widget sees it; what we made of it, and support's words, stay with us."""
    event = numbered.event
    body: dict[str, Any] = _events().dump_python(
        event, mode="json", exclude=_hidden(event), exclude_none=True
    )
    return EventOut(number=numbered.number, **body)


def _hidden(event: Event) -> set[str]:
    match event:
        case Said() | Chose():
            return {"heard"}
        case Looked():
            return {"facts", "problem"}
        case _:
            return set()


def wire(model: BaseModel) -> dict[str, Any]:
    """A model as JSON values, what is absent left out."""
    return model.model_dump(mode="json", exclude_none=True)
