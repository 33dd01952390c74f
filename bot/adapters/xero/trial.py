"""Does a new invoice reach Xero? One small draft is made there, and deleted again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.adapters.xero.answer import Answer, Row, listed, word
from bot.adapters.xero.drafts import DraftClient
from bot.adapters.xero.errors import Reason, check
from bot.adapters.xero.tokens import Call, Consents
from bot.domain.errors import OutsideError, Refused, Unavailable
from bot.domain.facts import FactName
from bot.domain.mapping import Mapped, read
from bot.ports.connections import Tokens
from bot.ports.looks import Finding, Target
from bot.ports.trials import Trial, Trials

MARK = "HL-CHECK-"
"""How the number of every test invoice begins."""

REMOVABLE = ("DRAFT", "SUBMITTED")
GONE = ("DELETED", "VOIDED")

ABOUT_US = {Reason.GRANT, Reason.TOKEN, Reason.TENANT, Reason.SCOPE}
"""Refusals that say nothing about whether an invoice would be taken."""


@dataclass(frozen=True, slots=True)
class Removal:
    """The port `TrialInvoices` at Xero."""

    client: DraftClient
    consents: Consents
    new_id: Callable[[], str]

    def remove(self, trial: Trial, *, now: datetime) -> bool:
        """Find the number, delete what has it, and look again."""
        for row in self._found(trial, now=now):
            if word(row, "Status").upper() in REMOVABLE:
                self._delete(trial, word(row, "InvoiceID"), now=now)
        found = self._found(trial, now=now)
        # What Xero said it has does not vanish from its list: deleted, it is listed as such.
        gone = bool(found) or not trial.created
        return gone and all(word(row, "Status").upper() in GONE for row in found)

    def _found(self, trial: Trial, *, now: datetime) -> Sequence[Row]:
        answer = self._ask(trial, lambda tokens: self.client.invoices(tokens, trial.number), now)
        rows = listed(check(answer), "Invoices")
        # What Xero lists beside it is somebody's invoice, and never ours to touch.
        return [row for row in rows if word(row, "InvoiceNumber") == trial.number]

    def _delete(self, trial: Trial, invoice_id: str, *, now: datetime) -> None:
        key = self.new_id()

        def call(tokens: Tokens) -> Answer:
            return self.client.delete(tokens, invoice_id, key=key)

        check(self._ask(trial, call, now))

    def _ask(self, trial: Trial, call: Call, now: datetime) -> Answer:
        # Cleaning up after ourselves comes before sparing the day's requests.
        connection = self.consents.need(trial.organisation)
        return self.consents.ask(connection, _only(trial, call), now=now, counted=False)


@dataclass(frozen=True, slots=True)
class TrialLook:
    """Gives test_invoice, and last_error where Xero refuses it; `new_id` gives unguessable text."""

    client: DraftClient
    consents: Consents
    trials: Trials
    removal: Removal
    new_id: Callable[[], str]
    new_number: Callable[[], str]

    def __call__(self, target: Target, *, now: datetime) -> Sequence[Finding]:
        """Makes the draft and takes it away again, whatever happens in between."""
        entry = _entry(target)
        trial = Trial(
            organisation=target.organisation,
            tenant_id=self.consents.need(target.organisation).tokens.tenant_id,
            number=self.new_number(),
            begun=now,
        )
        contact = self._contact(target, trial, now=now)
        # What the last answer said is left of the day counts before anything is written.
        self.consents.quota.check(trial.tenant_id, now=now)
        self.trials.begin(trial)
        try:
            answer = self._create(target, trial, entry, word(contact, "ContactID"), now=now)
        except OutsideError:
            # It may still arrive: taken away at once if it is there, noted for the sweep if not.
            self._removed(trial, now=now)
            raise
        trial = replace(trial, created=_created(answer, trial.number))
        removed = self._removed(trial, now=now)
        if trial.created and not removed:
            self.trials.confirm(trial)
        name = word(contact, "Name")
        found = read_created(answer, number=trial.number, removed=removed, hide=name)
        # After an answer that settles nothing it may still arrive, so only now is it forgotten.
        if removed:
            self.trials.end(trial)
        return found

    def _contact(self, target: Target, trial: Trial, *, now: datetime) -> Row:
        answer = self._ask(target, _only(trial, self.client.some_contact), now=now)
        found = listed(check(answer), "Contacts")
        if not found or not word(found[0], "ContactID"):
            raise Unavailable("Xero has no contact that a test invoice could name.")
        return found[0]

    def _create(
        self, target: Target, trial: Trial, entry: Mapped, contact_id: str, *, now: datetime
    ) -> Answer:
        key = self.new_id()

        def call(tokens: Tokens) -> Answer:
            return self.client.create(
                tokens,
                number=trial.number,
                contact_id=contact_id,
                mapped=entry,
                on=now.date(),
                key=key,
            )

        return self._ask(target, _only(trial, call), now=now)

    def _removed(self, trial: Trial, *, now: datetime) -> bool:
        """Whether it is gone from Xero again; what is not stays noted for the sweep."""
        try:
            return self.removal.remove(trial, now=now)
        except OutsideError:
            return False

    def _ask(self, target: Target, call: Call, *, now: datetime) -> Answer:
        connection = self.consents.need(target.organisation)
        return self.consents.ask(connection, call, now=now, room=target.room)


def read_created(
    answer: Answer, *, number: str, removed: bool, hide: str = ""
) -> Sequence[Finding]:
    """What Xero made of the draft: it came, or why not; OutsideError where neither is clear.

    `hide` is the name of a patient who has nothing to do with it, should Xero quote it.
    """
    try:
        rows = listed(check(answer), "Invoices")
    except Refused as no:
        if no.reason in ABOUT_US or not no.reason:
            raise
        reason = no.reason.replace(hide, "…") if hide else no.reason
        return _fails(REFUSED_ROLE if no.reason == Reason.ROLE else reason)
    if not _taken(rows, number):
        raise Unavailable("Xero's answer to the test invoice could not be read.")
    then = "I have deleted it again" if removed else f"I will delete {number} as soon as I can"
    detail = f"Xero took a test invoice. {then}."
    return (Finding(fact=FactName("test_invoice"), value="arrives", detail=detail),)


REFUSED_ROLE = "The User specified does not have the correct permissions to perform this action"
"""Xero's words for a role that is too low, whose answer has several shapes."""


