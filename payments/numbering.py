"""Numbers given once, in order, under the lock of their series."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from payments.models import NumberSeries, RevenueOffice


def next_number(revenue_office: RevenueOffice, kind: str, year: int = 0) -> int:
    """Take the next number of a régie's series; it stays without gaps because a rollback gives it back.

    Must run inside a transaction. `year` 0 is a series that never starts again.
    """
    return numbers_of(revenue_office, kind, 1, year)[0]


def numbers_of(revenue_office: RevenueOffice, kind: str, count: int, year: int = 0) -> range:
    """Take the next `count` numbers of a régie's series at once, on the same terms."""
    wanted = {"revenue_office": revenue_office, "kind": kind, "year": year}
    locked = NumberSeries.objects.select_for_update()
    series = locked.filter(**wanted).first()
    if series is None:
        series = locked.get(pk=NumberSeries.objects.get_or_create(**wanted)[0].pk)
    first = series.last + 1
    series.last += count
    series.save(update_fields=["last"])
    return range(first, first + count)


@transaction.atomic(savepoint=False)
def document_number(revenue_office: RevenueOffice, kind: str, letter: str, at: datetime) -> str:
    """Give « 207-2026-C000012 »: régie (its prefix, or number and dash), local year, letter of the document, number."""
    year = timezone.localtime(at).year
    return written_number(revenue_office, letter, year, next_number(revenue_office, kind, year))


def written_number(revenue_office: RevenueOffice, letter: str, year: int, number: int) -> str:
    """Write the number of a document as people read it."""
    return f"{number_prefix(revenue_office)}{year}-{letter}{number:06d}"


def number_prefix(revenue_office: RevenueOffice) -> str:
    """Give what the numbers of a régie's documents begin with; no two régies share it."""
    return revenue_office.prefix or f"{revenue_office.number}-"


def debt_reference(year_end: date, office_number: int, sequence: int) -> str:
    """Give `YYYYMMDD x n x n`: end of the fiscal year, régie, payment sequence; 17 to 30 letters and digits.

    The pattern of the founding tutorial (`20181231x207x8573`), within what PayFiP accepts.
    """
    office = str(office_number)
    width = max(4, 17 - len("YYYYMMDDxx") - len(office))
    return f"{year_end:%Y%m%d}x{office}x{sequence:0{width}d}"


@transaction.atomic
def next_reference(revenue_office: RevenueOffice, at: datetime) -> str:
    """Take the next debt reference of a régie, never given before and never given again."""
    sequence = next_number(revenue_office, NumberSeries.PAYMENT)
    return debt_reference(date(timezone.localtime(at).year, 12, 31), revenue_office.number, sequence)
