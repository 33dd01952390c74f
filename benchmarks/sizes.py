"""What a host page loads, gzipped, beside other chat widgets."""

import gzip
import re
from collections.abc import Sequence
from pathlib import Path

STATIC = Path(__file__).resolve().parents[1] / "bot/web/static"
LOADER = "widget.js"
PAGE = ("chat.js", "chat.css")
"""What the page of the chat names; the rest follows from what these import."""

IMPORTED = re.compile(r"^import .* from '\./(\w+\.js)'", re.MULTILINE)
LATER = re.compile(r"late\('(\w+)'\)")
SHEET = re.compile(r"'(\w+\.css)'")

OTHERS = {
    "intercom 0.0.20, the button alone": 2,
    "botui with react 1.1.5": 53,
    "chatscope with react 2.1.1": 97,
    "deep-chat 2.4.2": 111,
    "react-chatbotify with react 2.5.0": 127,
    "papercups 1.3.1, without its frame": 128,
    "typebot 0.10.7": 196,
    "rasa-webchat 1.0.1": 211,
    "botpress webchat with react 4.5.2": 233,
    "flowise-embed 3.1.6": 284,
    "parlant-chat with react 1.0.11": 304,
    "n8n chat 1.37.0": 462,
    "botframework-webchat 4.18.1, minimal": 483,
}
"""KB of script and style, gzip -9, measured on their packages as published in 2026."""


def closure(names: Sequence[str]) -> set[str]:
    """These files and all that they import at once."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += IMPORTED.findall((STATIC / name).read_text("utf-8"))
    return found


def first() -> set[str]:
    """What is loaded before the first answer."""
    return {LOADER, *closure(PAGE)}


def everything() -> set[str]:
    """All that a conversation may come to need."""
    found = first()
    while True:
        text = "".join((STATIC / name).read_text("utf-8") for name in sorted(found))
        named = {f"{name}.js" for name in LATER.findall(text)}
        more = closure(sorted(named)) | set(SHEET.findall(text)) | found
        if more == found:
            return found
        found = more


def gzipped(names: set[str]) -> int:
    """Bytes of these files, each gzipped on its own as a server sends them."""
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


def main() -> None:
    """Print it."""
    print("What a host page loads (KB, gzip -9)")
    ours = {
        "ours: the button": {LOADER},
        "ours: all before the first answer": first(),
        "ours: all there is": everything(),
    }
    for name, files in ours.items():
        print(f"  {name:40} {gzipped(files) / 1000:7.1f}")
    print("Others, as published in 2026")
    for name, kilobytes in OTHERS.items():
        print(f"  {name:40} {kilobytes:7.1f}")


if __name__ == "__main__":
    main()
