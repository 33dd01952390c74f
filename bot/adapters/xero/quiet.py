"""Keeps what a query says out of the log: a `where` may hold a patient's name."""

import logging


class WithoutQuery(logging.Filter):
    """Cuts every URL of a log line at its question mark."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the line pass, without its queries."""
        if isinstance(record.args, tuple):
            record.args = tuple(_cut(one) for one in record.args)
        return True


WITHOUT_QUERY = WithoutQuery()


def silence_queries() -> None:
    """From now on the HTTP library of the SDK logs no query; to call it again does no harm."""
    logging.getLogger("urllib3.connectionpool").addFilter(WITHOUT_QUERY)


def _cut(value: object) -> object:
    return value.partition("?")[0] if isinstance(value, str) else value
