"""The shapes of what comes in through the API."""

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    model_validator,
)

from bot.domain.escalation import Contact
from bot.services.chat import LONGEST


def _without_nul(text: str) -> str:
    return text.replace("\0", "")


WORDS = AfterValidator(_without_nul)
"""What people write; PostgreSQL keeps everything but the character NUL."""

Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f]+$")]
"""What programs call something."""


class Strict(BaseModel):
    """Refuses what it does not know, so that a misspelt key is noticed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ConversationPath(BaseModel):
    """Which conversation."""

    conversation: Name


class TopicPath(BaseModel):
    """Which article."""

    topic: Name


class OrganisationPath(BaseModel):
    """Which organisation."""

    organisation: Annotated[str, Field(max_length=128, pattern=r"^[^\x00-\x1f]+$")]


class Since(BaseModel):
    """Events with a greater number than this."""

    after: Annotated[int, Field(ge=0)] = 0


class StartIn(Strict):
    """Opens a conversation, about one article or the first.

    It keeps its `language`; without one, the header Accept-Language decides.
    """

    topic: Annotated[str, Field(max_length=64)] | None = None
    language: Annotated[str, Field(max_length=35)] | None = None


def _only(one: str, other: str, *, given: dict[str, object], left: dict[str, object]) -> Any:
    """The JSON schema of “`one` is given and `other` is not”."""
    return {"required": [one], "properties": {one: given, other: left}}


class MessageIn(Strict):
    """Either words or a picked choice; `client_id` makes sending it again harmless."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                _only("text", "choice", given={"type": "string"}, left={"type": "null"}),
                _only("choice", "text", given={"type": "string"}, left={"type": "null"}),
            ]
        }
    )

    client_id: Name
    text: Annotated[str, Field(max_length=LONGEST), WORDS] | None = None
    choice: Annotated[str, Field(max_length=300), WORDS] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "MessageIn":
        if (self.text is None) == (self.choice is None):
            raise ValueError("send either “text” or “choice”")
        return self


class UndoIn(Strict):
    """Takes the last message back."""

    client_id: Name


class FeedbackIn(Strict):
    """Was this helpful?"""

    helpful: StrictBool
    reasons: Annotated[
        list[Annotated[str, Field(max_length=100), WORDS]], Field(max_length=10)
    ] = []
    comment: Annotated[str, Field(max_length=2000), WORDS] = ""


class ArticleFeedbackIn(FeedbackIn):
    """Was this article helpful? `about` names the one of its causes that was."""

    about: Name | None = None


class ContactIn(Strict):
    """How support can answer."""

    name: Annotated[str, Field(max_length=200), WORDS] = ""
    email: Annotated[str, Field(max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")] = ""
    phone: Annotated[str, Field(max_length=50, pattern=r"^$|\d"), WORDS] = ""

    def contact(self) -> Contact:
        """As the domain knows it."""
        return Contact(name=self.name, email=self.email, phone=self.phone)


class EscalationIn(Strict):
    """Either `preview`, to see the ticket, or `send`, to send it."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                _only("preview", "send", given={"const": True}, left={"const": False}),
                _only("send", "preview", given={"const": True}, left={"const": False}),
            ]
        }
    )

    preview: StrictBool = False
    send: StrictBool = False
    contact: ContactIn = ContactIn()
    summary: Annotated[str, Field(max_length=LONGEST), WORDS] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "EscalationIn":
        if self.preview == self.send:
            raise ValueError("send either “preview”: true or “send”: true")
        return self


class AuthorisationIn(Strict):
    """What the visitor wants of Xero; only `test_invoice` asks for leave to write."""

    purpose: Literal["look", "test_invoice", "disconnect"] = "look"


class ConnectionIn(Strict):
    """An organisation's consent at Xero, as the host holds it.

    One set of tokens has one who `refreshes` it: two would put each other out.
    """

    tenant_id: Annotated[str, Field(min_length=1, max_length=64)]
    access_token: Annotated[str, Field(min_length=1, max_length=8192, repr=False)]
    refresh_token: Annotated[str, Field(min_length=1, max_length=8192, repr=False)]
    expires_at: AwareDatetime
    scopes: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=100)] = []
    refreshes: Literal["assistant", "host"] = "assistant"
