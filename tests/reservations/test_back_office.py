"""What a clerk changes about services, and what the families see of it."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from reservations.models import Activity, BookingSettings, CalendarPeriod, Group, Session, Unit
from tests.factories import payments
from tests.factories.families import parent
from tests.reservations.pages import on, reading, text

LISTS = ["activity", "group", "unit", "session", "schoolyear", "calendar", "calendarperiod", "bookingsettings"]


def agent(*codenames):
    user = payments.clerk()
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="reservations", codename__in=codenames)
        | Permission.objects.filter(codename="access_admin")
    )
    return user


@pytest.fixture
def thomas(town, client, now):
    """The browser of the clerk of services, with every right on them."""
    rights = [f"{verb}_{name}" for verb in ("view", "add", "change", "delete") for name in LISTS]
    client.force_login(agent(*rights))
    return client


def as_claire(client, town) -> str:
    """What Sarah's mother reads on the planning."""
    client.force_login(parent(town.family))
    return text(client.get(reading(town.sarah)))


@pytest.mark.parametrize("name", LISTS)
def test_each_list_and_each_form_opens(thomas, town, name):
    CalendarPeriod.objects.create(
        calendar=town.canteen.calendar,
        kind="ferie",
        label="Pentecôte",
        starts_on=date(2026, 5, 25),
        ends_on=date(2026, 5, 25),
    )
    model = {one._meta.model_name: one for one in (Activity, Group, Unit, Session, CalendarPeriod)}.get(name)
    assert thomas.get(reverse(f"{name}:index")).status_code == 200
    assert thomas.get(reverse(f"{name}:add")).status_code == 200
    if model:
        assert thomas.get(reverse(f"{name}:edit", args=[model.objects.first().pk])).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_somebody_without_the_right_reads_none_of_them(client, town, name):
    client.force_login(agent())
    assert client.get(reverse(f"{name}:index")).status_code in (302, 403, 404)


def session_form(session, **changed) -> dict:
    return {
        "unit": session.unit_id,
        "group": session.group_id,
        "starts_on": session.starts_on,
        "ends_on": session.ends_on,
        "capacity": "",
        "is_open": "on",
        "closed_reason": "",
        **changed,
    }


def test_a_day_closed_by_a_clerk_says_its_reason_to_families(thomas, town):
    """Statement 26, B09."""
    meal = on(town.meals, 8)
    url = reverse("session:edit", args=[meal.pk])
    data = session_form(meal, closed_reason="Grève du personnel")
    del data["is_open"]
    assert thomas.post(url, data).status_code == 302
    assert "lundi 8 juin : fermé. Grève du personnel" in as_claire(thomas, town)


def test_a_day_is_not_closed_without_a_reason(thomas, town):
    meal = on(town.meals, 8)
    data = session_form(meal)
    del data["is_open"]
    page = thomas.post(reverse("session:edit", args=[meal.pk]), data)
    assert "Dites aux familles pourquoi" in page.content.decode().replace("&#x27;", "'")
    assert Session.objects.get(pk=meal.pk).is_open


def test_the_places_of_a_day_are_set_by_a_clerk(thomas, town):
    meal = on(town.meals, 8)
    assert thomas.post(reverse("session:edit", args=[meal.pk]), session_form(meal, capacity="0")).status_code == 302
    assert "lundi 8 juin : complet" in as_claire(thomas, town)


def test_the_town_chooses_how_long_places_are_kept(thomas, town):
    """Statement 40: 30 minutes unless the town says otherwise; the choice is one row, however often it is made."""
    for minutes in ("45", "60"):
        chosen = {
            "hold_minutes": minutes,
            "waiting_hours": "24",
            "reminder_hours": "48",
            "waiting_days": "1",
            "proof_hours": "48",
        }
        thomas.post(reverse("bookingsettings:add"), chosen)
    assert BookingSettings.current().hold_minutes == 60
    assert (
        "supérieure ou égale à 20"
        in thomas.post(reverse("bookingsettings:add"), {"hold_minutes": "5"}).content.decode()
    )


def test_a_group_of_another_activity_is_refused(thomas, town):
    meal = on(town.meals, 8)
    stranger = town.garderie.groups.get()
    page = thomas.post(reverse("session:edit", args=[meal.pk]), session_form(meal, group=stranger.pk))
    assert "appartient à une autre activité" in page.content.decode()


def test_a_unit_keeps_its_weekdays_as_numbers(thomas, town):
    """What the planning and the deadlines count on."""
    unit = town.canteen.units.get()
    data = {
        "activity": town.canteen.pk,
        "name": "Repas",
        "slug": "repas",
        "position": 0,
        "origin": "reservee",
        "span": "jour",
        "weekdays": ["4", "0", "1"],
        "starts_at": "12:00",
        "ends_at": "13:30",
    }
    assert thomas.post(reverse("unit:edit", args=[unit.pk]), data).status_code == 302
    unit.refresh_from_db()
    assert unit.weekdays == [0, 1, 4]
    page = thomas.post(reverse("unit:edit", args=[unit.pk]), {**data, "ends_at": "11:00"}).content.decode()
    assert "doit venir après" in page


def test_a_price_rulebook_serves_one_payment_mode(thomas, town):
    """The promise of `Activity.clean`, said in the form."""
    canteen = town.canteen
    data = {
        "name": canteen.name,
        "slug": canteen.slug,
        "school_year": canteen.school_year_id,
        "revenue_office": canteen.revenue_office_id,
        "payment_mode": "immediat",
        "calendar": canteen.calendar_id,
        "access_rulebook": canteen.access_rulebook_id,
        "cutoff_rulebook": canteen.cutoff_rulebook_id,
        "price_rulebook": town.garderie.price_rulebook_id,
        "position": 1,
        "is_published": "on",
    }
    page = thomas.post(reverse("activity:edit", args=[canteen.pk]), data).content.decode()
    assert "sert déjà une autre régie" in page
