"""What a family is told the same day of its child's attendance: what happened, why it counts, what it changes (B07)."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal
from hashlib import sha256

from django.utils.translation import gettext as _

from cms.french import month_in_words
from families.models import Child, Message
from families.notices import notify
from payments.money import written
from reservations.attendance.recording import Recording, late_unit_of
from reservations.days.costs import UNPRICEABLE
from reservations.facts import ATTENDANCE
from reservations.message_kinds import ATTENDANCE_NOTICE
from reservations.models import AttendanceSettings, Reservation
from reservations.pricing.bills import price
from reservations.pricing.register import load_register
from reservations.pricing.worlds import lines_between, tariff_of, world_line

Status, Presence = Reservation.Status, Reservation.Presence
PREFIX = "pointage"
NOTHING = "rien"


@dataclass(frozen=True)
class Anomaly:
    """Something a family did not ask for: a presence without a place, a place without the child, a late departure."""

    kind: str
    detail: str
    line: Reservation


def tell_family(recording: Recording, child: int) -> None:
    """Write the family what its child's ticks come to, where that is not what it was last told.

    A notice still waiting is replaced, so a tick corrected back and forth is told once.
    """
    if not any(line.child_id == child for line in recording.changed):
        return
    chosen = AttendanceSettings.current()
    found = anomalies_of(recording, child, chosen)
    print_now = fingerprint(found)
    told = _told(recording, child)
    while told and _said(told[-1]) != print_now and _taken_back(told[-1]):
        told.pop()
    if print_now != (_said(told[-1]) if told else NOTHING):
        _write(recording, child, found, said=print_now, number=len(told) + 1, quiet=chosen.quiet_minutes)


def anomalies_of(recording: Recording, child: int, chosen: AttendanceSettings) -> list[Anomaly]:
    """The anomalies of a child on a sheet that the town tells families of."""
    unit = late_unit_of(recording.session.unit)
    day = recording.session.starts_on
    lines = Reservation.objects.filter(
        child=child, household=recording.household, status__in=[Status.CONFIRMED, Status.LEAVING],
        session__starts_on=day, session__group=recording.session.group_id,
        session__unit__in=[recording.session.unit_id, *([unit.pk] if unit else [])],
    ).select_related("session__unit", "child").order_by("pk")  # fmt: skip
    found = (_anomaly(line, is_late=bool(unit and line.session.unit_id == unit.pk)) for line in lines)
    wanted = {"unbooked": chosen.tell_unbooked, "absence": chosen.tell_absence, "late": chosen.tell_late}
    return [one for one in found if one is not None and wanted[one.kind]]


def fingerprint(found: list[Anomaly]) -> str:
    """A short name of what some anomalies say; the same for the same sentences."""
    if not found:
        return NOTHING
    return sha256(repr(sorted((one.kind, one.detail) for one in found)).encode()).hexdigest()[:12]


def _anomaly(line: Reservation, *, is_late: bool) -> Anomaly | None:
    if is_late:
        return Anomaly("late", f"{line.left_at:%H:%M}", line) if line.left_at else None
    if line.unbooked:
        return Anomaly("unbooked", "", line)
    if line.presence == Presence.ABSENT:
        return Anomaly("absence", line.get_absence_reason_display(), line)
    return None


def _told(recording: Recording, child: int) -> list[Message]:
    """What the family was told of this child and sheet, the oldest first."""
    prefix = f"{PREFIX}:{recording.session.pk}:{child}:"
    return list(Message.objects.filter(household=recording.household, key__startswith=prefix).order_by("pk"))


def _taken_back(message: Message) -> bool:
    """Take back a notice nobody has begun to send; says whether it was."""
    return bool(Message.objects.waiting().filter(pk=message.pk, attempts=0).delete()[0])


def _said(message: Message) -> str:
    return (message.key or "").rpartition(":")[2]


def _write(recording: Recording, child: int, found: list[Anomaly], *, said: str, number: int, quiet: int) -> None:
    session = recording.session
    pupil = Child.objects.get(pk=child)
    where = f"{session.unit.activity.name}, {session.unit.name}, {session.starts_on:%d/%m/%Y}"
    sentences = [_sentence(one, pupil) for one in found] or [_("Pointage corrigé : rien à signaler finalement.")]
    if recording.reason:
        sentences.append(_("Correction : %s") % recording.reason)
    message = notify(
        ATTENDANCE_NOTICE,
        {
            "prenom": pupil.first_name,
            "seance": where,
            "faits": "\n".join(sentences),
            "montant": _money(recording, child),
        },
        household=recording.household,
        at=recording.at,
        key=f"{PREFIX}:{session.pk}:{child}:{number}:{said}",
    )
    if message is not None and quiet:
        message.try_after = recording.at + timedelta(minutes=quiet)
        message.save(update_fields=["try_after"])


def _sentence(anomaly: Anomaly, child: Child) -> str:
    name = child.first_name
    if anomaly.kind == "unbooked":
        return _("%s est venu(e) sans réservation.") % name
    if anomaly.kind == "absence":
        why = f" ({anomaly.detail})" if anomaly.detail else ""
        return _("Une place était réservée et %(name)s n'est pas venu(e)%(why)s.") % {"name": name, "why": why}
    closing = anomaly.line.arrived_at
    minutes = _minutes(closing, anomaly.line.left_at)
    return _("%(name)s est parti(e) à %(left)s, %(minutes)d minutes après la fermeture (%(closing)s).") % {
        "name": name, "left": anomaly.detail, "minutes": minutes, "closing": f"{closing:%H:%M}" if closing else "",
    }  # fmt: skip


def _minutes(start: time | None, end: time | None) -> int:
    return (end.hour - start.hour) * 60 + end.minute - start.minute if start and end else 0


# What it changes ----------------------------------------------------------------------------------


def _money(recording: Recording, child: int) -> str:
    """What the day's attendance of a child changes to what the family owes, in a sentence."""
    amount = effect(recording, child)
    if amount is None:
        return _("La mairie calcule ce que cela change et vous l'écrira.")
    if not amount:
        return _("Cela ne change rien à ce que vous devez.")
    month = month_in_words(recording.session.starts_on)
    where = _("votre compte") if recording.activity.is_immediate else _("la facture du mois (%s)") % month
    words = _("Cela ajoute %(amount)s à %(where)s.") if amount > 0 else _("Cela retire %(amount)s de %(where)s.")
    return words % {"amount": written(abs(amount)), "where": where}


