"""Feedback about articles; that about a conversation is written with its events."""

import sqlalchemy as sa

from bot.adapters.store.codec import dump_words
from bot.adapters.store.database import Database
from bot.adapters.store.tables import feedback as table
from bot.ports.conversations import Feedback


class SqlRatings:
    """The port `Ratings` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rate(self, feedback: Feedback) -> None:
        """Keep it."""
        with self._database.writing() as sql:
            insert_feedback(sql, feedback)


def insert_feedback(sql: sa.Connection, feedback: Feedback) -> None:
    """Write the feedback in the transaction of the caller."""
    sql.execute(
        sa.insert(table).values(
            conversation=feedback.conversation,
            organisation=feedback.organisation,
            at=feedback.at,
            helpful=feedback.helpful,
            topic=feedback.topic,
            reasons=dump_words(feedback.reasons),
            comment=feedback.comment,
            about=feedback.about,
        )
    )
