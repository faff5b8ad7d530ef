"""Holidays from a calendar file (ICS) or the ministry's table: previewed, then applied (A01, B16)."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from families.models import User
from imports import running
from imports.errors import UnusableFile
from reservations.models import Calendar, CalendarPeriod

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 9, tzinfo=UTC)


def event(summary, first, last=None, **fields):
    end = f"DTEND;VALUE=DATE:{last}\r\n" if last else ""
    more = "".join(f"{key}:{value}\r\n" for key, value in fields.items())
    opening = f"BEGIN:VEVENT\r\nUID:{summary}{first}\r\nSUMMARY:{summary}\r\nDTSTART;VALUE=DATE:{first}\r\n"
    return f"{opening}{end}{more}END:VEVENT\r\n"


def ics(*events, name=""):
    named = f"X-WR-CALNAME:{name}\r\n" if name else ""
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//essai//FR\r\n{named}{''.join(events)}END:VCALENDAR\r\n"


HOLIDAYS = ics(
    event("Vacances de la Toussaint", "20261017", "20261102"),
    event("Vacances d'hiver", "20270213", "20270301", LOCATION="Zone A"),
    event("Vacances d'hiver", "20270206", "20270222", LOCATION="Zone C"),
    event("Armistice", "20261111", "20261112", CATEGORIES="Jour férié"),
    event("Pont de l'Ascension", "20270507"),
)


@pytest.fixture
def zone_c():
    return Calendar.objects.create(name="Calendrier des écoles", zone="C")


def opened(text, name="calendrier.ics", kind="jours"):
    return running.open_run(kind=kind, file_name=name, content=text.encode(), at=AT, by=None)


def days():
    found = CalendarPeriod.objects.order_by("starts_on").values_list("kind", "label", "starts_on", "ends_on")
    return list(found)


def test_a_calendar_file_is_previewed_then_applied(zone_c):
    """A01: the end of an event is the day after its last; another zone is left with its reason."""
    run = opened(HOLIDAYS)
    assert (run.new, run.refused) == (4, 1)
    assert days() == []
    refused = next(row for row in run.rows if row["outcome"] == "refusée")
    assert "n'est de cette zone" in refused["reason"]
    running.apply(run, at=AT, by=None)
    assert days() == [
        ("vacances", "Vacances de la Toussaint", date(2026, 10, 17), date(2026, 11, 1)),
        ("ferie", "Armistice", date(2026, 11, 11), date(2026, 11, 11)),
        ("vacances", "Vacances d'hiver", date(2027, 2, 6), date(2027, 2, 21)),
        ("pont", "Pont de l'Ascension", date(2027, 5, 7), date(2027, 5, 7)),
    ]


def test_the_same_file_again_changes_nothing_and_a_moved_end_is_a_change(zone_c):
    running.apply(opened(HOLIDAYS), at=AT, by=None)
    assert opened(HOLIDAYS).unchanged == 4
    moved = opened(HOLIDAYS.replace("20261102", "20261103"))
    assert (moved.changed, moved.unchanged) == (1, 3)


def test_each_zone_has_its_calendar_and_what_holds_for_all_asks_which(zone_c):
    Calendar.objects.create(name="Centre de loisirs", zone="A")
    run = opened(HOLIDAYS)
    assert (run.new, run.refused) == (2, 3)
    assert "dites lequel" in run.rows[0]["reason"]
    assert opened(ics(event("Armistice", "20261111"), name="Centre de loisirs")).new == 1


OPEN_DATA = """Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire
Vacances de Noël;-;2026-12-18T23:00:00+00:00;2027-01-03T23:00:00+00:00;Toulouse;Zone C;2026-2027
Prérentrée;Enseignants;2026-08-30T22:00:00+00:00;2026-08-31T22:00:00+00:00;Toulouse;Zone C;2026-2027
"""


def test_the_ministrys_table_is_read_as_it_is_in_paris_time(zone_c):
    """A01."""
    run = opened(OPEN_DATA, name="fr-en-calendrier-scolaire.csv")
    assert (run.new, run.refused) == (1, 1)
    running.apply(run, at=AT, by=None)
    assert days() == [("vacances", "Vacances de Noël", date(2026, 12, 19), date(2027, 1, 3))]


def test_a_strike_written_in_a_table_says_its_kind(zone_c):
    """B16."""
    running.apply(opened("libellé;du;nature\nGrève du 19;19/11/2026;grève\n", name="greve.csv"), at=AT, by=None)
    assert days() == [("greve", "Grève du 19", date(2026, 11, 19), date(2026, 11, 19))]


@pytest.mark.parametrize(
    ("text", "said"),
    [("BEGIN:VCALENDAR", "ne se lit pas"), (ics(), "aucun événement"), ("pas un calendrier", "ne se lit pas")],
)
def test_a_file_that_is_no_calendar_says_what_to_do(text, said):
    with pytest.raises(UnusableFile, match=said):
        opened(text)


def test_an_agent_drops_it_in_the_back_office(client, zone_c):
    """A01."""
    client.force_login(User.objects.create_superuser("admin", password="un mot de passe"))
    file = SimpleUploadedFile("Zone-C.ics", HOLIDAYS.encode(), "text/calendar")
    preview = client.post(reverse("imports:index"), {"kind": "jours", "file": file}, follow=True)
    assert "Vacances de la Toussaint" in preview.content.decode()
    client.post(reverse("imports:apply", args=[preview.context["run"].pk]))
    assert CalendarPeriod.objects.count() == 4


def test_the_command_shows_the_preview_and_writes_only_when_told(tmp_path, zone_c):
    file = tmp_path / "Zone-C.ics"
    file.write_text(HOLIDAYS)
    said = StringIO()
    call_command("import_file", "jours", str(file), stdout=said)
    assert "4 nouvelles" in said.getvalue()
    assert CalendarPeriod.objects.count() == 0
    call_command("import_file", "jours", str(file), "--appliquer", stdout=said)
    assert CalendarPeriod.objects.count() == 4
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_file", "jours", str(tmp_path / "autre.ics"))
