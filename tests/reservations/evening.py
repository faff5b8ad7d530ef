"""An evening whose hours the family chooses, priced by the started half-hour: 16:30 to 19:00, 0,90 €."""

from datetime import date, time
from decimal import Decimal

from reservations.booking.holding import Change, hold_all
from reservations.models import Reservation
from reservations.terms import Terms
from rules.models import Rulebook
from rules.operations import Operation
from rules.outcomes import PerStarted
from tests.factories.reservations import activity, enrol, one_row, reglement, sessions
from tests.reservations.conftest import AT, two_working_days_before_ten

WHOLE, SHORT, LONG = Terms(time(16, 30), time(19)), Terms(time(16, 30), time(18)), Terms(time(16, 30), time(18, 30))


def open_evenings(town, **fields):
    """The sessions of June 2026, both sisters enrolled, paid at once."""
    price = reglement(Rulebook.Kind.PRICE, one_row(PerStarted(Decimal("0.90"), Decimal(30), "minutes"), Operation.SET))
    evening = activity(
        "Accueil du soir", slug="accueil-du-soir", units=("soiree",), price=price, position=3,
        cutoff=two_working_days_before_ten(), revenue_office=town.canteen.revenue_office, **fields,
    )  # fmt: skip
    evening.units.update(starts_at=time(16, 30), ends_at=time(19), hours_step=30)
    for child in (town.sarah, town.chloe):
        enrol(child, town.family, evening)
    return sessions(evening, date(2026, 6, 1), 30)


def ask(town, terms, *, unwanted=(), at=AT, child=None):
    """« Valider » with these hours, by session."""
    wanted = {session.pk: taken for session, taken in terms.items()}
    change = Change(
        child or town.sarah, wanted=tuple(wanted), unwanted=[one.pk for one in unwanted],
        terms={pk: taken for pk, taken in wanted.items() if taken},
    )  # fmt: skip
    return hold_all(household=town.family, changes=[change], at=at)


def taken(town):
    """The state and the hours of each booking, by session then state."""
    return [
        (one.status, f"{one.starts_at:%H:%M}-{one.ends_at:%H:%M}")
        for one in Reservation.objects.filter(household=town.family).order_by("session", "status")
    ]
