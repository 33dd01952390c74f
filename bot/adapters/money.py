"""Reads sums of money, and takes what nobody can owe for no sum at all."""

from decimal import Decimal, InvalidOperation

MOST = Decimal(10) ** 9
SMALLEST = -20
"""The largest sum, and the power of ten below which digits mean nothing."""


def money(written: str) -> Decimal | None:
    """The sum exactly as it was written; None where it is none, or beyond all sense."""
    try:
        value = Decimal(written)
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) > MOST:
        return None
    # Written out, 1e-999999 is a million characters long.
    exponent = value.as_tuple().exponent
    return value if isinstance(exponent, int) and exponent >= SMALLEST else None
