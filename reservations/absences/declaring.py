"""Declaring a sickness, bringing its certificate, and deciding: the sheet then says why the child was away.

The price follows from the règlement, which reads the reason of the absence: an immediate line is given back at once, a
deferred one by its invoice, or by the corrective run where it was invoiced.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from families.models import Child, Household, User
from families.notices import notify
from payments.ledger import balance
from payments.money import written
from reservations.attendance.writing import mark
from reservations.errors import BookingError
from reservations.message_kinds import ABSENCE_ACCEPTED, ABSENCE_REFUSED
from reservations.models import AbsenceDeclaration, BookingSettings, Reservation

Status = AbsenceDeclaration.Status
LONGEST = timedelta(days=62)


@transaction.atomic
def declare(
    household: Household, child: Child, starts_on: date, ends_on: date, *, certificate=None, at: datetime, by: User
) -> AbsenceDeclaration:
    """Write that a child is sick on some days; the certificate may come later, within the town's delay.

    Raises:
        BookingError: the days are not in order, too many, nothing is booked, or already declared.
    """
    if not starts_on <= ends_on or ends_on - starts_on > LONGEST:
        raise BookingError(_("Vérifiez les dates : la fin vient après le début, et deux mois au plus."))
    if not booked(household, child, starts_on, ends_on).exists():
        raise BookingError(_("Rien n'est réservé pour cet enfant ces jours-là : il n'y a rien à déclarer."))
    same = AbsenceDeclaration.objects.filter(household=household, child=child).exclude(status=Status.REFUSED)
    if same.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise BookingError(_("Une absence est déjà déclarée pour ces jours : ajoutez-y le certificat."))
    chosen = BookingSettings.current()
    return AbsenceDeclaration.objects.create(
        child=child, household=household, starts_on=starts_on, ends_on=ends_on, certificate=certificate or "",
        proved_at=at if certificate else None, proof_until=at + timedelta(hours=chosen.proof_hours),
        waiting_days=chosen.waiting_days, declared_at=at, declared_by=by,
    )  # fmt: skip


def prove(absence: AbsenceDeclaration, certificate, *, at: datetime) -> None:
    """Add the certificate; one that comes late is kept and says so.

    Raises:
        BookingError: the absence was decided already.
    """
    if absence.status != Status.DECLARED:
        raise BookingError(_("Cette absence a déjà reçu sa réponse."))
    if absence.certificate:
        absence.certificate.delete(save=False)
    absence.certificate, absence.proved_at = certificate, at
    absence.save(update_fields=["certificate", "proved_at"])


def booked(household: Household, child: Child, first: date, last: date) -> QuerySet[Reservation]:
    """The places a household booked for a child between two days."""
    mine = Reservation.objects.filter(household=household, child=child, session__starts_on__range=(first, last))
    kept = mine.filter(status__in=[Reservation.Status.CONFIRMED, Reservation.Status.LEAVING], unbooked=False)
    return kept.select_related("session__unit__activity", "session__group").order_by("session__starts_on", "pk")


def excused(absence: AbsenceDeclaration) -> list[Reservation]:
    """The places an accepted absence excuses: all but those of the first booked days, which stay due."""
    found = list(booked(absence.household, absence.child, absence.starts_on, absence.ends_on))
    days = sorted({one.session.starts_on for one in found})
    due = set(days[: absence.waiting_days])
    return [one for one in found if one.session.starts_on not in due]


def accept(absence: AbsenceDeclaration, *, at: datetime, by: User) -> list[Reservation]:
    """Accept a certificate: each excused place is an absence with certificate on its sheet. Gives those places.

    Raises:
        BookingError: already decided, or no certificate.
    """
    if not absence.certificate:
        raise BookingError(_("Le certificat n'est pas arrivé : attendez-le, ou refusez en disant pourquoi."))
    before = balance(absence.household, on=at.date())
    with transaction.atomic():
        _decide(absence, Status.ACCEPTED, "", at, by)
        places = excused(absence)
        for place in places:
            why = {"presence": "absent", "absence_reason": "certificat"}
            mark(place.session, absence.child_id, by=by, at=at, reason=_("Certificat médical reçu"), **why)
        _tell_accepted(absence, places, before - balance(absence.household, on=at.date()), at)
    absence.certificate.delete(save=True)  # read, it is kept no longer: what it says of a child's health is nobody's
    return places


@transaction.atomic
def refuse(absence: AbsenceDeclaration, *, why: str, at: datetime, by: User) -> None:
    """Refuse, with the reason the family reads.

    Raises:
        BookingError: already decided, or no reason.
    """
    if not why.strip():
        raise BookingError(_("Écrivez pourquoi : la famille le lira."))
    _decide(absence, Status.REFUSED, why.strip()[:250], at, by)
    values = {"prenom": absence.child.first_name, "jours": days_of(absence), "motif": absence.answer}
    notify(ABSENCE_REFUSED, values, household=absence.household, at=at, key=f"absence:{absence.pk}")
    if absence.certificate:
        absence.certificate.delete(save=True)


def _decide(absence: AbsenceDeclaration, status: str, answer: str, at: datetime, by: User) -> None:
    mine = AbsenceDeclaration.objects.filter(pk=absence.pk, status=Status.DECLARED)
    if not mine.update(status=status, answer=answer, decided_at=at, decided_by=by):
        raise BookingError(_("Cette absence a déjà reçu sa réponse."))
    absence.refresh_from_db()


def _tell_accepted(absence: AbsenceDeclaration, places: list[Reservation], credit, at: datetime) -> None:
    effect = _("%s sont portés en avoir et seront déduits de votre prochain paiement.") % written(credit)
    values = {
        "prenom": absence.child.first_name,
        "jours": days_of(absence),
        "carence": absence.waiting_days,
        "places": len(places),
        "effet": effect if credit > 0 else _("Ce que cela change sera sur votre prochaine facture."),
    }
    notify(ABSENCE_ACCEPTED, values, household=absence.household, at=at, key=f"absence:{absence.pk}")


def days_of(absence: AbsenceDeclaration) -> str:
    """« du 08/06/2026 au 10/06/2026 »."""
    return _("du %(first)s au %(last)s") % {
        "first": f"{absence.starts_on:%d/%m/%Y}", "last": f"{absence.ends_on:%d/%m/%Y}",
    }  # fmt: skip
