"""What is wrong with a page for people who cannot see, point or read small print well."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
}

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


def faults_of(page: Page | Frame) -> list[str]:
    """What axe objects to, one line each."""
    found: list[dict[str, Any]] = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def unfit(frame: Frame) -> list[str]:
    """Targets that are too small, and what is cut off."""
    return [*frame.evaluate(SMALL), *frame.evaluate(WIDE)]
