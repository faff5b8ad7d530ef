"""Ticks as values: the one made last counts, whatever the order they came in; two phones that disagree are shown."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from reservations.attendance.ticks import PRESENCES, REASONS, Said, State, UnreadableTick, fold, read_marks
from reservations.models import Reservation

NOON = datetime(2026, 6, 8, 10, 0, tzinfo=UTC)


def said(number, minutes, device="a", seen=0, **marks) -> Said:
    return Said(number, device, f"agent {device}", NOON + timedelta(minutes=minutes), seen, marks)


def test_the_values_are_those_of_the_bookings():
    assert PRESENCES - {""} == set(Reservation.Presence.values)
    assert REASONS - {""} == set(Reservation.Absence.values)


def test_the_tick_made_last_counts_even_if_it_came_first():
    state = fold([said(1, 9, "a", presence="absent"), said(2, 3, "b", presence="present")])
    assert state.presence == "absent"
    assert state.last == 2


def test_a_tick_says_only_what_it_says():
    state = fold([said(1, 0, presence="present", arrived_at="16:35"), said(2, 90, "b", left_at="18:05")])
    assert (state.presence, state.arrived_at, state.left_at) == ("present", time(16, 35), time(18, 5))
    assert state.disputes == ()


def test_two_phones_that_did_not_know_of_each_other_and_disagree_are_shown():
    state = fold([said(1, 0, "a", presence="present"), said(2, 2, "b", presence="absent")])
    (dispute,) = state.disputes
    assert (dispute.field, dispute.kept.device, dispute.other.device) == ("presence", "b", "a")


def test_two_phones_that_agree_are_no_dispute():
    assert fold([said(1, 0, "a", presence="present"), said(2, 2, "b", presence="present")]).disputes == ()


def test_whoever_saw_the_other_tick_corrects_it_without_dispute():
    assert fold([said(1, 0, "a", presence="present"), said(2, 2, "b", seen=1, presence="absent")]).disputes == ()


def test_a_dispute_ends_with_a_tick_that_knows_both():
    both = [said(1, 0, "a", presence="present"), said(2, 2, "b", presence="absent")]
    state = fold([*both, said(3, 5, "a", seen=2, presence="present")])
    assert (state.presence, state.disputes) == ("present", ())


def test_one_phone_never_disputes_with_itself():
    assert fold([said(1, 0, presence="present"), said(2, 1, presence="absent")]).disputes == ()


def test_an_absent_child_has_no_hours():
    state = fold([said(1, 0, arrived_at="16:35"), said(2, 1, presence="absent", absence_reason="certificat")])
    assert (state.arrived_at, state.absence_reason, state.came) == (None, "certificat", False)


def test_a_child_who_left_was_there():
    assert fold([said(1, 0, left_at="18:05")]).came
    assert not fold([said(1, 0, left_at="18:05"), said(2, 1, left_at="")]).came
    assert not State().came


@pytest.mark.parametrize(
    "marks",
    [{}, {"presence": "peut-être"}, {"left_at": "25:00"}, {"left_at": "18h05"}, {"absence_reason": "ski"}, {"x": "1"}],
)
def test_an_unreadable_tick_says_what_to_write(marks):
    with pytest.raises(UnreadableTick, match=r"écrivez|rechargez|choisissez"):
        read_marks(marks)


def test_a_readable_tick_keeps_what_it_touches():
    assert read_marks({"presence": "", "left_at": "07:05"}) == {"presence": "", "left_at": "07:05"}


EVENTS = some.lists(
    some.tuples(some.integers(0, 20), some.sampled_from("abc"), some.sampled_from(["present", "absent", ""])),
    min_size=1, max_size=8,
)  # fmt: skip


@given(EVENTS, some.randoms())
def test_the_order_they_are_read_in_changes_nothing(events, chance):
    heard = [said(n, minutes, device, presence=value) for n, (minutes, device, value) in enumerate(events, 1)]
    mixed = list(heard)
    chance.shuffle(mixed)
    assert fold(mixed) == fold(heard)
    last = max(heard, key=lambda one: (one.done_at, one.number))
    assert fold(heard).presence == last.marks["presence"]
