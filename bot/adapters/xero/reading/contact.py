"""Can the patient's contact in Xero be used? The name itself is never told on."""

from collections.abc import Sequence

from bot.adapters.xero.answer import Answer, Row, listed, word
from bot.adapters.xero.errors import check
from bot.domain.errors import Unavailable
from bot.domain.facts import FactName
from bot.ports.looks import Finding

DETAILS = {
    "usable": "The patient's contact in Xero is active.",
    "new": "Xero has no contact for this patient yet, so that a new one would be made.",
    "merged": "The patient's contact was merged into another contact in Xero.",
    "archived": "The patient's contact is archived in Xero.",
}
STANDING = {"ACTIVE": "usable", "ARCHIVED": "archived", "GDPRREQUEST": "archived"}


def read_contact(answer: Answer, *, name: str) -> Sequence[Finding]:
    """How the contact of that name stands; an active one is found whatever else there is."""
    found = listed(check(answer), "Contacts")
    ours = [row for row in found if word(row, "Name").casefold() == name.strip().casefold()]
    if found and not ours:
        raise Unavailable("Xero's answer is about other contacts.")
    values = {_value(row) for row in ours}
    unread = "" in values or not all(word(row, "Name") for row in found)
    if "usable" not in values and unread:
        raise Unavailable("Xero's answer has a contact that could not be read.")
    value = next((one for one in ("usable", "merged", "archived") if one in values), "new")
    return (Finding(fact=FactName("xero_contact"), value=value, detail=DETAILS[value]),)


def _value(row: Row) -> str:
    standing = STANDING.get(word(row, "ContactStatus").upper(), "")
    return "merged" if standing == "archived" and word(row, "MergedToContactID") else standing
