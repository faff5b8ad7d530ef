"""Bookings, added up again: places, prices and the account, checked against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from random import Random

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from families.models import ChildHousehold, Household
from payments.guards import missing
from payments.models import Charge, Order
from payments.money import written
from payments.self_check import Finding, check_ledger
from reservations import marks
from reservations.attendance.check import unfaithful_lines
from reservations.booking.confirming import booking_of
from reservations.booking.queue_check import queues
from reservations.days.costs import UNPRICEABLE
from reservations.days.planning import with_places
from reservations.guards import GUARDS
from reservations.models import Activity, Enrolment, Reservation, Session
from reservations.pricing.adjusting import gaps_of, immediate_activities
from reservations.pricing.register import load_register
from rules.models import Rulebook
from rules.records import replay_record

Status = Reservation.Status
SAMPLE = 500


def check_everything(*, at: datetime, sample: int = SAMPLE) -> list[Finding]:
    """Every check of the house, the books then the bookings; an empty list is good news."""
    return [*check_ledger(), *check_bookings(at=at, sample=sample)]


def check_bookings(*, at: datetime, sample: int = SAMPLE) -> list[Finding]:
    """Every check of this room as things stand ``at``; ``sample`` charges are re-priced from their stored trace."""
    found = [finding for check in CHECKS for finding in check()]
    return [*found, *overbooked(at), *queues(at), *prices(at), *traces(sample)]


# The bookings -------------------------------------------------------------------------------------


def lost_guards() -> Iterator[Finding]:
    for name in (*missing(guards=GUARDS), *marks.missing()):
        yield Finding("guard-missing", _("La base a perdu la protection « %s » : relancez migrate.") % name)


def overbooked(at: datetime) -> Iterator[Finding]:
    """No session has more children booked than places; one who came unbooked was let in by an animator."""
    came = Count("reservations", filter=Q(reservations__unbooked=True, reservations__status=Status.CONFIRMED))
    for session in with_places(
        Session.objects.exclude(capacity=None).select_related("unit").annotate(came=came), at=at
    ):
        if session.taken - session.came > session.capacity:
            message = _("%(session)s : %(taken)d places prises pour %(capacity)d.")
            values = {"session": session, "taken": session.taken - session.came, "capacity": session.capacity}
            yield Finding("session-overbooked", message % values, session)


def endless_holds() -> Iterator[Finding]:
    """A place of a basket is held until a moment."""
    for booking in _bookings(status__in=[Status.HELD, Status.LEAVING], held_until=None):
        yield Finding("hold-without-end", _("%s : retenue sans date de fin.") % booking, booking)


def mute_cancellations() -> Iterator[Finding]:
    """A cancelled booking says when and how."""
    silent = Q(cancelled_at=None) | Q(cancellation="")
    for booking in _bookings(silent, status=Status.CANCELLED):
        yield Finding("cancellation-unexplained", _("%s : annulée sans date ni motif.") % booking, booking)


def booked_twice() -> Iterator[Finding]:
    """A child has one place in a session."""
    living = Reservation.objects.filter(status__in=[Status.HELD, Status.CONFIRMED]).order_by()
    twice = living.values("child", "session").annotate(rows=Count("pk")).filter(rows__gt=1)
    for row in twice:
        for booking in _bookings(child=row["child"], session=row["session"]):
            yield Finding("booked-twice", _("%s : deux places pour le même enfant.") % booking, booking)


def strangers() -> Iterator[Finding]:
    """A household books for its own children."""
    own = ChildHousehold.objects.filter(child=OuterRef("child"), household=OuterRef("household"))
    for booking in _bookings(~Exists(own), status__in=[Status.HELD, Status.CONFIRMED]):
        yield Finding("booked-by-a-stranger", _("%s : réservée par un autre foyer que le sien.") % booking, booking)


def without_enrolment() -> Iterator[Finding]:
    """A child booked was enrolled that day, in the group of the session."""
    covering = Enrolment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("session__starts_on")),
        child=OuterRef("child"), household=OuterRef("household"), group=OuterRef("session__group"),
        starts_on__lte=OuterRef("session__starts_on"),
    )  # fmt: skip
    for booking in _bookings(~Exists(covering), status__in=[Status.HELD, Status.CONFIRMED]):
        yield Finding("booked-without-enrolment", _("%s : enfant non inscrit ce jour-là.") % booking, booking)


def overlapping_enrolments() -> Iterator[Finding]:
    """A child is enrolled once at a time in an activity."""
    same = {name: OuterRef(name) for name in ("child", "household", "activity")}
    other = Enrolment.objects.filter(**same, starts_on__gte=OuterRef("starts_on")).exclude(pk=OuterRef("pk"))
    open_ended = other.filter(Q(starts_on__lte=OuterRef("ends_on")))
    for enrolment in Enrolment.objects.filter(Q(Exists(open_ended)) | Q(Exists(other), ends_on=None)):
        yield Finding("enrolments-overlap", _("%s : deux inscriptions en même temps.") % enrolment, enrolment)


def mixed_activities() -> Iterator[Finding]:
    """The unit and the group of a session, the group of an enrolment, are of one activity."""
    for session in Session.objects.exclude(unit__activity=F("group__activity")).select_related("unit"):
        yield Finding(
            "session-of-two-activities", _("%s : unité et groupe d'activités différentes.") % session, session
        )
    for enrolment in Enrolment.objects.exclude(activity=F("group__activity")):
        yield Finding("enrolment-of-two-activities", _("%s : groupe d'une autre activité.") % enrolment, enrolment)


def wrong_rulebooks() -> Iterator[Finding]:
    """Each règlement of an activity is of its kind; a price règlement serves one régie and one payment mode."""
    kinds = {"access_rulebook": "ACCESS", "cutoff_rulebook": "CUTOFF", "price_rulebook": "PRICE"}
    for name, kind in kinds.items():
        for activity in Activity.objects.exclude(**{name: None}).exclude(**{f"{name}__kind": Rulebook.Kind[kind]}):
            yield Finding("rulebook-of-another-kind", _("%s : règlement d'une autre nature.") % activity, activity)
    served = Activity.objects.exclude(price_rulebook=None).order_by().values("price_rulebook")
    for row in served.annotate(
        offices=Count("revenue_office", distinct=True), modes=Count("payment_mode", distinct=True)
    ):
        if row["offices"] > 1 or row["modes"] > 1:
            rulebook = Rulebook.objects.get(pk=row["price_rulebook"])
            message = _("%s : sert plusieurs régies ou plusieurs modes de paiement.") % rulebook
            yield Finding("tariff-of-two-offices", message, rulebook)


def unconfirmed() -> Iterator[Finding]:
    """The lines of a settled order are confirmed, those of a void one are not."""
    for booking in _bookings(status__in=[Status.HELD, Status.LEAVING], order__status=Order.PAID):
        yield Finding("paid-but-not-confirmed", _("%s : payée mais pas confirmée.") % booking, booking)
    settled = Charge.objects.filter(order__status=Order.PAID, order=OuterRef("order"))
    for booking in _bookings(~Exists(settled), status=Status.CONFIRMED, order__isnull=False):
        yield Finding("confirmed-but-not-settled", _("%s : confirmée sans commande réglée.") % booking, booking)


def orphan_charges() -> Iterator[Finding]:
    """What was charged for a booking has its booking; what was given back may not."""
    charged: dict[int, Decimal] = {}
    owners: dict[int, Charge] = {}
    for charge in Charge.objects.charged().filter(subject__startswith="reservation:").iterator():
        key = booking_of(charge.subject)
        if key is not None:
            charged[key] = charged.get(key, Decimal(0)) + charge.amount
            owners[key] = charge
    there = set(Reservation.objects.values_list("pk", flat=True))
    for key in sorted(charged.keys() - there):
        if charged[key]:
            message = _("Ligne « %s » : facturée pour une réservation qui n'existe pas.") % owners[key]
            yield Finding("charge-without-booking", message, owners[key])


def _bookings(*conditions: object, **fields: object) -> list[Reservation]:
    return list(
        Reservation.objects.filter(*conditions, **fields).select_related("child", "session__unit").order_by("pk")
    )


# The prices ---------------------------------------------------------------------------------------


def prices(at: datetime) -> Iterator[Finding]:
    """Each settled booking, priced again with what was frozen, comes to what the account carries."""
    for household in Household.objects.filter(reservations__isnull=False).distinct().order_by("pk"):
        register = load_register(household, at=at)
        for activity in immediate_activities(register):
            try:
                gaps = gaps_of(register, activity)
            except UNPRICEABLE as error:
                yield Finding("price-impossible", f"{household} : {error}", household)
                continue
            for gap in gaps:
                message = _("%(what)s (%(household)s) : %(gap)s d'écart entre le règlement et le compte.")
                values = {"what": gap.label(activity), "household": household, "gap": written(gap.amount)}
                yield Finding("price-differs", message % values, gap.booking or household)


def traces(sample: int) -> Iterator[Finding]:
    """Some charges, re-priced from their stored explanation alone."""
    keys = list(Charge.objects.exclude(why={}).order_by("pk").values_list("pk", flat=True))
    chosen = keys if len(keys) <= sample else Random(len(keys)).sample(keys, sample)  # noqa: S311 - not a secret
    for charge in Charge.objects.filter(pk__in=chosen).order_by("pk"):
        if _replayed(charge) != charge.amount:
            message = _("Ligne « %s » : son explication ne redonne pas son montant.") % charge
            yield Finding("charge-not-replayed", message, charge)


def _replayed(charge: Charge) -> Decimal | None:
    try:
        return replay_record(charge.why)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    lost_guards,
    endless_holds,
    mute_cancellations,
    booked_twice,
    strangers,
    without_enrolment,
    overlapping_enrolments,
    mixed_activities,
    wrong_rulebooks,
    unconfirmed,
    orphan_charges,
    unfaithful_lines,
)