def effect(recording: Recording, child: int) -> Decimal | None:
    """What the ticks of a child on a sheet change to the price of the household's lines, in euros: the price of the
    world with them, less that of the world without. None where the règlement cannot price it.
    """
    day = recording.session.starts_on
    register = load_register(recording.household, at=recording.at, first=day, last=day)
    activity = register.activities[recording.activity.pk]
    year = activity.school_year
    lines = lines_between(register, activity, year.starts_on, year.ends_on)
    tariff = tariff_of(register, activity)
    try:
        after = price(tariff, [world_line(register, line) for line in lines])
        before = price(tariff, [world_line(register, line) for line in _without(recording, child, lines)])
    except UNPRICEABLE:
        return None
    return None if _unpriced(after, lines) else after.total - before.total


def _unpriced(bill, lines: list[Reservation]) -> bool:
    recorded = {line.subject for line in lines if line.unbooked}
    return any(priced.subject in recorded for priced in bill.unpriced)


def _without(recording: Recording, child: int, lines: list[Reservation]) -> list[Reservation]:
    """The lines as if nobody had ticked this child: those it caused are gone, the others know nothing of it."""
    unit = late_unit_of(recording.session.unit)
    late = unit.pk if unit else None
    kept = []
    for line in lines:
        mine = line.child_id == child and line.session.starts_on == recording.session.starts_on
        if mine and (line.session.unit_id == late or (line.unbooked and line.session_id == recording.session.pk)):
            continue
        kept.append(_untold(line) if mine and line.session_id == recording.session.pk else line)
    return kept


def _untold(line: Reservation) -> Reservation:
    found = copy(line)
    found.presence, found.absence_reason, found.arrived_at, found.left_at = "", "", None, None
    found.frozen = {name: value for name, value in line.frozen.items() if name not in ATTENDANCE - {"reservation"}}
    return found
