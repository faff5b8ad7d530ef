"""What a règlement may ask about: the vocabulary, and one reader for each fact."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from families.history import Records
from families.models import Child, Criterion, Schooling
from reservations.calendars import Days
from reservations.models import Activity, Enrolment, Group, Reservation, Unit
from reservations.owners import OWNER_OF, OWNERS
from reservations.pricing.imagined import WEEKDAYS, imagine
from rules.facts import Choice, Fact, Kind, Value
from rules.fairness import Fault
from rules.notation import value_from_json
from rules.steps import Level
from rules.vocabulary import Vocabulary

QUOTIENT = "quotient_familial"
UNPAID = "impaye"
CRITERION = "critere."
ATTENDANCE = frozenset({"presence", "motif_absence", "minutes", "duree_constatee", "reservation"})
ACTIONS = (
    ("reserver", "réserver"),
    ("modifier", "modifier"),
    ("annuler", "annuler"),
    ("annuler-maladie", "annuler pour maladie"),
    ("reserver-semaine", "réserver une semaine entière"),
    ("reserver-mois", "réserver un mois entier"),
    ("reserver-vacances", "réserver une période de vacances"),
)


@dataclass(slots=True)
class Situation:
    """What a fact is read from: a child of a household, a unit on a day, and what is known of the booking."""

    records: Records
    days: Days
    criteria: tuple[Criterion, ...]
    siblings: tuple[Child, ...]
    child: Child
    household: int
    activity: Activity
    group: Group
    unit: Unit
    day: date
    enrolment: Enrolment | None = None
    booking: Reservation | None = None
    late: bool = False
    cancellation: str | None = None
    action: str | None = None
    places_left: int | None = None
    unpaid: Decimal = Decimal(0)


Reader = Callable[[Situation], Value]


def _choices(*pairs: tuple[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(slug, str(label)) for slug, label in pairs)  # a trace is stored as JSON: no lazy text


def _schooling(situation: Situation) -> Schooling | None:
    return situation.records.schooling(situation.child.pk, situation.day)


def _level(situation: Situation) -> Value:
    schooling = _schooling(situation)
    return schooling.level or None if schooling else None


def _school(situation: Situation) -> Value:
    schooling = _schooling(situation)
    return schooling.school or None if schooling else None


def _in_commune(situation: Situation) -> Value:
    schooling = _schooling(situation)
    return schooling.in_commune if schooling else None


def _has_pai(situation: Situation) -> Value:
    sheet = situation.records.health_sheet(situation.child.pk, situation.day)
    return sheet is not None and sheet.has_pai


def _rank(situation: Situation) -> Value:
    older = sorted(situation.siblings, key=lambda child: (child.birth_date, child.pk))
    return next((place for place, child in enumerate(older, start=1) if child.pk == situation.child.pk), 1)


def _class(situation: Situation) -> Value:
    schooling = _schooling(situation)
    return slugify(schooling.class_name) or None if schooling else None


def _minutes(situation: Situation) -> Value:
    """Minutes asked for, recorded, or else those of the unit."""
    booking, unit = situation.booking, situation.unit
    start = (booking.starts_at or booking.arrived_at if booking else None) or unit.starts_at
    end = (booking.ends_at or booking.left_at if booking else None) or unit.ends_at
    return _between(start, end) if start and end else None


def _minutes_there(situation: Situation) -> Value:
    """Minutes between the arrival and the departure the animator recorded; one of them is enough."""
    booking, unit = situation.booking, situation.unit
    if booking is None or not (booking.arrived_at or booking.left_at):
        return None
    start, end = booking.arrived_at or unit.starts_at, booking.left_at or unit.ends_at
    return _between(start, end) if start and end else None


def _between(start: time, end: time) -> int:
    return max(0, (end.hour - start.hour) * 60 + end.minute - start.minute)


def _booked(situation: Situation) -> Value:
    if situation.booking and situation.booking.unbooked:
        return "absente"
    return "tardive" if situation.late else "a-temps"


FACTS: tuple[tuple[Fact, Reader], ...] = (
    (
        Fact(QUOTIENT, Kind.NUMBER, "quotient familial", grain=Decimal("0.01"), unit="€", minimum=Decimal(0)),
        lambda s: s.records.quotient(s.household, QUOTIENT, s.day),
    ),
    (Fact("resident", Kind.BOOLEAN, "habite la commune"), lambda s: s.records.resident(s.household, s.day)),
    (Fact("inscrit_ecole_commune", Kind.BOOLEAN, "scolarisé dans la commune"), _in_commune),
    (Fact("activite", Kind.CHOICE, "activité", nullable=False), lambda s: s.activity.slug),
    (Fact("unite", Kind.CHOICE, "unité", nullable=False), lambda s: s.unit.slug),
    (
        Fact("variante", Kind.CHOICE, "variante"),
        lambda s: s.booking.variant.slug if s.booking and s.booking.variant else None,
    ),
    (Fact("groupe", Kind.CHOICE, "groupe", nullable=False), lambda s: s.group.slug),
    (Fact("niveau", Kind.CHOICE, "niveau scolaire", choices=_choices(*Schooling.Level.choices)), _level),
    (Fact("classe", Kind.CHOICE, "classe"), _class),
    (Fact("ecole", Kind.CHOICE, "école"), _school),
    (
        Fact("age", Kind.NUMBER, "âge", unit="ans", nullable=False, minimum=Decimal(0)),
        lambda s: s.child.age_on(s.day),
    ),
    (Fact("naissance", Kind.DATE, "date de naissance", nullable=False), lambda s: s.child.birth_date),
    (
        Fact("rang_enfant", Kind.NUMBER, "rang de l'enfant dans le foyer", nullable=False, minimum=Decimal(1)),
        _rank,
    ),
    (
        Fact("nombre_enfants", Kind.NUMBER, "nombre d'enfants du foyer", nullable=False, minimum=Decimal(1)),
        lambda s: max(1, len(s.siblings)),
    ),
    (Fact("regime", Kind.CHOICE, "régime"), lambda s: (s.enrolment.regime or None) if s.enrolment else None),
    (
        Fact(
            "reservation",
            Kind.CHOICE,
            "réservation",
            nullable=False,
            choices=_choices(("a-temps", "dans les délais"), ("tardive", "tardive"), ("absente", "sans réservation")),
        ),
        _booked,
    ),
    (
        Fact("annulation", Kind.CHOICE, "annulation", choices=_choices(*Reservation.Cancellation.choices)),
        lambda s: s.cancellation or None,
    ),
    (
        Fact("presence", Kind.CHOICE, "présence", choices=_choices(*Reservation.Presence.choices)),
        lambda s: (s.booking.presence or None) if s.booking else None,
    ),
    (
        Fact("motif_absence", Kind.CHOICE, "motif d'absence", choices=_choices(*Reservation.Absence.choices)),
        lambda s: (s.booking.absence_reason or None) if s.booking else None,
    ),
    (Fact("pai", Kind.BOOLEAN, "projet d'accueil individualisé", nullable=False), _has_pai),
    (
        Fact(
            "jour_semaine",
            Kind.CHOICE,
            "jour de la semaine",
            choices=_choices(*zip(WEEKDAYS, WEEKDAYS, strict=True)),
            nullable=False,
        ),
        lambda s: WEEKDAYS[s.day.weekday()],
    ),
    (
        Fact(
            "periode",
            Kind.CHOICE,
            "période",
            nullable=False,
            choices=_choices(("scolaire", "période scolaire"), ("vacances", "vacances scolaires")),
        ),
        lambda s: "vacances" if s.days.in_holidays(s.day) else "scolaire",
    ),
    (
        Fact("jour_ferie", Kind.BOOLEAN, "jour férié", nullable=False),
        lambda s: s.days.is_public_holiday(s.day),
    ),
    (
        Fact("jour_ouvert", Kind.BOOLEAN, "jour d'ouverture", nullable=False),
        lambda s: s.days.for_unit(s.unit).is_open(s.day),
    ),
    (Fact("jour", Kind.DATE, "jour", nullable=False), lambda s: s.day),
    (Fact("minutes", Kind.NUMBER, "durée", unit="min", minimum=Decimal(0)), _minutes),
    (
        Fact("duree_constatee", Kind.NUMBER, "durée constatée", unit="min", minimum=Decimal(0)),
        _minutes_there,
    ),
    (
        Fact("action", Kind.CHOICE, "action", choices=_choices(*ACTIONS)),
        lambda s: s.action,
    ),
    (Fact(UNPAID, Kind.NUMBER, "impayé", grain=Decimal("0.01"), unit="€", nullable=False), lambda s: s.unpaid),
    (Fact("places_restantes", Kind.NUMBER, "places restantes"), lambda s: s.places_left),
)

LEVELS = tuple(
    Level(order, f"{who}-{span}", f"par {who} et par {label}")
    for order, (span, label, who) in enumerate(
        (
            (span, label, who)
            for span, label in (
                ("jour", "jour"),
                ("semaine", "semaine"),
                ("mois", "mois"),
                ("periode", "période"),
                ("annee", "année scolaire"),
            )
            for who in ("enfant", "foyer")
        ),
        start=2,
    )
)


FAULTS = (
    Fault("réservation tardive", (("reservation", "tardive"),)),
    Fault("présence sans réservation", (("reservation", "absente"),)),
    Fault("annulation tardive", (("annulation", "tardive"),)),
    Fault("absence non justifiée", (("presence", "absent"), ("motif_absence", "non-justifiee"))),
)
HOUSE = Vocabulary(tuple(fact for fact, _ in FACTS), LEVELS, imagine, FAULTS, OWNERS)  # without the town's own criteria


def vocabulary() -> Vocabulary:
    """The facts of the house and the town's own criteria, and the levels of groups."""
    criteria = list(Criterion.objects.all())
    own = tuple(criterion_fact(criterion) for criterion in criteria)
    owners = {CRITERION + one.slug: OWNER_OF[Criterion.Target(one.target)] for one in criteria}
    return replace(HOUSE, facts=(*HOUSE.facts, *own), owners={**OWNERS, **owners})


