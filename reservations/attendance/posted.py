"""What a phone or a plain form posts about a sheet, checked before anybody acts on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

from django import forms
from django.utils import dateparse, timezone
from django.utils.translation import gettext_lazy as _

from reservations.attendance.ticks import State, Tick, UnreadableTick, read_marks
from reservations.models import Reservation, Unit

MOST = 500
UNREADABLE = "Ce pointage est illisible : rechargez la feuille et recommencez."


@dataclass(frozen=True)
class Parcel:
    """What a phone sends when it finds the network again: its ticks, by sheet, and the sheet it is showing."""

    device: str
    sheet: int
    ticks: Mapping[int, list[Tick]]
    refused: tuple[tuple[str, str], ...]  # key as written, sentence


def read_parcel(body: bytes) -> Parcel:
    """The ticks of a request's body; a bad one is refused alone. Raises UnreadableTick where it is no parcel."""
    try:
        given = json.loads(body)
        device, sheet, ticks = str(given["device"])[:40], int(given["sheet"]), list(given["ticks"])[:MOST]
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableTick(UNREADABLE) from error
    found: dict[int, list[Tick]] = {}
    refused = []
    for one in ticks:
        try:
            found.setdefault(int(one["session"]), []).append(_tick(one))
        except UnreadableTick as error:
            refused.append((_key(one), str(error)))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            refused.append((_key(one), UNREADABLE))
    return Parcel(device, sheet, found, tuple(refused))


def _tick(given: Mapping) -> Tick:
    at = dateparse.parse_datetime(str(given["at"]))
    if at is None or timezone.is_naive(at):
        raise UnreadableTick(UNREADABLE)
    child, seen = int(given["child"]), int(given.get("seen") or 0)
    if not (0 < child < 2**63 and 0 <= seen < 2**63):
        raise UnreadableTick(UNREADABLE)
    return Tick(UUID(str(given["key"])), child, at, read_marks(given["marks"]), seen)


def _key(given: object) -> str:
    return str(given.get("key", ""))[:40] if isinstance(given, Mapping) else ""


class TickForm(forms.Form):
    """One child of the sheet, as a plain form sends it: a button, or the hours and the reason."""

    child = forms.IntegerField(min_value=1)
    seen = forms.IntegerField(min_value=0, required=False)
    key = forms.UUIDField(required=False)
    presence = forms.ChoiceField(choices=[("", ""), *Reservation.Presence.choices], required=False)
    moment = forms.ChoiceField(choices=[("", ""), ("arrivee", ""), ("depart", "")], required=False)
    arrived_at = forms.TimeField(label=_("Arrivée"), required=False)
    left_at = forms.TimeField(label=_("Départ"), required=False)
    late_minutes = forms.IntegerField(label=_("Retard (minutes)"), min_value=0, max_value=240, required=False)
    absence_reason = forms.ChoiceField(choices=[("", ""), *Reservation.Absence.choices], required=False)
    reason = forms.CharField(label=_("Motif"), max_length=250, required=False)

    def tick(self, unit: Unit, state: State, *, at: datetime) -> Tick | None:
        """The tick the form asks for, knowing what was said; None where nothing would change."""
        marks = self._marks(unit, state, f"{timezone.localtime(at):%H:%M}")
        if not marks:
            return None
        data = self.cleaned_data
        return Tick(data["key"] or uuid4(), data["child"], at, marks, data["seen"] or 0)

    def _marks(self, unit: Unit, state: State, now: str) -> dict[str, str]:
        data = self.cleaned_data
        if data["moment"]:
            return {"arrived_at" if data["moment"] == "arrivee" else "left_at": now}
        asked = {"presence": data["presence"]} if "presence" in self.data else {}
        for name in ("arrived_at", "left_at"):
            if name in self.data:
                asked[name] = f"{data[name]:%H:%M}" if data[name] else ""
        if data["late_minutes"] and unit.ends_at:
            asked["left_at"] = later(unit.ends_at, data["late_minutes"])
        if "absence_reason" in self.data:
            asked["absence_reason"] = data["absence_reason"]
        if asked.get("absence_reason") and not asked.get("presence"):
            asked["presence"] = Reservation.Presence.ABSENT.value  # a reason is that of an absence
        said = state.marks
        return {name: value for name, value in asked.items() if name == "presence" or value != said.get(name, "")}


def later(closing: time, minutes: int) -> str:
    """The time that many minutes after closing, the same day: "18:50"."""
    end = datetime.combine(datetime.min, closing) + timedelta(minutes=minutes)
    return "23:59" if end.day > 1 else f"{end:%H:%M}"
