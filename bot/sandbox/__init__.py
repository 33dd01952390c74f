"""Wire-level stand-ins for Xero, HearLink, Freshdesk and a status page, all on loopback."""
