"""How product categories map to accounts and tax rates in Xero, as the one text of a fact.

The fact reads "Hearing Aids=200/ZERORATEDOUTPUT; @Northgate Services=221/OUTPUT2", where an entry
that begins with @ holds for one clinic alone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

SIGNS = re.compile(r"[%;=/@]")
SIGNS_AND_SPACE = re.compile(r"[%;=/@\s]")
"""In a clinic's name a space would end the name, so it is written as %20."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """A category with its codes in Xero; "" is one that is not chosen, or every clinic."""

    clinic: str
    category: str
    account: str
    tax: str

    @property
    def complete(self) -> bool:
        """Whether both the account and the tax rate are chosen."""
        return bool(self.account and self.tax)


def write(entries: Iterable[Mapped]) -> str:
    """The entries as one text; those without a category are left out."""
    return "; ".join(_written(entry) for entry in entries if entry.category.strip())


def read(text: str) -> tuple[Mapped, ...]:
    """The entries of such a text; what does not look like an entry is left out."""
    return tuple(_entries(text))


def mapped(entries: Iterable[Mapped], category: str, *, clinic: str = "") -> Mapped | None:
    """What holds for a category at a clinic, whatever the letter case: its own entry first."""
    wanted = category.strip().casefold()
    fitting = [one for one in entries if one.category.casefold() == wanted]
    own = (one for one in fitting if clinic and one.clinic.casefold() == clinic.strip().casefold())
    return next(own, next((one for one in fitting if not one.clinic), None))


def _written(entry: Mapped) -> str:
    clinic = f"@{_safe(entry.clinic, SIGNS_AND_SPACE)} " if entry.clinic.strip() else ""
    account, tax = _safe(entry.account, SIGNS), _safe(entry.tax, SIGNS)
    return f"{clinic}{_safe(entry.category, SIGNS)}={account}/{tax}"


def _safe(text: str, signs: re.Pattern[str]) -> str:
    return signs.sub(lambda found: quote(found[0], safe=""), text.strip())


def _entries(text: str) -> Iterator[Mapped]:
    for part in text.split(";"):
        name, _, codes = part.strip().partition("=")
        account, slash, tax = codes.partition("/")
        clinic, _, category = name[1:].partition(" ") if name.startswith("@") else ("", "", name)
        if slash and category.strip():
            clinic, category, account, tax = (
                unquote(one.strip()) for one in (clinic, category, account, tax)
            )
            yield Mapped(clinic=clinic, category=category, account=account, tax=tax)
