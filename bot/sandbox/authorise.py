"""Xero's consent page: who asks for what, for which organisations, allow or deny."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as AnyResponse

from bot.sandbox.codes import CHALLENGE, Granted
from bot.sandbox.organisation import Organisation
from bot.sandbox.wire import plain
from bot.sandbox.world import World

SIGN_IN = frozenset({"openid", "profile", "email", "offline_access"})
SETTINGS = frozenset({"accounting.settings", "accounting.contacts", "accounting.attachments"})
GRANULAR = frozenset(
    {
        "accounting.invoices",
        "accounting.payments",
        "accounting.banktransactions",
        "accounting.manualjournals",
    }
)
BROAD = frozenset({"accounting.transactions"})
SHOWN = 50
"""So many organisations the page offers, the newest first."""

CHECKED = Markup(" checked")
CARRIED = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
)


class Wrong(Exception):
    """A request that the page refuses; never sent back to an address that may be a stranger's."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"{error} : {description}")


def authorise(world: World) -> Blueprint:
    """The route `/connect/authorize`: GET shows the page, POST answers it.

    A POST carries the same fields, `answer` allow or deny, and `tenant` once or several times.
    """
    pages = Blueprint("authorise", __name__)

    @pages.get("/connect/authorize")
    def ask() -> AnyResponse:
        scopes = _checked(world, request.args)
        with world.lock:
            newest = list(reversed(world.organisations.values()))[:SHOWN]
        return plain(_page(request.args, scopes, newest), 200)

    @pages.post("/connect/authorize")
    def answer() -> AnyResponse:
        scopes = _checked(world, request.form)
        if request.form.get("answer") != "allow":
            return _back(request.form, error="access_denied")
        chosen = _chosen(world, request.form.getlist("tenant"))
        form = request.form
        with world.lock:
            granted = Granted(
                user_id=chosen[0].xero_user_id,
                organisations=tuple(one.id for one in chosen),
                scopes=scopes,
                redirect_uri=form["redirect_uri"],
                challenge=form["code_challenge"],
                nonce=form.get("nonce", ""),
                at=world.now(),
            )
            code = world.codes.issue(granted)
        for one in chosen:
            world.consented(one)
        return _back(form, code=code, scope=" ".join(scopes), session_state=world.new_id())

    @pages.errorhandler(Wrong)
    def refused(wrong: Wrong) -> Response:
        return plain(f"<html><body><h1>Error</h1><p>{escape(wrong)}</p></body></html>", 500)

    return pages


def _checked(world: World, asked: Mapping[str, str]) -> tuple[str, ...]:
    """The scopes that are asked for; Wrong if Xero would not even show the page."""
    if asked.get("client_id") != world.client_id:
        raise Wrong("unauthorized_client", "Unknown client or client not enabled")
    if asked.get("redirect_uri") not in world.redirect_uris:
        raise Wrong("unauthorized_client", "Invalid redirect_uri")
    if asked.get("response_type") != "code":
        raise Wrong("unsupported_response_type", "Response type not supported")
    scopes = tuple(asked.get("scope", "").split())
    if not scopes or not _known(world) >= set(scopes):
        raise Wrong("unauthorized_client", "Invalid scope for client")
    if not asked.get("state"):
        raise Wrong("invalid_request", "state is missing")
    if asked.get("code_challenge_method") != "S256":
        raise Wrong("invalid_request", "Transform algorithm not supported")
    if not CHALLENGE.fullmatch(asked.get("code_challenge", "")):
        raise Wrong("invalid_request", "code challenge required")
    return scopes


def _known(world: World) -> set[str]:
    """Every scope that this app may ask for."""
    families = {"granular": GRANULAR, "broad": BROAD}
    named = SETTINGS.union(*(families[one] for one in world.families))
    return {*SIGN_IN, *named, *(f"{one}.read" for one in named)}


def _chosen(world: World, tenants: list[str]) -> list[Organisation]:
    found = [one for one in map(world.by_tenant, tenants) if one]
    if not found or len(found) < len(tenants):
        raise Wrong("invalid_request", "No organisation was chosen")
    if len({one.xero_user_id for one in found}) > 1:
        raise Wrong("invalid_request", "These organisations belong to different users")
    return found


def _back(form: Mapping[str, str], **told: str) -> AnyResponse:
    query = urlencode({**told, "state": form["state"]})
    mark = "&" if "?" in form["redirect_uri"] else "?"
    return redirect(f"{form['redirect_uri']}{mark}{query}", 302)


def _page(asked: Mapping[str, str], scopes: tuple[str, ...], newest: list[Organisation]) -> str:
    hidden = Markup("").join(
        Markup('<input type="hidden" name="{}" value="{}">').format(name, asked[name])
        for name in CARRIED
        if name in asked
    )
    choices = Markup("").join(
        Markup(
            '<p><label><input type="checkbox" name="tenant" value="{}"{}> {}</label></p>'
        ).format(one.tenant_id, Markup("") if place else CHECKED, one.name)
        for place, one in enumerate(newest)
    )
    wanted = Markup("").join(Markup("<li>{}</li>").format(scope) for scope in scopes)
    return Markup(
        '<!DOCTYPE html><html lang="en"><head><title>Xero (sandbox)</title></head><body>'
        "<h1>HearLink wants access to</h1>"
        '<form method="post">{}{}<ul>{}</ul>'
        '<button name="answer" value="allow">Allow access</button> '
        '<button name="answer" value="deny">Cancel</button></form></body></html>'
    ).format(hidden, choices, wanted)
