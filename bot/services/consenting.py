"""What connecting and disconnecting share: who may, how secrets are kept, what errors mean."""

from datetime import timedelta
from hashlib import sha256

from bot.domain.errors import NotAllowed, NotSignedIn, OutsideError, Refused
from bot.ports.authorisations import Problem
from bot.ports.people import OrganisationId, Visitor

MANAGE = "integrations.manage"
"""What the host calls the permission to manage integrations."""

TICKET_LIVES = timedelta(minutes=5)
AWAY_LIVES = timedelta(minutes=15)
"""For a sign-in at Xero with a second factor, and for choosing an organisation afterwards."""

SET_UP = (
    "invalid_client",
    "invalid_redirect_uri",
    "invalid_request",
    "invalid_scope",
    "scope",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
)
PROBLEMS = {
    "access_denied": Problem.DENIED,
    "invalid_grant": Problem.TOO_LATE,
    "role": Problem.ROLE,
    "server_error": Problem.NO_ANSWER,
    "temporarily_unavailable": Problem.NO_ANSWER,
    **dict.fromkeys(SET_UP, Problem.SET_UP),
}
"""What the errors of OAuth, and reasons of a refusal, mean here."""

SIGNS = {
    "uncertified": Problem.TOO_MANY_APPS,
    "permission": Problem.ROLE,
    "permitted": Problem.ROLE,
    "user role": Problem.ROLE,
}
"""Words in Xero's own description of an error that say more than its name."""


def may_manage(visitor: Visitor) -> OrganisationId:
    """The visitor's organisation; NotSignedIn or NotAllowed unless they may connect it.

    A host that tells no permissions lets everybody whom it vouches for.
    """
    if visitor.organisation is None:
        raise NotSignedIn("Please send the host's identity token: Authorization: Bearer <token>.")
    if visitor.permissions is not None and MANAGE not in visitor.permissions:
        raise NotAllowed("Connecting Xero takes the permission to manage integrations.")
    return visitor.organisation


def hashed(secret: str) -> str:
    """How tickets, states and browsers are kept: random as they are, a SHA-256 tells nothing."""
    return sha256(secret.encode()).hexdigest()


def problem_of(error: str, description: str = "") -> Problem:
    """What an error that Xero names means; its own words are looked at and never shown."""
    told = description.casefold()
    for sign, problem in SIGNS.items():
        if sign in told:
            return problem
    return PROBLEMS.get(error, Problem.UNKNOWN)


def problem_at(error: OutsideError) -> Problem:
    """What a failed call to Xero means for the try to connect."""
    return problem_of(error.reason) if isinstance(error, Refused) else Problem.NO_ANSWER
