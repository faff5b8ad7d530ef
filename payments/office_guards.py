"""The promise about régies that the database keeps: a number once given names its régie for ever."""

from payments.guarding import Guard, changed

_HAS_GIVEN_NUMBERS = "EXISTS (SELECT 1 FROM payments_numberseries s WHERE s.revenue_office_id = OLD.id AND s.last > 0)"

OFFICES = (
    Guard(
        "office_keeps_its_number_once_used",
        "payments_revenueoffice",
        "BEFORE UPDATE",
        "a régie whose numbers were given keeps its number and its prefix",
        f"({changed('number', 'prefix')}) AND {_HAS_GIVEN_NUMBERS}",
    ),
)
