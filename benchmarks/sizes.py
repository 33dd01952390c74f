"""What a host page loads, gzipped, beside other chat widgets."""

import gzip
from pathlib import Path

STATIC = Path(__file__).resolve().parents[1] / "bot/web/static"
LOADER = ("widget.js",)
CHAT = ("widget.js", "chat.js", "wire.js", "blocks.js", "feedback.js", "chat.css")
OTHERS = {
    "botui with react 1.1.5": 53,
    "deep-chat 2.4.2": 111,
    "react-chatbotify 2.5.0": 127,
    "typebot 0.10.7": 196,
    "rasa-webchat 1.0.1": 211,
    "botpress webchat 4.5.2": 233,
    "n8n chat 1.37.0": 462,
    "botframework-webchat 4.18.1 minimal": 483,
}
"""KB of script and style, gzip -9, measured on their npm packages in November 2026."""


def gzipped(names: tuple[str, ...]) -> int:
    """Bytes of these files, each gzipped on its own as a server sends them."""
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


def main() -> None:
    """Print it."""
    print("What a host page loads (KB, gzip -9)")
    print(f"  {'our loader':38} {gzipped(LOADER) / 1000:7.1f}")
    print(f"  {'our chat, loader included':38} {gzipped(CHAT) / 1000:7.1f}")
    for name, kilobytes in OTHERS.items():
        print(f"  {name:38} {kilobytes:7.1f}")


if __name__ == "__main__":
    main()
