"""Wire-level stand-ins for Xero, HearLink and Xero's status page, all on loopback."""
