"""Places held and given up: the server decides, and each refusal is a sentence."""

from datetime import date, timedelta

import pytest

from families.models import Message
from reservations.booking.basket import expire, release
from reservations.booking.holding import hold
from reservations.errors import BookingError
from reservations.models import Reservation, Session
from tests.factories.families import child, custody, household
from tests.factories.reservations import enrol, sessions
from tests.reservations.conftest import AT, MONDAY

Status = Reservation.Status


def wants(town, found, at=AT, who=None, family=None, unwanted=()):
    return hold(
        household=family or town.family,
        child=who or town.sarah,
        wanted=[session.pk for session in found],
        unwanted=[session.pk for session in unwanted],
        at=at,
    )


def meals_from(town, day):
    return [session for session in town.meals if session.starts_on >= day]


def statuses(town):
    return list(Reservation.objects.order_by("session__starts_on").values_list("status", flat=True))


def test_valider_holds_the_days_for_thirty_minutes(town):
    """Statements 22 and 40, P25."""
    result = wants(town, meals_from(town, MONDAY)[:3])
    assert len(result.held) == 3
    held = Reservation.objects.all()
    assert {one.status for one in held} == {Status.HELD}
    assert {one.held_until for one in held} == {AT + timedelta(minutes=30)}


def test_each_closed_day_is_refused_with_its_reason(town):
    """B09, B04."""
    late, good = town.meals[1], town.meals[5]
    result = wants(town, [late, good])
    assert result.held == [good.pk]
    (refused,) = result.refused
    assert (refused.session, refused.day) == (late.pk, date(2026, 6, 2))
    assert refused.sentence == "La date limite était le vendredi 29 mai à 10\u00a0h."


def test_the_last_place_goes_to_one_child_only(town):
    """B04, A03."""
    session = town.meals[5]
    session.capacity = 1
    session.save()
    wants(town, [session])
    result = wants(town, [session], who=town.chloe)
    assert result.held == []
    assert result.refused[0].sentence == "Il ne reste plus de place ce jour-là."


def test_a_double_click_holds_the_day_once(town):
    wants(town, [town.meals[5]])
    wants(town, [town.meals[5]])
    assert Reservation.objects.count() == 1


def test_another_household_s_child_is_refused(town):
    stranger = household("Dupont")
    with pytest.raises(BookingError, match="n'est pas rattaché"):
        wants(town, [town.meals[5]], family=stranger)


def test_a_forged_session_is_refused_in_words(town):
    other = child("Léo", household("Dupont"))
    result = hold(household=town.family, child=town.sarah, wanted=[999999], at=AT)
    assert result.held == []
    assert "n'est pas proposée" in result.refused[0].sentence
    assert not Reservation.objects.filter(child=other).exists()


def test_a_session_of_an_activity_the_child_is_not_enrolled_in_is_refused(town):
    town.sarah.enrolments.filter(activity=town.garderie).delete()
    result = wants(town, [town.care[20]])
    assert "n'est pas proposée" in result.refused[0].sentence


def test_unticking_a_day_of_the_basket_frees_it(town):
    wants(town, [town.meals[5]])
    result = wants(town, [], unwanted=[town.meals[5]])
    assert result.released == [town.meals[5].pk]
    assert not Reservation.objects.exists()


def paid(town, session, who=None):
    return Reservation.objects.create(
        child=who or town.sarah, household=town.family, session=session, status=Status.CONFIRMED, booked_at=AT
    )


def test_unticking_a_paid_day_prepares_its_cancellation(town):
    """Statement 31."""
    booking = paid(town, town.meals[5])
    wants(town, [], unwanted=[town.meals[5]])
    booking.refresh_from_db()
    assert (booking.status, booking.cancellation) == (Status.LEAVING, "a-temps")


def test_ticking_it_again_keeps_the_booking(town):
    booking = paid(town, town.meals[5])
    wants(town, [], unwanted=[town.meals[5]])
    wants(town, [town.meals[5]])
    booking.refresh_from_db()
    assert (booking.status, booking.held_until, booking.cancellation) == (Status.CONFIRMED, None, "")


def test_past_the_cut_off_a_paid_day_stays(town):
    booking = paid(town, town.meals[1])
    result = wants(town, [], unwanted=[town.meals[1]])
    booking.refresh_from_db()
    assert booking.status == Status.CONFIRMED
    assert "La date limite" in result.refused[0].sentence


def test_a_place_being_given_up_is_not_free_until_it_is(town):
    session = town.meals[5]
    session.capacity = 1
    session.save()
    paid(town, session)
    wants(town, [], unwanted=[session])
    assert wants(town, [session], who=town.chloe).held == []


def test_tout_supprimer_undoes_the_basket_of_all_children(town):
    """Statements 32 and 36, P26."""
    booking = paid(town, town.meals[5])
    wants(town, town.meals[6:8], unwanted=[town.meals[5]])
    wants(town, [town.meals[6]], who=town.chloe)
    assert release(town.family, at=AT) == 4
    booking.refresh_from_db()
    assert statuses(town) == [Status.CONFIRMED]


def test_at_expiry_places_are_freed_and_the_family_is_told_once(town):
    """Statement 40."""
    booking = paid(town, town.meals[5])
    wants(town, town.meals[6:8], unwanted=[town.meals[5]])
    later = AT + timedelta(minutes=30)
    assert expire(later) == 1
    assert expire(later) == 0
    booking.refresh_from_db()
    assert booking.status == Status.CONFIRMED
    assert Reservation.objects.count() == 1
    message = Message.objects.get()
    assert "3 modifications" in message.body


def test_an_expired_place_is_free_at_once_without_waiting_for_a_job(town):
    session = town.meals[5]
    session.capacity = 1
    session.save()
    wants(town, [session])
    result = wants(town, [session], at=AT + timedelta(minutes=30), who=town.chloe)
    assert result.held == [session.pk]


def test_the_other_household_of_a_child_books_its_own_weeks(town):
    """P44, B11."""
    father = household("Leroy")
    ines = child("Inès", town.family, father)
    custody(ines, town.family, father)  # even weeks with the Martins
    enrol(ines, town.family, town.canteen)
    enrol(ines, father, town.canteen)
    even, odd = town.meals[5], town.meals[10]  # weeks 24 and 25
    assert wants(town, [even, odd], who=ines).held == [even.pk]
    result = wants(town, [even, odd], who=ines, family=father)
    assert result.held == [odd.pk]
    assert result.refused[0].sentence == "Ce jour est réservé par l'autre foyer de l'enfant."


def test_valider_of_twenty_days_takes_at_most_thirty_queries(town, django_assert_max_num_queries):
    more = sessions(town.canteen, date(2026, 7, 1), 5)
    days = [*meals_from(town, MONDAY), *more][:20]
    assert len(days) == 20
    wants(town, days[:1])
    release(town.family, at=AT)
    with django_assert_max_num_queries(30):
        assert len(wants(town, days).held) == 20


def test_a_session_gone_since_the_page_was_shown_is_refused_in_words(town):
    gone = town.meals[5].pk
    Session.objects.filter(pk=gone).delete()
    result = hold(household=town.family, child=town.sarah, wanted=[gone], at=AT)
    assert "Rechargez le planning" in result.refused[0].sentence
