"""Each vendor in its own folder, behind the small promises of `bot.ports`."""
