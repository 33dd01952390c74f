"""What is wrong with a page for people who cannot see, point or read small print well."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Frame, Page, ViewportSize

from tests.browser.steps import until

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
}

SEEN = {
    **OPTIONS,
    "runOnly": {
        "type": "rule",
        "values": [
            "color-contrast",
            "link-in-text-block",
            "scrollable-region-focusable",
            "target-size",
        ],
    },
}
"""The rules that look at colours and places; all the others read what no style changes."""

SMALL = """() => {
  const shown = node => node.checkVisibility({ visibilityProperty: true }) && !node.closest('.vh')
  const all = 'button, textarea, summary, input:not([type=checkbox]), label:has([type=checkbox])'
  return [...document.querySelectorAll(all)].filter(shown).map(node => {
    const { width, height } = node.getBoundingClientRect()
    return [Math.min(width, height), node.outerHTML.slice(0, 90)]
  }).filter(([size]) => size > 1 && size < 43.9).map(([size, html]) => `${size} px: ${html}`)
}"""
"""What can be pressed and is smaller than a fingertip; what is clipped away is 1 px."""

WIDE = """() => {
  const { clientWidth, scrollWidth } = document.documentElement
  const cut = [...document.querySelectorAll('main, header, footer, .card')]
    .filter(node => node.scrollWidth > node.clientWidth + 1)
  return [scrollWidth > clientWidth ? `${scrollWidth} of ${clientWidth} px` : '',
    ...cut.map(node => `cut: ${node.tagName}.${node.className}`)].filter(Boolean)
}"""
"""What has to be scrolled sideways to be read."""


def inside(page: Page) -> Frame:
    """The chat's own frame; axe looks into no frame by itself."""
    return next(frame for frame in page.frames if "/widget?" in frame.url)


def faults_of(page: Page | Frame, options: dict[str, Any] = OPTIONS) -> list[str]:
    """What axe objects to, one line each."""
    # A page that a form has led to can be seen a moment before its style is there.
    page.wait_for_load_state()
    # Half a megabyte of script, read once for each document.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    answer = page.evaluate("options => axe.run(options)", options)
    found: list[dict[str, Any]] = answer["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def resize(page: Page, frame: Frame, size: ViewportSize) -> None:
    """Give the window another size, and wait until the chat in it has taken it on."""
    page.set_viewport_size(size)
    until(page, f"innerWidth === {size['width']} && innerHeight === {size['height']}")
    wide, high = page.locator("iframe").evaluate("node => [node.clientWidth, node.clientHeight]")
    until(frame, f"innerWidth === {wide} && innerHeight === {high}")


def unfit(frame: Frame) -> list[str]:
    """Targets that are too small, and what is cut off."""
    return [*frame.evaluate(SMALL), *frame.evaluate(WIDE)]
