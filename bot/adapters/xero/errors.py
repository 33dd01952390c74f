"""Turns every way in which Xero can fail into one of three errors, by status and body.

The SDK raises different classes for one and the same refusal, depending on the route that the
call took, so its classes are never asked.
"""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from enum import StrEnum
from http import HTTPStatus

from bot.adapters.xero.answer import Answer, fields, rows, word
from bot.domain.errors import BrokenDown, Limited, OutsideError, Refused, Unavailable

LONGEST_WAIT = timedelta(days=7)
BY_THE_DAY = timedelta(minutes=2)
"""A wait longer than this cannot mean the limit of a minute, whatever name Xero gives it."""


class Reason(StrEnum):
    """Why Xero refused, as far as its answer tells."""

    GRANT = "invalid_grant"  # the refresh token is spent: only a new consent helps
    TOKEN = "token"  # noqa: S105 - the access token is not accepted (any more)
    TENANT = "tenant"  # this organisation is out of reach: gone, or closed to this user
    SCOPE = "scope"  # never asked for when consent was given
    ROLE = "role"  # the person who connected may not do this
    OTHER = ""


SIGNS = (
    (Reason.SCOPE, re.compile(r"insufficient_scope|AuthorizationUnsuccessful", re.I)),
    (Reason.ROLE, re.compile(r"not permitted to access|not have the correct permissions", re.I)),
    (Reason.TENANT, re.compile(r"AuthenticationUnsuccessful", re.I)),
    (Reason.TOKEN, re.compile(r"TokenExpired|\"Title\"\s*:\s*\"Unauthorized\"", re.I)),
)


def answered(call: Callable[[], Answer]) -> Answer:
    """What `call` answers; whatever the SDK or its HTTP library raises becomes Unavailable."""
    from urllib3.exceptions import HTTPError
    from xero_python.exceptions import ApiException, OAuth2Error

    try:
        return call()
    except ApiException as error:
        failure = Unavailable(f"Xero could not be reached ({type(error).__name__}).")
    except HTTPError:
        failure = Unavailable("Xero did not answer in time.")
    except (OAuth2Error, ValueError, TypeError):
        failure = Unavailable("Xero's answer could not be read.")
    # Raised out here it carries no error of theirs, which may quote a URL with a patient's name.
    raise failure


def check(answer: Answer) -> Answer:
    """The answer, if Xero agreed; otherwise raises the OutsideError that it stands for."""
    if answer.agreed:
        return answer
    raise problem(answer)


def problem(answer: Answer) -> OutsideError:
    """The error that a refusing answer stands for: Limited, Refused or Unavailable."""
    said = f"Xero answered {answer.status}."
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return _limited(answer)
    if answer.refused:
        # The reason may quote a patient's name: it is for the visitor, never for a log.
        return Refused(said, answer=answer.status, reason=_reason(answer))
    return BrokenDown(said) if answer.failed else Unavailable(said)


def _reason(answer: Answer) -> str:
    seen = f"{answer.headers.get('www-authenticate', '')}\n{answer.text}"
    found = next((reason for reason, sign in SIGNS if sign.search(seen)), Reason.OTHER)
    return found or "; ".join(_complaints(answer))


def _complaints(answer: Answer) -> Sequence[str]:
    """Every validation message of the document and of its lines, in order."""
    try:
        elements = rows(fields(answer.json()).get("Elements"))
    except Unavailable:
        return ()
    parts = [part for one in elements for part in (one, *rows(one.get("LineItems")))]
    errors = [error for part in parts for error in rows(part.get("ValidationErrors"))]
    return [word(error, "Message") for error in errors if word(error, "Message")]


def _limited(answer: Answer) -> Limited:
    wait = _wait(answer.headers.get("retry-after", ""))
    named = answer.headers.get("x-rate-limit-problem", "").casefold()
    if named in {"day", "daily"} or (wait is not None and wait > BY_THE_DAY):
        return Limited("Xero takes no more requests for this organisation today.", wait=wait)
    return Limited("Xero asks for a short pause before the next request.", wait=wait)


def _wait(seconds: str) -> timedelta | None:
    # Nine digits are thirty years; more would not fit into a timedelta.
    if not re.fullmatch(r"[0-9]{1,9}", seconds.strip()):
        return None
    return min(timedelta(seconds=int(seconds)), LONGEST_WAIT)