def criterion_fact(criterion: Criterion) -> Fact:
    """A criterion of the town as a column of the règlements."""
    choices = tuple(Choice(choice["slug"], choice["label"]) for choice in criterion.choices)
    return Fact(CRITERION + criterion.slug, Kind(criterion.kind), criterion.label, choices=choices)


def read_facts(situation: Situation, names: Collection[str] | None = None) -> dict[str, Value]:
    """The facts of these names in this situation, all of them unless told; None where nobody knows."""
    wanted = {fact.name for fact, _ in FACTS} if names is None else names
    facts = {fact.name: reader(situation) for fact, reader in FACTS if fact.name in wanted}
    for criterion in situation.criteria:
        name = CRITERION + criterion.slug
        if names is None or name in names:
            facts[name] = _criterion(situation, criterion)
    return facts


def _criterion(situation: Situation, criterion: Criterion) -> Value:
    stored: Any
    if criterion.target == Criterion.Target.ENROLMENT:
        stored = situation.enrolment.criteria.get(criterion.slug) if situation.enrolment else None
    else:
        owner = situation.household if criterion.target == Criterion.Target.HOUSEHOLD else situation.child.pk
        stored = situation.records.criterion(criterion.target, owner, criterion.slug, situation.day)
    return value_from_json(Kind(criterion.kind), stored)
