"""docs/hearlink-settings.openapi.yaml as it is read: leniently, None is what we were not told."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from bot.adapters.moments import believable
from bot.domain.mapping import Mapped, mapped


def _or_none(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """What the field reads, or None: one odd key must not cost us all the others."""
    try:
        return read(value)
    except ValidationError:
        return None


def _believed(moment: datetime, info: ValidationInfo) -> datetime:
    """The moment, aware; a ValueError where it cannot be, seen from the context's `now`."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if info.context and believable(aware, now=info.context["now"]) is None:
        raise ValueError("Nothing happened then.")
    return aware


def _in_digits(value: Any) -> Any:
    """The digits of a whole number that somebody might have typed as a code; else the value."""
    typed = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**10
    return str(value) if typed else value


Known = TypeVar("Known")
Lenient = Annotated[Known | None, WrapValidator(_or_none)]
Moment = Annotated[datetime, AfterValidator(_believed)]
Code = Annotated[str, BeforeValidator(_in_digits)]


class Contract(BaseModel):
    """What every part of the contract has in common."""

    model_config = ConfigDict(frozen=True)


class SyncError(Contract):
    """The last document that HearLink could not send, and why."""

    message: Lenient[str] = None
    number: Lenient[Code] = None
    at: Lenient[Moment] = None


class Codes(Contract):
    """The account code and tax type in Xero of one product category; None is not chosen.

    Not lenient: an odd value must not pass for one that nobody chose.
    """

    account: Code | None = None
    tax: Code | None = None


class Override(Contract):
    """The mapping of one clinic, where it differs from the organisation's.

    `clinic` is what invoices call it, usually a uid; `name` is what people do.
    """

    clinic: Lenient[str] = None
    name: Lenient[str] = None
    mapping: Lenient[dict[str, Lenient[Codes]]] = None

    @property
    def called(self) -> str:
        """The name, else what invoices call it."""
        return (self.name or "").strip() or (self.clinic or "").strip()


class WebhookHealth(Contract):
    """How HearLink's webhook to us is doing, as HearLink sees it."""

    enabled: Lenient[bool] = None
    last_delivery_at: Lenient[Moment] = None


class Integration(Contract):
    """The integration's settings now."""

    enabled: Lenient[bool] = None
    reauth_required: Lenient[bool] = None
    mode: Lenient[Literal["manual", "automatic"]] = None
    sync_as: Lenient[Literal["draft", "authorised"]] = None
    statuses: Lenient[tuple[str, ...]] = None
    credit_notes: Lenient[bool] = None
    mapping: Lenient[dict[str, Lenient[Codes]]] = None
    overrides: Lenient[tuple[Lenient[Override], ...]] = None
    payment_account: Lenient[Code] = None
    currency: Lenient[str] = None
    webhook: Lenient[WebhookHealth] = None
    last_error: Lenient[SyncError] = None
    last_synced_at: Lenient[Moment] = None
    user_permissions: Lenient[tuple[str, ...]] = None


def entries(told: Integration) -> Sequence[Mapped]:
    """The mapping, then the clinics' own; what a clinic leaves open is as for all clinics."""
    everywhere = _entries(told.mapping or {})
    found = list(everywhere)
    for override in told.overrides or ():
        if override is not None and (clinic := override.called):
            own = _entries(override.mapping or {}, clinic=clinic)
            filled = [_filled(one, mapped(everywhere, one.category)) for one in own]
            found += [one for one in filled if one.complete or _tells_of(one.category, told)]
    return found


def clinic_names(told: Integration) -> Mapping[str, str]:
    """What people call the clinics that invoices call something else."""
    return {
        one.clinic.strip(): one.called
        for one in told.overrides or ()
        if one is not None and one.clinic and one.called != one.clinic.strip()
    }


def is_whole(told: Integration) -> bool:
    """Whether every category, of the clinics' own too, was told as it should be."""
    overrides = told.overrides or ()
    parts = [told.mapping, *(one.mapping if one else None for one in overrides)]
    return all(part is not None and None not in part.values() for part in parts)


def _tells_of(category: str, told: Integration) -> bool:
    """Whether what holds for all clinics could be read, so that what it lacks is lacking."""
    if told.mapping is None:
        return False
    return category not in {name.strip() for name, codes in told.mapping.items() if codes is None}


def _entries(mapping: Mapping[str, Codes | None], *, clinic: str = "") -> Sequence[Mapped]:
    return [
        Mapped(
            clinic=clinic,
            category=category.strip(),
            account=(codes.account or "").strip(),
            tax=(codes.tax or "").strip(),
        )
        for category, codes in mapping.items()
        if codes is not None and category.strip()
    ]


def _filled(own: Mapped, usual: Mapped | None) -> Mapped:
    if usual is None:
        return own
    return replace(own, account=own.account or usual.account, tax=own.tax or usual.tax)
