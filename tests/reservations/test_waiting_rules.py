"""What a town decides of its waiting lists: who comes first, and what is confirmed at once (P39)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from families.models import Message
from reservations.booking.joining import turns_of
from reservations.models import BookingSettings, Reservation, WaitingEntry
from rules.facts import Fact, Kind
from rules.models import Rulebook
from rules.operations import Operation
from rules.outcomes import Allow
from rules.steps import LINE, Step
from rules.steps import Rulebook as Rules
from rules.tables import Cell, DecisionTable, HitPolicy, Row, one_of
from tests.factories.reservations import reglement, sessions
from tests.reservations.conftest import AT, MONDAY
from tests.reservations.test_waiting import book, centre_of, families, free, state, wait

pytestmark = pytest.mark.django_db
Status = WaitingEntry.Status
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("chosen", "status"), [(True, "confirmee"), (False, "retenue")])
def test_what_is_invoiced_later_is_confirmed_at_once_where_the_town_says_so(chosen, status):
    BookingSettings.objects.create(pk=1, waiting_confirms_deferred=chosen)
    centre = centre_of(payment_mode="differe")
    (session,) = sessions(centre, MONDAY, capacity=1)
    durand, martin = families(centre, "Durand", "Martin")
    book(durand, session)
    wait(martin, session)
    free(session)
    assert Reservation.objects.get(household=martin.family).status == status
    assert Message.objects.filter(kind="place-confirmee").exists() is chosen


def test_a_rank_of_the_access_reglement_comes_before_the_moment():
    """« Les habitants d'abord »: the règlement says « autorisé, priorité 1 »."""
    resident = Fact("resident", Kind.BOOLEAN, "habite la commune")
    rows = (Row((one_of(True),), Allow(Decimal(1))), Row((Cell(),), Allow(Decimal(2))))
    step = Step("habitants", LINE, Operation.REFUSE, DecisionTable((resident,), rows, HitPolicy.FIRST))
    centre = centre_of(access=reglement(Rulebook.Kind.ACCESS, Rules((step,))))
    (session,) = sessions(centre, MONDAY, capacity=1)
    (durand, away), (here,) = families(centre, "Durand", "Loin", resident=False), families(centre, "Ici")
    book(durand, session)
    stranger, neighbour = wait(away, session, AT), wait(here, session, AT + HOUR)
    assert (stranger.priority, neighbour.priority) == (2, 1)
    assert [turn.position for turn in turns_of(away.family, since=AT)] == [2]
    free(session)
    assert (state(neighbour), state(stranger)) == (Status.OFFERED, Status.WAITING)
