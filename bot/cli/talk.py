"""`bot talk`: chat in the terminal, with the same service behind it."""

import tempfile
from dataclasses import replace
from pathlib import Path

import click

from bot.bootstrap import build, new_id
from bot.cli.settings import reading_only
from bot.domain.escalation import ConversationId
from bot.domain.turn import Turn, plain
from bot.ports.conversations import Key
from bot.ports.people import Visitor
from bot.services.chat import Chat


@click.command()
def talk() -> None:
    """Chat as an anonymous visitor; nothing is kept. An empty line ends it."""
    with tempfile.TemporaryDirectory() as folder:
        config = replace(reading_only(), database_url=f"sqlite:///{Path(folder) / 'talk.db'}")
        chat = build(config).services.chat
        key = Key(conversation=ConversationId(new_id()), token_hash="")
        turn = chat.start(key, Visitor(id="terminal")).turn
        while True:
            _print(turn)
            said = click.prompt(">", default="", show_default=False, prompt_suffix=" ")
            if not said:
                return
            turn = _answer(chat, key, said, turn)


def _answer(chat: Chat, key: Key, said: str, turn: Turn) -> Turn:
    """A number picks a choice, anything else is said."""
    if said.isdigit() and 0 < int(said) <= len(turn.choices):
        choice = turn.choices[int(said) - 1].id
        return chat.choose(key, client_id=new_id(), choice=choice).turn
    return chat.say(key, client_id=new_id(), text=said).turn


def _print(turn: Turn) -> None:
    click.echo(plain(turn))
    for number, choice in enumerate(turn.choices, 1):
        click.secho(f"  {number}  {choice.label}", dim=True)
