"""The pages on the way to Xero and back: they begin, choose, say how it went, and disconnect.

No secret is ever in an address of ours: tickets come in a form, and the code that Xero puts into
one is used up before the browser is sent on to a page that has none.
"""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from bot.ports.authorisations import Authorisation, Problem, Purpose, Stage
from bot.services.connecting import Begun, Choice, Outcome
from bot.web.current import services
from bot.web.headers import content_policy
from bot.web.limits import limit

doors = Blueprint("xero_doors", __name__)
"""Where a ticket is the proof, so that a form of another site may bring it."""

xero_pages = Blueprint("xero", __name__)
"""Where the browser's cookie is the proof."""

COOKIE = "xero_connect"
COOKIE_LIVES = 3600
"""Seconds; longer than any try, so that a page that is loaded again can still explain itself."""

LONGEST = 4096
"""Nothing that Xero or a form of ours sends is longer, in characters."""

STATUSES = {Problem.RUNNING: 409, Problem.USED: 409, Problem.NO_ANSWER: 502}
"""What is not the visitor's mistake; every other problem is answered with 400."""


@doors.post("/xero/connect")
@limit("connect")
def connect() -> ResponseReturnValue:
    """Take a ticket, bind the way back to this browser, and send it to Xero."""
    ticket = _field("ticket")
    found = services().connecting.ticket(ticket)
    if isinstance(found, Problem):
        return _problem(found)
    if found.purpose is Purpose.DISCONNECT:
        return _problem(Problem.ELSEWHERE)
    if _from_elsewhere() and not _confirmed():
        return _confirm(found, ticket)
    begun = services().connecting.begin(ticket)
    if isinstance(begun, Problem):
        return _problem(begun)
    return _bound(make_response(redirect(begun.url, 303)), begun)


@doors.post("/xero/disconnect")
@limit("connect")
def disconnect() -> ResponseReturnValue:
    """Take a ticket and ask whether they are sure."""
    here, ticket = services(), _field("ticket")
    found = here.connecting.ticket(ticket)
    if isinstance(found, Problem):
        return _problem(found)
    if found.purpose is not Purpose.DISCONNECT:
        return _problem(Problem.ELSEWHERE)
    begun = here.connecting.begin(ticket)
    if isinstance(begun, Problem):
        return _problem(begun)
    connection = here.disconnecting.connection(found)
    tokens = connection.tokens if connection else None
    page = render_template(
        "xero_disconnect.html",
        tokens=tokens,
        stored=here.disconnecting.stored(found),
        organisation=found.organisation,
        shared=here.disconnecting.shared,
    )
    return _bound(make_response(page), begun)


@xero_pages.post("/xero/disconnect/confirm")
@limit("connect")
def disconnect_confirmed() -> ResponseReturnValue:
    """Disconnect the organisation that this browser brought the ticket of."""
    here = services()
    found = here.connecting.bound(_browser())
    return _led_to(found if isinstance(found, Problem) else here.disconnecting.confirmed(found))


@xero_pages.get("/xero/callback")
@limit("connect")
def callback() -> ResponseReturnValue:
    """Where Xero sends the browser back to."""
    outcome = services().connecting.returned(
        _browser(),
        state=_argument("state"),
        code=_argument("code"),
        error=_argument("error"),
        description=_argument("error_description"),
    )
    return _led_to(outcome)


@xero_pages.get("/xero/tenant")
@limit("connect")
def tenant() -> ResponseReturnValue:
    """Ask which of several organisations it is."""
    outcome = services().connecting.choices(_browser())
    return _choice(outcome) if isinstance(outcome, Choice) else _led_to(outcome)


@xero_pages.post("/xero/tenant")
@limit("connect")
def tenant_chosen() -> ResponseReturnValue:
    """Connect with the organisation that was chosen."""
    outcome = services().connecting.choose(_browser(), _field("tenant"))
    return _choice(outcome, again=True) if isinstance(outcome, Choice) else _led_to(outcome)


@xero_pages.get("/xero/result")
@limit("connect")
def result() -> ResponseReturnValue:
    """Say how it went, as often as it is asked."""
    found = services().connecting.bound(_browser())
    if isinstance(found, Problem):
        return _problem(found)
    match found.stage:
        case Stage.DONE:
            return _page("xero_done.html", found)
        case Stage.FAILED:
            return _problem(Problem(found.outcome), status=200)
        case Stage.CHOOSING:
            return redirect(url_for("xero.tenant"), 303)
        case _:
            return _problem(Problem.RUNNING, status=200)


def _led_to(outcome: Outcome) -> ResponseReturnValue:
    """On to the page that says so, whose address holds nothing."""
    match outcome:
        case Problem.NO_ANSWER:
            return _problem(Problem.NO_ANSWER, again=url_for("xero.tenant"))
        case Problem():
            return _problem(outcome)
        case Choice() | Authorisation(stage=Stage.CHOOSING):
            return redirect(url_for("xero.tenant"), 303)
        case _:
            return redirect(url_for("xero.result"), 303)


def _confirm(found: Authorisation, ticket: str) -> Response:
    """Ask first whether they began it: else a stranger's page could connect their books to his."""
    page = render_template(
        "xero_confirm.html",
        ticket=ticket,
        organisation=found.organisation,
        purpose=found.purpose.value,
        name=found.secrets.visitor_name,
    )
    response = make_response(page)
    # Browsers hold the form's policy against the address that it leads on to as well.
    response.headers["Content-Security-Policy"] = content_policy(services().settings)
    return response


def _choice(choice: Choice, *, again: bool = False) -> ResponseReturnValue:
    status = 400 if again else 200
    return render_template("xero_tenant.html", tenants=choice.tenants, again=again), status


def _page(template: str, found: Authorisation) -> str:
    return render_template(template, outcome=found.outcome, purpose=found.purpose.value)


def _problem(problem: Problem, *, status: int = 0, again: str = "") -> ResponseReturnValue:
    page = render_template("xero_problem.html", problem=problem.value, again=again)
    return page, status or STATUSES.get(problem, 400)


def _bound(response: Response, begun: Begun) -> Response:
    """The answer with the cookie by which the way back is known."""
    response.set_cookie(
        COOKIE,
        begun.browser,
        max_age=COOKIE_LIVES,
        path="/xero",
        secure=services().settings.secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response


def _from_elsewhere() -> bool:
    """Whether a page of another site, as far as the browser tells, submitted this form."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    return request.headers.get("Origin", services().settings.public_url) not in {
        services().settings.public_url,
        request.host_url.rstrip("/"),
    }


def _confirmed() -> bool:
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def _browser() -> str:
    return request.cookies.get(COOKIE, "")[:LONGEST]


def _field(name: str) -> str:
    return request.form.get(name, "")[:LONGEST]


def _argument(name: str) -> str:
    return request.args.get(name, "")[:LONGEST]
