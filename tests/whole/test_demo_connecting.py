"""In the demo an organisation connects to Xero as it would for real."""

import re
from html import unescape
from pathlib import Path

import httpx

from bot.cli.demo import running


def test_connect_xero_plays_from_the_ticket_to_the_page_that_says_so(tmp_path: Path) -> None:
    with running(tmp_path) as demo, httpx.Client(trust_env=False, timeout=30) as browser:
        wish = {"faults": ["xero_consent_expired"]}
        clinic = browser.post(f"{demo.url}/sandbox/organisations", json=wish).json()
        asks = {"Authorization": f"Bearer {clinic['identity_token']}"}
        ticket = browser.post(
            f"{demo.url}/api/v1/xero/authorisations", json={"purpose": "test_invoice"}, headers=asks
        ).json()
        assert ticket["url"] == f"{demo.url}/xero/connect"
        there = browser.post(ticket["url"], data={"ticket": ticket["ticket"]})
        page = browser.get(there.headers["Location"])
        assert page.status_code == 200
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
        tenant = re.findall(r'name="tenant" value="([^"]*)"', page.text)[0]
        form = {name: unescape(value) for name, value in hidden}
        form |= {"tenant": tenant, "answer": "allow"}
        back = browser.post(str(page.url).partition("?")[0], data=form)
        said = browser.get(back.headers["Location"], follow_redirects=True)
        assert f"Connected to {clinic['name']}" in unescape(said.text)
