"""The desk: agents sign in and read the tickets."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import (
    LoginManager,
    UserMixin,
    current_user,
    login_required,
    login_user,
    logout_user,
)

from bot.ports.people import Agent
from bot.web.current import services
from bot.web.limits import limit

desk = Blueprint("desk", __name__, url_prefix="/desk")
sign_ins = LoginManager()
sign_ins.login_view = "desk.login"
sign_ins.login_message = None


class SignedIn(UserMixin):  # type: ignore[misc] # flask-login has no types
    """An agent as the cookie of the desk knows them."""

    def __init__(self, agent: Agent) -> None:
        self.id = agent.id
        self.name = agent.name
        self.email = agent.email


@sign_ins.user_loader  # type: ignore[untyped-decorator] # flask-login has no types
def _load(agent: str) -> SignedIn | None:
    found = services().agents.by_id(agent)
    return SignedIn(found) if found else None


@desk.route("/login", methods=["GET", "POST"])
@limit("sign_in")
def login() -> ResponseReturnValue:
    """Sign in."""
    if current_user.is_authenticated:
        return redirect(url_for("desk.tickets"))
    if request.method != "POST":
        return render_template("desk/login.html", problem="")
    email = request.form.get("email", "")
    agent = _agent(email, request.form.get("password", ""))
    if agent is None:
        problem = "That e-mail address and password do not go together."
        return render_template("desk/login.html", problem=problem, email=email), 401
    login_user(SignedIn(agent))
    return redirect(url_for("desk.tickets"))


@desk.post("/logout")
@limit("page")
@login_required  # type: ignore[untyped-decorator] # flask-login has no types
def logout() -> ResponseReturnValue:
    """Sign out."""
    logout_user()
    return redirect(url_for("desk.login"))


@desk.get("/")
@limit("page")
@login_required  # type: ignore[untyped-decorator] # flask-login has no types
def tickets() -> str:
    """The newest tickets."""
    return render_template("desk/tickets.html", deliveries=services().outbox.tickets())


@desk.get("/tickets/<reference>")
@limit("page")
@login_required  # type: ignore[untyped-decorator] # flask-login has no types
def ticket(reference: str) -> str:
    """One ticket with everything it carries."""
    delivery = services().outbox.ticket(reference)
    since = services().escalation.since(delivery.ticket)
    return render_template("desk/ticket.html", delivery=delivery, since=since)


UNKNOWN_HASH = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAA"
"""Compared with when nobody has that address, so that the time taken tells nothing."""


def _agent(email: str, password: str) -> Agent | None:
    here = services()
    agent = here.agents.by_email(email)
    fits = here.passwords.fits(password, agent.password_hash if agent else UNKNOWN_HASH)
    return agent if fits else None
