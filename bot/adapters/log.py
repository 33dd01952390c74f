"""The log: a line for each thing that happened, on standard error, and never a visitor's words."""

import logging
import sys

import structlog


def start_log(level: str) -> None:
    """Write the log to standard error, from this level on: one of `bot.config.LEVELS`."""
    # Libraries keep quiet: below a warning some of them name each URL that they call.
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