def _created(answer: Answer, number: str) -> bool:
    """Whether the answer leaves no doubt that Xero has it now."""
    try:
        return _taken(listed(check(answer), "Invoices"), number)
    except OutsideError:
        return False


def _taken(rows: Sequence[Row], number: str) -> bool:
    made = [row for row in rows if word(row, "InvoiceNumber") == number]
    return bool(made) and made[0].get("HasErrors") is not True


def _only(trial: Trial, call: Call) -> Call:
    """The call, for the tenant of the trial alone: somebody may have connected another since."""

    def checked(tokens: Tokens) -> Answer:
        if tokens.tenant_id != trial.tenant_id:
            raise Unavailable("The consent is for another organisation at Xero by now.")
        return call(tokens)

    return checked


def _fails(message: str) -> Sequence[Finding]:
    detail = f"Xero refused a test invoice: “{message.rstrip('.')}”."
    return (
        Finding(fact=FactName("test_invoice"), value="fails", detail=detail),
        Finding(fact=FactName("last_error"), value=message, detail=detail),
    )


def _entry(target: Target) -> Mapped:
    """The first category that has both an account and a tax rate."""
    entry = next((one for one in read(target.value("mapping") or "") if one.complete), None)
    if entry is None:
        raise Unavailable("No category has an account and a tax rate to test with.")
    return entry
