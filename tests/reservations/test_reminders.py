"""A word before a cut-off, to those who booked nothing, once (P46)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from families.models import Message
from families.unsubscribing import choose
from reservations.booking.holding import hold
from reservations.models import BookingSettings, Reminder, Reservation, Session
from reservations.reminders.closings import closing_between
from reservations.reminders.sending import remind
from tests.factories.families import child, household
from tests.factories.reservations import enrol
from tests.reservations.conftest import AT, MONDAY
from tests.reservations.pages import on

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# The canteen closes two working days before, at ten: Thursday 4 June for Monday 8. Two days before: Tuesday 2.
BEFORE = datetime(2026, 6, 2, 7, 0, tzinfo=UTC)  # nine in Paris: 49 hours
DURING = datetime(2026, 6, 2, 9, 0, tzinfo=UTC)  # eleven: 47 hours


@pytest.fixture
def canteen(town):
    """The Martins, enrolled in the canteen that closes; what is before Monday 8 is out of the way."""
    Session.objects.filter(starts_on__lt=MONDAY).delete()
    town.family.email = "martin@exemple.fr"
    town.family.save()
    return town


def book(town, who, day, status="confirmee"):
    held = None if status == "confirmee" else DURING + 4 * HOUR
    Reservation.objects.create(
        child=who, household=town.family, session=on(town.meals, day), status=status, booked_at=AT, held_until=held
    )


def bodies():
    return list(Message.objects.filter(kind="rappel-date-limite").values_list("body", flat=True))


def test_the_families_that_booked_nothing_are_told_once_before_the_cut_off(canteen):
    assert remind(BEFORE) == 0, "too early"
    assert remind(DURING) == 1
    (body,) = bodies()
    assert (
        "– Sarah, Cantine Les Lutins Gourmands, Repas, semaine du lundi 8 juin 2026 :"
        " avant le jeudi 4 juin 2026 à 10\u00a0h pour le lundi 8 juin 2026"
    ) in body
    assert body.count("– ") == 2, "both children in one message"
    assert "/planning/" in body
    assert remind(DURING + HOUR) == 0
    assert remind(DURING + timedelta(days=1)) == 0, "Tuesday closes too, and the week was told"
    assert len(bodies()) == 1


def test_a_booking_in_the_week_says_that_the_family_has_thought_of_it(canteen):
    book(canteen, canteen.sarah, 11)
    assert remind(DURING) == 1
    assert "Sarah" not in bodies()[0]
    assert "Chloé" in bodies()[0]


def test_a_basket_not_paid_is_a_reason_too(canteen):
    book(canteen, canteen.sarah, 8, status="retenue")
    book(canteen, canteen.chloe, 9)
    assert remind(DURING) == 1
    assert "Sarah" in bodies()[0]
    assert "(dans votre récapitulatif, à payer)" in bodies()[0]


def test_nobody_is_told_by_night_nor_after_the_cut_off(canteen):
    assert remind(datetime(2026, 6, 2, 20, 0, tzinfo=UTC)) == 0, "ten in the evening"
    Session.objects.filter(starts_on__gt=MONDAY).delete()
    assert remind(datetime(2026, 6, 4, 8, 0, tzinfo=UTC)) == 0, "ten o'clock of the day: it is too late"
    assert remind(datetime(2026, 6, 4, 7, 0, tzinfo=UTC)) == 1


def test_a_family_that_declined_is_left_alone(canteen):
    choose(canteen.family, declined=["rappel-date-limite"], language="fr")
    assert remind(DURING) == 0
    assert not Reminder.objects.exists()


def test_a_town_may_remind_nobody_or_later(canteen):
    settings = BookingSettings.objects.create(pk=1, reminder_hours=0)
    assert remind(DURING) == 0
    settings.reminder_hours = 24
    settings.save()
    assert remind(DURING) == 0
    assert remind(DURING + timedelta(days=1)) == 1


def test_a_day_without_place_or_closed_reminds_nobody(canteen):
    Session.objects.filter(unit__activity=canteen.canteen).update(capacity=0)
    assert remind(DURING) == 0
    Session.objects.update(capacity=None, is_open=False)
    assert remind(DURING) == 0


def test_a_child_of_another_activity_is_not_concerned(canteen):
    family = household("Dupont", email="d@exemple.fr")
    hugo = child("Hugo", family)
    enrol(hugo, family, canteen.garderie)  # has no cut-off
    assert remind(DURING) == 1
    assert Message.objects.get().household == canteen.family


def test_only_the_sessions_that_some_row_closes_are_looked_at(canteen):
    found = closing_between(DURING, DURING + 48 * HOUR)
    assert {(one.unit.slug, one.starts_on) for one in found} == {("repas", MONDAY)}


def test_the_work_does_not_grow_with_the_families_already_told(canteen, django_assert_max_num_queries):
    for number in range(5):
        family = household(f"Famille {number}", email=f"f{number}@exemple.fr")
        enrol(child("Lou", family), family, canteen.canteen)
    assert remind(DURING) == 6
    with django_assert_max_num_queries(16):
        assert remind(DURING + HOUR) == 0


def test_the_command_says_how_many(canteen, now, capsys):
    now(hours=27)
    call_command("remind_deadlines")
    assert "1 famille prévenue." in capsys.readouterr().out


def test_a_family_that_booked_meanwhile_by_hand_is_not_told(canteen):
    for who in (canteen.sarah, canteen.chloe):
        hold(household=canteen.family, child=who, wanted=[on(canteen.meals, 8).pk], at=DURING)
    Reservation.objects.update(status="confirmee", held_until=None)
    assert remind(DURING) == 0
