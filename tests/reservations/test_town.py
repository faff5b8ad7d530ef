"""What the process keeps of the town's choices never outlives them."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from reservations import marks
from reservations.booking.holding import hold
from reservations.models import Activity, BookingSettings, CalendarPeriod, Reservation, TownMark, Unit
from reservations.town import current_town
from rules.models import Rulebook
from rules.operations import Operation
from rules.outcomes import Refuse
from tests.factories.reservations import one_row, reglement
from tests.reservations.conftest import AT


def meal(town):
    return next(session for session in town.meals if session.starts_on >= date(2026, 6, 8))


def wants(town):
    return hold(household=town.family, child=town.sarah, wanted=[meal(town).pk], at=AT)


def test_the_town_is_read_once_while_nothing_changes(town, django_assert_num_queries):
    kept = current_town()
    with django_assert_num_queries(1):
        assert current_town() is kept


@pytest.mark.django_db
@pytest.mark.parametrize("table", marks.TABLES)
def test_whatever_writes_in_a_table_of_the_town_changes_its_mark(town, table):
    BookingSettings.objects.create(pk=1)
    before = marks.current_mark()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET id = id")
    changed = TownMark.objects.get().mark != before
    assert changed == (connection.vendor == "postgresql" or rows_of(table) > 0)


def rows_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        return cursor.fetchone()[0]


def test_an_activity_renamed_by_one_line_of_sql_is_read_again(town):
    assert current_town().activities[town.canteen.pk].name == "Cantine Les Lutins Gourmands"
    Activity.objects.filter(pk=town.canteen.pk).update(name="Cantine des Lutins")
    assert current_town().activities[town.canteen.pk].name == "Cantine des Lutins"


def test_a_change_undone_leaves_nothing_behind(town):
    closed = {"kind": CalendarPeriod.Kind.CLOSURE, "label": "Pont", "starts_on": meal(town).starts_on}
    before = current_town()
    with transaction.atomic():
        CalendarPeriod.objects.create(calendar=town.canteen.calendar, ends_on=meal(town).starts_on, **closed)
        assert current_town().days[town.canteen.calendar_id].label_of(meal(town).starts_on) == "Pont"
        transaction.set_rollback(True)
    Unit.objects.filter(pk=meal(town).unit_id).update(name="Déjeuner")
    after = current_town()
    assert after.days[town.canteen.calendar_id].label_of(meal(town).starts_on) == ""
    assert before.days[town.canteen.calendar_id].label_of(meal(town).starts_on) == ""


def test_a_reglement_published_now_decides_the_very_next_valider(town):
    """A19: an edition in force is obeyed at once, by every process."""
    assert wants(town).held
    Reservation.objects.all().delete()
    refused = one_row(Refuse("La cantine est réservée aux grandes sections."), Operation.REFUSE)
    reglement(Rulebook.Kind.ACCESS, refused, valid_from=date(2026, 1, 1), into=town.canteen.access_rulebook)
    (why,) = wants(town).refused
    assert why.sentence == "La cantine est réservée aux grandes sections."


def test_a_hold_as_long_as_the_town_says_from_the_next_valider_on(town):
    current_town()
    BookingSettings.objects.update_or_create(pk=1, defaults={"hold_minutes": 45})
    wants(town)
    assert Reservation.objects.get().held_until == AT + timedelta(minutes=45)


@pytest.mark.django_db
def test_a_lost_trigger_is_found(town):
    assert marks.missing() == []
    on = " ON reservations_activity" if connection.vendor == "postgresql" else "_on_update"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER reservations_activity_is_marked{on}")
    assert len(marks.missing()) == 1
    marks.install()
    assert marks.missing() == []
