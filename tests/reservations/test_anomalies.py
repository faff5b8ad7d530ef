"""Told the same day: what happened, why, how much; once, and never what has been corrected since. Rows B07, N07."""

from datetime import timedelta

import pytest

from families.models import Message
from families.sending import send_waiting
from reservations.attendance import writing
from reservations.models import AttendanceSettings
from tests.factories.attendance import EVENING, NOON, confirmed, school

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db):
    return school()


def mark(town, session, at=NOON, **marks):
    return writing.mark(session, town.sarah.pk, by=town.animator, at=at, **marks)


def told() -> list[str]:
    found = Message.objects.filter(kind="pointage").order_by("pk")
    return [f"{one.subject}\n{one.body}".replace("\u00a0", " ") for one in found]


def send():
    """The town's queue, once the quiet time is over."""
    assert send_waiting(at=NOON + timedelta(hours=8)) > 0


def test_a_child_who_came_without_booking_is_told_the_same_day_with_the_amount(town):
    """B07: attendance entered at 12:15, the message is written in the same transaction, reason and amount inside."""
    mark(town, town.meal, presence="present")
    (said,) = told()
    assert "Sarah : Cantine, Repas, 08/06/2026" in said
    assert "sans réservation" in said
    assert "Cela ajoute 5,60 € à votre compte." in said
    message = Message.objects.get(kind="pointage")
    assert (message.created_at, message.recipient, message.household) == (NOON, "martin@exemple.fr", town.family)
    assert message.try_after == NOON + timedelta(minutes=15)  # a correction made meanwhile replaces it
    assert Message.objects.count() == 1  # nobody tells the adjustment in other words


def test_an_absence_says_that_the_place_stays_due(town):
    """B07."""
    confirmed(town.sarah, town.family, town.meal)
    mark(town, town.meal, presence="absent", absence_reason="non-justifiee")
    (said,) = told()
    assert "Une place était réservée et Sarah n'est pas venu(e) (non justifiée)." in said
    assert "Cela ne change rien à ce que vous devez." in said


def test_a_certificate_says_what_it_gives_back(town):
    confirmed(town.sarah, town.family, town.meal)
    mark(town, town.meal, presence="absent", absence_reason="certificat")
    assert "Cela retire 3,60 € de votre compte." in told()[0]


def test_a_late_departure_says_how_late_and_what_the_invoice_will_say(town):
    """B07: a surcharge, though nothing is charged before the end of the month."""
    confirmed(town.sarah, town.family, town.evening)
    mark(town, town.evening, EVENING, left_at="18:50")
    (said,) = told()
    assert "parti(e) à 18:50, 20 minutes après la fermeture (18:30)" in said
    assert "Cela ajoute 10,00 € à la facture du mois (juin 2026)." in said


def test_a_present_child_who_was_booked_is_no_news(town):
    confirmed(town.sarah, town.family, town.meal)
    mark(town, town.meal, presence="present")
    assert told() == []


def test_a_tick_corrected_back_and_forth_is_told_once(town):
    """N07."""
    confirmed(town.sarah, town.family, town.meal)
    for presence in ("absent", "present", "absent", "present", "absent"):
        mark(town, town.meal, presence=presence)
    assert len(told()) == 1


def test_a_tick_corrected_before_anything_was_sent_is_not_told(town):
    """N07."""
    confirmed(town.sarah, town.family, town.meal)
    mark(town, town.meal, presence="absent")
    mark(town, town.meal, presence="present")
    assert told() == []


def test_what_was_told_and_is_no_longer_true_is_put_right(town):
    confirmed(town.sarah, town.family, town.meal)
    mark(town, town.meal, presence="absent")
    send()
    mark(town, town.meal, presence="present")
    mark(town, town.meal, NOON + timedelta(minutes=1), presence="present")
    assert len(told()) == 2
    assert "Pointage corrigé : rien à signaler finalement." in told()[1]


def test_the_same_thing_is_not_told_again_after_it_was_sent(town):
    """N07."""
    confirmed(town.sarah, town.family, town.meal)
    mark(town, town.meal, presence="absent")
    send()
    mark(town, town.meal, presence="present")
    mark(town, town.meal, presence="absent")
    assert len(told()) == 1


def test_a_correction_of_a_closed_sheet_says_its_reason(town):
    """N06."""
    confirmed(town.sarah, town.family, town.meal)
    mark(town, town.meal, presence="present")
    writing.close(town.meal, by=town.animator, at=NOON)
    mark(town, town.meal, presence="absent", absence_reason="certificat", reason="Certificat reçu")
    assert "Correction : Certificat reçu" in told()[0]


@pytest.mark.parametrize(
    ("off", "marks"),
    [("tell_unbooked", {"presence": "present"}), ("tell_absence", {"presence": "absent"})],
)
def test_the_town_chooses_what_families_are_told(town, off, marks):
    """B07."""
    AttendanceSettings.objects.create(pk=1, **{off: False})
    if off == "tell_absence":
        confirmed(town.sarah, town.family, town.meal)
    mark(town, town.meal, **marks)
    assert told() == []
