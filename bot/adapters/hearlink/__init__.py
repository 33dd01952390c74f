"""Looks at HearLink: its settings of the integration, its invoices, its webhooks."""
