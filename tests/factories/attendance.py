"""A canteen and a garderie whose prices follow the attendance sheet, and what an animator ticks."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

from reservations.attendance.ticks import Tick
from reservations.facts import vocabulary
from reservations.models import Reservation, Session, Unit
from rules.models import Rulebook
from rules.operations import Operation
from rules.outcomes import Amount, Keep, PerStarted
from rules.steps import LINE, UNIT, Step
from rules.steps import Rulebook as Rules
from rules.tables import ANY, DecisionTable, HitPolicy, Row, one_of
from tests.factories.families import agent, child, household
from tests.factories.payments import revenue_office
from tests.factories.reservations import activity, enrol, reglement, sessions

DAY = date(2026, 6, 8)  # a Monday
NOON = datetime(2026, 6, 8, 10, 15, tzinfo=UTC)  # 12:15 in Paris
EVENING = datetime(2026, 6, 8, 17, 5, tzinfo=UTC)  # 19:05 in Paris


def canteen_price() -> Rules:
    """3,60 € a meal, 2,00 € more without a booking, nothing with a medical certificate."""
    booked, why = vocabulary().fact("reservation"), vocabulary().fact("motif_absence")
    return Rules((
        Step("prix du repas", LINE, Operation.SET,
             DecisionTable((), (Row((), Amount(Decimal("3.60"))),)), writes="repas"),
        Step("sans réservation", LINE, Operation.ADD,
             DecisionTable((booked,), (Row((one_of("absente"),), Amount(Decimal("2.00"))), Row((ANY,), Keep())),
                           HitPolicy.FIRST), writes="majoration"),
        Step("absence excusée", LINE, Operation.SET,
             DecisionTable((why,), (Row((one_of("certificat"),), Amount(Decimal("0.00"))), Row((ANY,), Keep())),
                           HitPolicy.FIRST), writes="repas"),
    ))  # fmt: skip


def garderie_price() -> Rules:
    """2,75 € the evening, 5,00 € for each started quarter of an hour after closing."""
    unit = vocabulary().fact("unite")
    rows = (
        Row((one_of("soir"),), Amount(Decimal("2.75"))),
        Row((one_of("retard"),), PerStarted(Decimal("5.00"), Decimal(15), "minutes")),
    )
    return Rules((Step("prix", UNIT, Operation.SET, DecisionTable((unit,), rows), writes="garderie"),))


def school(children=2):
    """A family of as many children, a canteen paid at once, a garderie invoiced every month, an animator."""
    family = household("Martin", quotient="812", email="martin@exemple.fr")
    names = ("Sarah", "Chloé", *(f"Enfant {n}" for n in range(3, children + 1)))
    pupils = [child(name, family, born=date(2016, 2, 2)) for name in names[:children]]
    office = revenue_office()
    canteen = activity(
        "Cantine", revenue_office=office, price=reglement(Rulebook.Kind.PRICE, canteen_price()), position=1
    )
    canteen.units.update(serves_meal=True, starts_at=time(12), ends_at=time(13, 30))
    garderie = activity(
        "Garderie", slug="garderie", units=("soir",), revenue_office=office, payment_mode="differe", position=2,
        price=reglement(Rulebook.Kind.PRICE, garderie_price()),
    )  # fmt: skip
    garderie.units.update(starts_at=time(16, 30), ends_at=time(18, 30))
    for pupil in pupils:
        enrol(pupil, family, canteen)
        enrol(pupil, family, garderie)
    (meal,), (evening,) = sessions(canteen, DAY), sessions(garderie, DAY)
    late = Unit.objects.create(
        activity=garderie, slug="retard", name="Retard", origin=Unit.Origin.RECORDED, position=9,
        starts_at=time(18, 30), ends_at=time(20),
    )  # fmt: skip
    return SimpleNamespace(
        family=family, pupils=pupils, sarah=pupils[0], canteen=canteen, garderie=garderie, meal=read(meal),
        evening=read(evening), late=late, animator=agent("animateur"),
    )  # fmt: skip


def read(session) -> Session:
    """The session as the pages read it."""
    return Session.objects.select_related("unit__activity", "group").get(pk=session.pk)


def confirmed(pupil, family, session, **fields) -> Reservation:
    """A place confirmed long ago, without an order."""
    booked = datetime(2026, 5, 20, 8, tzinfo=UTC)
    return Reservation.objects.create(
        child=pupil, household=family, session=session, status=Reservation.Status.CONFIRMED, booked_at=booked, **fields
    )


def tick(pupil, at=NOON, *, seen=0, key=None, **marks) -> Tick:
    """What a phone says of a child."""
    return Tick(key or uuid4(), pupil.pk, at, marks, seen)
