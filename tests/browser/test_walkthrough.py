"""The written walk-through, pressed key by key: the focus and the words are as it says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Frame, FrameLocator, Page, expect

from bot.cli.demo import Demo
from tests.browser.audit import inside
from tests.browser.network import STEP
from tests.browser.steps import SOON, until

PAGE = Path(__file__).resolve().parents[2] / "docs/walkthrough.md"
LINE = re.compile(r"^\| `(.+?)` \| (\w+) “(.+?)” \| (.*)\|$", re.MULTILINE)
KEYS = {"Enter", "Tab", "Shift+Tab", "Space", "Escape"}

FOCUS = """() => {
  let node = document.activeElement
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement
  if (!node) return ''
  const name = node.ariaLabel || node.labels?.[0]?.innerText || node.innerText || ''
  const roles = { TEXTAREA: 'textbox', BUTTON: 'button', INPUT: node.type, IFRAME: 'frame' }
  return `${roles[node.tagName] || node.tagName} “${name.trim()}”`
}"""

LISTEN = """() => {
  window.announced = []
  const told = node => node.nodeType === 3 ? node.data
    : [...node.childNodes]
      .filter(one => one.nodeType === 3 || one.matches(".vh") || one.checkVisibility())
      .map(told).join(' ')
  new MutationObserver(changes => {
    for (const { target, addedNodes } of changes) {
      const live = target.closest?.('[role=log], [role=status]')
      if (!live || live.ariaLive === 'off') continue
      for (const node of addedNodes) {
        const text = told(node).replace(/\\s+/g, ' ').trim()
        if (text) window.announced.push(text)
      }
    }
  }).observe(document.body, { childList: true, subtree: true })
}"""
"""What a screen reader would be given to read: the text that is added inside a live region."""


@dataclass(frozen=True, slots=True)
class Step:
    """A key, where the focus is then, and how each announcement begins."""

    key: str
    focus: str
    announced: tuple[str, ...]


def steps() -> Iterator[Step]:
    for key, role, name, announced in LINE.findall(PAGE.read_text("utf-8")):
        told = tuple(part.strip() for part in announced.split(" · ") if part.strip())
        yield Step(key, f"{role} “{name}”", told)


def focus_of(page: Page) -> str:
    """Role and name of what has the focus, in the page or in the chat."""
    found = str(page.evaluate(FOCUS))
    return str(inside(page).evaluate(FOCUS)) if found.startswith("frame") else found


def focus_at_last(page: Page, wanted: str) -> str:
    """Where the focus is once it is there: a key travels through the frame to the page around."""
    for _ in range(SOON // STEP):
        if (found := focus_of(page)) == wanted:
            break
        page.wait_for_timeout(STEP)
    return found


def press(page: Page, chat: FrameLocator, key: str) -> None:
    if key == "Control+End":
        # Readers jump to a form field by a key of their own.
        chat.get_by_role("textbox", name="Your message").focus()
    elif key in KEYS:
        page.keyboard.press(key)
    else:
        page.keyboard.type(key)


def heard(frame: Frame, count: int) -> list[str]:
    until(frame, f"window.announced?.length >= {count}")
    told: list[str] = frame.evaluate("window.announced.splice(0)")
    return told


def test_every_line_of_the_walkthrough(page: Page, chat: FrameLocator, demo: Demo) -> None:
    page.add_init_script(
        f"if (location.pathname === '/widget') addEventListener('DOMContentLoaded', {LISTEN})"
    )
    page.goto(f"{demo.url}/articles/xero-sync")
    page.get_by_role("button", name="Help with Xero").focus()
    walked = list(steps())
    assert len(walked) >= 15
    for step in walked:
        press(page, chat, step.key)
        expect(chat.locator("#log")).to_be_attached()
        if step.announced:
            told = heard(inside(page), len(step.announced))
            assert len(told) == len(step.announced), (step, told)
            for wanted, text in zip(step.announced, told, strict=True):
                assert text.startswith(wanted), (step, text)
        assert focus_at_last(page, step.focus) == step.focus, step
    assert inside(page).evaluate("window.announced") == []
