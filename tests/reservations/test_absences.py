"""Sickness online: declared with its certificate, waiting days kept due, the rest given back (B10, P40, A17)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from families.models import Message
from payments.ledger import balance
from payments.models import Charge
from reservations.absences.declaring import accept, declare, prove, refuse
from reservations.attendance.check import unfaithful_lines
from reservations.attendance.writing import close, mark
from reservations.errors import BookingError
from reservations.models import AbsenceDeclaration, BookingSettings, Reservation
from tests.factories import attendance as make
from tests.factories.families import agent, parent
from tests.factories.reservations import sessions
from tests.reservations.test_checkout import book, pay

pytestmark = pytest.mark.django_db
MONDAY, WEDNESDAY = date(2026, 6, 8), date(2026, 6, 10)
TUESDAY_NIGHT = datetime(2026, 6, 9, 18, 0, tzinfo=UTC)
PAPER = b"%PDF-1.4 certificat"


def paper(content=PAPER, name="certificat.pdf"):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def school(db):
    """Meals of 3,60 € booked and paid on Monday, Tuesday and Wednesday; nothing with a certificate."""
    found = make.school(children=1)
    found.meals = [found.meal, *sessions(found.canteen, date(2026, 6, 9), 2)]
    found.clerk = agent("accueil")
    book(found, found.meals)
    pay(found)
    return found


def declared(school, certificate=None, first=MONDAY, last=WEDNESDAY, at=TUESDAY_NIGHT):
    return declare(school.family, school.sarah, first, last, certificate=certificate, at=at, by=school.clerk)


def owed(school):
    return balance(school.family, on=date(2026, 12, 31))


def test_the_waiting_days_stay_due_and_the_rest_is_given_back(school):
    """B10, A17: one waiting day of three, two meals of 3,60 € as a credit."""
    places = accept(declared(school, paper()), at=TUESDAY_NIGHT, by=school.clerk)
    assert [one.session.starts_on for one in places] == [date(2026, 6, 9), WEDNESDAY]
    assert owed(school) == Decimal("-7.20")
    assert "7,20" in Message.objects.get(kind="absence-acceptee").body
    assert list(unfaithful_lines()) == []


@pytest.mark.parametrize(("days", "credit"), [(0, "-10.80"), (1, "-7.20"), (2, "-3.60"), (3, "0.00"), (9, "0.00")])
def test_as_many_days_stay_due_as_the_town_says(school, days, credit):
    """A17."""
    BookingSettings.objects.update_or_create(pk=1, defaults={"waiting_days": days})
    accept(declared(school, paper()), at=TUESDAY_NIGHT, by=school.clerk)
    assert owed(school) == Decimal(credit)


def test_late_proof_is_told_to_the_agent_and_re_opens_a_closed_sheet(school):
    """K07: accepted all the same, by regularisation."""
    mark(school.meal, school.sarah.pk, by=school.animator, at=make.NOON, presence="absent")
    close(school.meal, by=school.animator, at=make.NOON)
    BookingSettings.objects.update_or_create(pk=1, defaults={"waiting_days": 0})
    absence = declared(school, last=MONDAY)
    prove(absence, paper(), at=TUESDAY_NIGHT + timedelta(hours=49))
    assert absence.is_late
    accept(absence, at=TUESDAY_NIGHT + timedelta(days=3), by=school.clerk)
    assert owed(school) == Decimal("-3.60")
    assert Charge.objects.get(amount="-3.60").basis == "régularisation"


def test_the_certificate_is_erased_once_it_is_read(school):
    absence = declared(school, paper())
    accept(absence, at=TUESDAY_NIGHT, by=school.clerk)
    absence.refresh_from_db()
    assert (absence.certificate.name, absence.status) == ("", "acceptee")


def test_a_decision_is_made_once_and_with_a_certificate(school):
    absence = declared(school)
    with pytest.raises(BookingError, match="pas arrivé"):
        accept(absence, at=TUESDAY_NIGHT, by=school.clerk)
    with pytest.raises(BookingError, match="pourquoi"):
        refuse(absence, why=" ", at=TUESDAY_NIGHT, by=school.clerk)
    refuse(absence, why="Certificat illisible", at=TUESDAY_NIGHT, by=school.clerk)
    assert "Certificat illisible" in Message.objects.get(kind="absence-refusee").body
    with pytest.raises(BookingError, match="déjà reçu"):
        refuse(absence, why="Encore", at=TUESDAY_NIGHT, by=school.clerk)
    assert owed(school) == 0


def test_days_with_nothing_booked_or_declared_already_are_refused(school):
    with pytest.raises(BookingError, match="Rien n'est réservé"):
        declared(school, first=date(2026, 7, 1), last=date(2026, 7, 2))
    declared(school)
    with pytest.raises(BookingError, match="déjà déclarée"):
        declared(school, first=WEDNESDAY)
    with pytest.raises(BookingError, match="dates"):
        declared(school, first=WEDNESDAY, last=MONDAY)


def test_a_parent_declares_and_an_agent_answers(client, school):
    """P40: from the form to the credit, and nobody else reads the certificate."""
    person = parent(school.family)
    client.force_login(person)
    here = reverse("reservations:absences")
    asked = {"child": school.sarah.pk, "starts_on": "2026-06-08", "ends_on": "2026-06-10"}
    refused = client.post(here, asked | {"certificate": paper(b"MZ\x90\x00", "virus.exe")})
    assert "ni un PDF ni une photo" in refused.content.decode()
    client.post(here, asked)
    absence = AbsenceDeclaration.objects.get()
    assert absence.proof_until > timezone.now()
    client.post(reverse("reservations:bring_certificate", args=[absence.pk]), {"certificate": paper()})
    read = reverse("reservations:certificate", args=[absence.pk])
    assert client.get(read).status_code == 404
    client.force_login(school.clerk)
    assert client.get(read).content == PAPER
    client.post(reverse("reservations:decide_absence", args=[absence.pk]), {"decision": "accept"})
    assert Reservation.objects.filter(absence_reason="certificat").count() == 2


def test_another_family_s_absence_does_not_exist(client, school):
    absence = declared(school)
    client.force_login(parent(make.household("Dupont")))
    answer = client.post(reverse("reservations:bring_certificate", args=[absence.pk]), {"certificate": paper()})
    assert answer.status_code == 404
