"""Renders articles: Markdown to HTML, cleaned, with an anchor and an offer for each cause."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from bot.domain.topic import Cause, CauseId, Topic

TAGS = {"a", "blockquote", "code", "em", "h2", "h3", "li", "ol", "p", "pre", "strong", "ul"}
ATTRIBUTES = {"a": {"href"}, "h2": {"id"}, "h3": {"id"}, "li": {"id"}}

OPENS, CLOSES = "\ue000", "\ue001"
"""Two private characters that stand around the name of a cause where its offer belongs."""

POINT = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")
"""A line that begins a point of a list."""

Part = tuple[Markup, str]
"""A stretch of the article, and the cause whose offer follows it; the last has none."""


def article_parts(topic: Topic) -> Sequence[Part]:
    """The article as safe HTML, cut where the offers to check a cause belong."""
    return _parts("\n".join(topic.article), tuple(sorted(places(topic).items())))


def places(topic: Topic) -> Mapping[int, CauseId]:
    """The line of the article (from 1) on which each of its causes is the point."""
    found: dict[int, CauseId] = {}
    for cause in topic.causes.values():
        line = next((n for n in cause.article if _is_point(topic, n) and n not in found), None)
        if line is not None and cause.parent is None:
            found[line] = cause.id
    return dict(sorted(found.items()))


def named_causes(topic: Topic) -> list[Cause]:
    """The causes of the article, in its order."""
    return [topic.causes[name] for name in places(topic).values()]


def _is_point(topic: Topic, line: int) -> bool:
    return line <= len(topic.article) and POINT.match(topic.article[line - 1]) is not None


@lru_cache(maxsize=64)
def _parts(markdown: str, causes: tuple[tuple[int, CauseId], ...]) -> tuple[Part, ...]:
    parser = MarkdownIt("commonmark", {"html": False})
    tokens = list(_offering(parser.parse(markdown), dict(causes)))
    rendered = parser.renderer.render(tokens, parser.options, {})
    cleaned = nh3.clean(rendered, tags=TAGS, attributes=ATTRIBUTES)
    *stretches, rest = re.split(f"{OPENS}(\\w+){CLOSES}", cleaned)
    pairs = zip(stretches[::2], stretches[1::2], strict=True)
    # Cleaned three lines above, which is what makes the mark true.
    return tuple((Markup(html), name) for html, name in (*pairs, (rest, "")))  # noqa: S704


def _offering(tokens: Sequence[Token], causes: Mapping[int, CauseId]) -> Iterator[Token]:
    """The tokens with ids on headings and on causes, and a marker at the end of each cause."""
    open_: list[CauseId | None] = []
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", _slug(tokens[place + 1].content))
        if token.type == "list_item_open":
            cause = causes.get(token.map[0] + 1) if token.map else None
            open_.append(cause)
            if cause:
                token.attrSet("id", cause)
        if token.type == "list_item_close" and (cause := open_.pop()):
            yield Token("text", "", 0, content=f"{OPENS}{cause}{CLOSES}")
        yield token


def _slug(heading: str) -> str:
    """A heading as the anchor of its section."""
    return "-".join(re.findall(r"\w+", heading.casefold()))
