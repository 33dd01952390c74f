"""A process that tries a test invoice and is killed after the step that it is told."""

import json
import os
import signal
import sys
from datetime import datetime, timedelta
from itertools import count

from bot.adapters.store.database import open_database
from bot.adapters.store.trials import SqlTrials
from bot.adapters.xero.looks import reach
from bot.adapters.xero.settings import XeroSettings
from bot.adapters.xero.trial import Removal, TrialLook
from bot.ports.connections import Tokens
from bot.ports.people import OrganisationId
from tests.adapters.xero_answers import target
from tests.adapters.xero_trials import Stumbling
from tests.fakes import FakeConnections


def main() -> None:
    """Try it, as told by the one argument."""
    told = json.loads(sys.argv[1])
    now, organisation = datetime.fromisoformat(told["now"]), OrganisationId(told["organisation"])
    settings = XeroSettings(client_id="client", client_secret="hush", api_url=told["api_url"])
    connections, numbers = FakeConnections(), count(1)
    tokens = Tokens(
        tenant_id=told["tenant_id"],
        access_token=told["access_token"],
        refresh_token="",
        expires_at=now + timedelta(minutes=30),
    )
    connections.save(organisation, tokens, now=now)

    def die(step: str) -> None:
        if step == told["step"]:
            os.kill(os.getpid(), signal.SIGKILL)

    def new_id() -> str:
        return f"process-key-{next(numbers)}"

    client = Stumbling(settings, die)
    consents = reach(settings, connections).consents
    look = TrialLook(
        client=client,
        consents=consents,
        trials=SqlTrials(open_database(told["store"])),
        removal=Removal(client=client, consents=consents, new_id=new_id),
        new_id=new_id,
        new_number=lambda: "HL-CHECK-0000dead",
    )
    look(target(organisation, mapping="Services=220/OUTPUT2"), now=now)


if __name__ == "__main__":
    main()
