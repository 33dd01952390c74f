"""A page that stands in for the host's, so that a developer can connect and chat without one."""

from html import escape
from string import Template

PAGE = Template("""\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Try the assistant</title>
<body>
<h1>Try the assistant</h1>
<form method="post" action="$base/xero/$door" target="_blank">
  <input type="hidden" name="ticket" value="$ticket">
  <button>$label</button>
</form>
<p>The button works once, within five minutes. The chat is at the bottom of this page.</p>
<script src="$base/widget.js" data-topic="xero-sync" data-identity-token="$identity"></script>
</body>
</html>
""")


def trial_page(base: str, *, ticket: str, identity: str, purpose: str) -> str:
    """The page for the assistant at `base`; it holds secrets, so it is for nobody else's eyes."""
    ending = purpose == "disconnect"
    return PAGE.substitute(
        base=escape(base),
        door="disconnect" if ending else "connect",
        label="Disconnect Xero" if ending else "Connect to Xero",
        ticket=escape(ticket),
        identity=escape(identity),
    )
