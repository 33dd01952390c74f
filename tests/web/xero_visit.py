"""A browser on its way to Xero and back, over the application with a stand-in for Xero."""

from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.ports.connections import Tokens
from bot.ports.people import OrganisationId
from tests.web.stage import API, Web, bearer, identity, json_of

CLINIC = OrganisationId("clinic")
HOSTS = {"Sec-Fetch-Site": "cross-site", "Origin": "https://app.hearlink.example"}
"""How a browser sends a form of another site."""


class Visit:
    """One browser, with cookies of its own."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.client: FlaskClient = web.app.test_client()

    def ticket(self, purpose: str = "look", **claims: object) -> str:
        """A fresh ticket for Ana of the clinic, unless the claims say otherwise."""
        told = json_of(
            self.client.post(
                f"{API}/xero/authorisations",
                json={"purpose": purpose},
                headers=bearer(identity(**claims)),  # type: ignore[arg-type]  # names and claims
            )
        )
        ticket: str = told["ticket"]
        return ticket

    def connect(self, ticket: str, **headers: str) -> TestResponse:
        """Submit the form that brings the ticket."""
        return self.client.post("/xero/connect", data={"ticket": ticket}, headers=headers)

    def begin(self, ticket: str | None = None) -> str:
        """Go off to Xero; the state that is to come back."""
        answer = self.connect(ticket or self.ticket())
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return parse_qs(urlsplit(answer.location).query)["state"][0]

    def back(self, **arguments: str) -> TestResponse:
        """Come back from Xero; what the last page says."""
        return self.client.get("/xero/callback", query_string=arguments, follow_redirects=True)

    def submit(self, path: str, **fields: str) -> TestResponse:
        """Submit a form of ours, with the token of the page that has it."""
        page = self.client.get("/xero/tenant").get_data(as_text=True)
        form = {"csrf_token": csrf(page), **fields}
        return self.client.post(path, data=form, follow_redirects=True)

    def kept(self, organisation: OrganisationId = CLINIC) -> Tokens | None:
        """The consent that is stored."""
        found = self.web.connections.find(organisation)
        return found.tokens if found else None


def csrf(page: str) -> str:
    """The token in the form of a page."""
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def said(answer: TestResponse) -> str:
    """The words of a page."""
    return answer.get_data(as_text=True)
