"""The sheets checked: each line says what its ticks come to, and whoever came has a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _

from payments.self_check import Finding
from reservations.attendance.ticks import Said, State, fold
from reservations.attendance.writing import said_of
from reservations.models import AttendanceEvent, Reservation

Status = Reservation.Status
LIVING = (Status.CONFIRMED, Status.LEAVING)


def unfaithful_lines() -> Iterator[Finding]:
    """A line whose presence, hours or reason are not those of its ticks; a child who came and has no line."""
    states = _states()
    lines = Reservation.objects.filter(session__in={session for session, _child in states}, status__in=LIVING)
    found = {(line.session_id, line.child_id): line for line in lines.select_related("child", "session__unit")}
    waiting = set(Reservation.objects.held().values_list("session_id", "child_id"))
    for place, state in states.items():
        line = found.get(place)
        if line is not None and not _agrees(line, state):
            yield Finding("attendance-differs", _("%s : la ligne ne dit pas ce qui a été pointé.") % line, line)
        if line is None and state.came and place not in waiting:
            event = AttendanceEvent.objects.filter(session=place[0], child=place[1]).latest("pk")
            yield Finding("attendance-without-line", _("%s : présent, et aucune ligne.") % event, event)


def _states() -> dict[tuple[int, int], State]:
    said: dict[tuple[int, int], list[Said]] = defaultdict(list)
    for event in AttendanceEvent.objects.filter(aside=False).select_related("by").order_by("pk").iterator():
        said[event.session_id, event.child_id].append(said_of(event))
    return {place: fold(ticks) for place, ticks in said.items()}


def _agrees(line: Reservation, state: State) -> bool:
    presence = Reservation.Presence.PRESENT if state.came else state.presence
    told = (presence, state.arrived_at, state.left_at, state.absence_reason)
    return told == (line.presence, line.arrived_at, line.left_at, line.absence_reason)
