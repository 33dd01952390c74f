"""A small made-up knowledge about kettles, and ways to break it."""

import pytest

from bot.domain.errors import BadKnowledge
from bot.knowledge.compiler import compile_knowledge

TOPIC = """\
title: Why is my kettle cold?
article: [1]
roles:
  owner: Whoever owns the kettle
told:
  kettle.fill: {granted: water=yes, missing: water=no}
entities:
  cup: [cup_number=*, water=yes]
facts:
  plug:
    label: The plug
    values:
      "on": {seen: It is in., said: You said that it is in., good: yes}
      "off": {seen: It is out., said: You said that it is out.}
    normally: {on: usually, off: sometimes}
  water:
    label: Water
    lifetime_minutes: 3
    values:
      "yes": {seen: There is water., said: You saw water.}
      "no": {seen: There is none., said: You saw none.}
    normally: {"yes": always, "no": never}
  cup_number:
    label: Cup
checks:
  socket:
    label: The socket
    gives: [plug]
questions:
  water:
    article: [2]
    ask: Is there water in it?
    how: Lift the lid.
    options:
      - {sets: water=yes, label: There is, also: [plug=on], says: [plenty]}
      - {sets: water=no, label: There is none}
requests:
  human:
    title: A person
    answer: [Of course.]
"""

UNPLUGGED = """\
article: [3]
title: The kettle is not plugged in
symptom: Nothing at all happens
meaning: >-
  No power
  reaches it.
base_rate: usually
evidence:
  plug: {off: always, on: never}
confirmed_by: ["plug=off & water=yes|no"]
verified_by: [socket]
remedy:
  who: owner
  where: The wall
  steps: [Put the plug in.]
  links:
    - {label: Plugs, url: "https://example.org/plugs"}
"""

TRIPPED = """\
parent: unplugged
title: The fuse has tripped
symptom: The lights went out too
meaning: The fuse is out.
base_rate: rarely
evidence:
  water: {yes: always}
confirmed_by: [plug=off]
remedy: {who: owner, where: The cellar, steps: [Flip it back.]}
"""

CAUSES = "topics/kettle/causes"
TRIPPED_FILE, UNPLUGGED_FILE = f"{CAUSES}/tripped.yaml", f"{CAUSES}/unplugged.yaml"
TOPIC_FILE = "topics/kettle/topic.yaml"
SYMPTOMS = "topics/kettle/symptoms/unplugged.txt"
ERRORS = "errors/panel.yaml"
ENGLISH = "phrases/en.yaml"

Broken = tuple[str, str, str, str]
"""A file, the text in it that is replaced, by what, and the one problem that this makes."""

FILES = {
    TOPIC_FILE: TOPIC,
    "topics/kettle/article.md": "Kettles\n## Water\n- Plug it in\n\n",
    UNPLUGGED_FILE: UNPLUGGED,
    TRIPPED_FILE: TRIPPED,
    SYMPTOMS: "# Dead kettles\n"
    + "\n\n".join(f"kettle {n} is dead\nno sound from kettle {n}" for n in range(13)),
    ERRORS: "errors:\n- {text: E1, cause: tripped, meaning: Out., fix: Flip it., who: owner}\n",
    ENGLISH: 'phrases:\n  hello: Hello {name}\n  or: " or "\nasides:\n  why: [why, what for]\n',
}


def change(path: str, old: str, new: str) -> dict[str, str]:
    """The files with one text in one of them replaced, once."""
    assert FILES[path].count(old) >= 1, f"{old!r} is not in {path}"
    return FILES | {path: FILES[path].replace(old, new, 1)}


def problems(files: dict[str, str]) -> list[str]:
    """All that the compiler has against these files."""
    with pytest.raises(BadKnowledge) as caught:
        compile_knowledge(files)
    return list(caught.value.problems)
