"""Ticket stocks from a file: previewed, taken over once, never rewritten. Rows K03, B18."""

from datetime import UTC, datetime

import pytest

from families.models import Household
from imports import running
from imports.running import Outcome
from payments.models import TicketMovement
from payments.tickets import stock
from tests.factories import payments as make

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
HEAD = "household;revenue_office;ticket;quantity;counted_on;label\n"
ROW = "F1;CANTINE;cantine;12;01/09/2026;Reprise\n"


@pytest.fixture
def kind(db):
    Household.objects.create(reference="F1", name="Martin")
    return make.ticket_kind(make.revenue_office(code="CANTINE"))


def preview(rows: str):
    return running.open_run(kind="tickets", file_name="t.csv", content=(HEAD + rows).encode(), at=AT, by=None)


def test_a_stock_is_previewed_then_taken_over(kind):
    """B18: what was shown is what is written."""
    found = preview(ROW)
    assert (found.new, found.refused, TicketMovement.objects.count()) == (1, 0, 0)
    running.apply(found, at=AT, by=None)
    assert stock(Household.objects.get(), kind) == 12
    movement = TicketMovement.objects.get()
    assert (movement.label, movement.movement) == ("Reprise", "ADDED")


def test_the_same_file_again_adds_nothing(kind):
    running.apply(preview(ROW), at=AT, by=None)
    assert preview(ROW).unchanged == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ROW.replace("F1", "F9"), "n'existe pas"),
        (ROW.replace("cantine", "garderie"), "Aucun ticket « garderie »"),
        (ROW.replace("CANTINE", "AUTRE"), "à la régie « AUTRE »"),
        (ROW.replace("12", "-3"), "n'est pas un nombre de tickets"),
        (ROW.replace("12", "3,5"), "n'est pas un nombre de tickets"),
        (ROW.replace("01/09/2026", ""), "le jour où les tickets"),
        (ROW.replace("Reprise", ""), "d'où viennent ces tickets"),
    ],
)
def test_a_wrong_row_is_refused_in_words(kind, row, said):
    found = preview(row)
    assert found.rows[0]["outcome"] == Outcome.REFUSED
    assert said in found.rows[0]["reason"]


def test_a_stock_taken_over_is_not_rewritten(kind):
    """The movements are append-only: the desk corrects what it counts."""
    running.apply(preview(ROW), at=AT, by=None)
    found = preview(ROW.replace("12", "15"))
    assert found.refused == 1
    assert "déjà repris (12 tickets" in found.rows[0]["reason"]
