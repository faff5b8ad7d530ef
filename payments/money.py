"""Exact money: a euro has a hundred cents, and an amount is rounded once."""

from decimal import ROUND_HALF_UP, Decimal

from django.db.models import DecimalField, QuerySet, Sum

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def euros(amount: Decimal) -> Decimal:
    """Give `amount` in euros with exactly two places, half a cent rounded away from zero.

    Raises:
        TypeError: a float was given; a float never touches a price.
    """
    if isinstance(amount, float):
        raise TypeError("money is Decimal, never float")
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)


def total(rows: QuerySet, field: str = "amount") -> Decimal:
    """Add up `field` over `rows`, in euros; nothing to add is 0,00 €."""
    return euros(rows.aggregate(total=Sum(field))["total"] or ZERO)


class EurosField(DecimalField):
    """An amount in euros with two places, up to 99 999 999,99 €."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 10)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs


def written(amount: Decimal) -> str:
    """Write `1 234,50 €` for a sentence; spaces are no-break, a negative amount takes a true minus sign."""
    figures = f"{abs(euros(amount)):,.2f}".replace(",", "\u202f").replace(".", ",")
    return f"{'−' if amount < 0 else ''}{figures}\u00a0€"
