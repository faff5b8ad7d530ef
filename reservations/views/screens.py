"""What the planning's pages share: whose planning, which days, and where each tab and arrow leads."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Self

from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.access import acting_household, children_of
from families.models import Child, Household
from reservations.advanced.usual import usual_weeks
from reservations.days.periods import YEARS, Period, Scale, period_of
from reservations.days.planning import plan_for
from reservations.forms import WhereForm
from reservations.models import Activity, Enrolment
from reservations.planning.boards import Board, board_of
from reservations.planning.boxes import Place, Ticks, read_ticks
from reservations.planning.custody_words import Turn, custody_words
from reservations.planning.full_days import FullDay, full_days
from reservations.planning.picks import Posted

CHILD, ACTIVITY = "enfant", "activite"


@dataclass(frozen=True, slots=True)
class Door:
    """Where a tab or an arrow leads: an address to read, a token to send along with the ticks when editing."""

    label: str
    url: str
    token: str = ""
    is_current: bool = False


@dataclass
class Screen:
    """The planning of a child over a period, as it stands at a moment."""

    household: Household
    children: list[Child]
    child: Child
    period: Period
    at: datetime
    ticked: Collection[Place] | None = None
    posted: Posted | None = None

    is_of_activity = False

    @cached_property
    def board(self) -> Board:
        plan = plan_for(self.household, self.edited, self.period.first, self.period.last, at=self.at)
        return board_of(plan, ticked=self.ticked, posted=self.posted)

    @property
    def edited(self) -> list[Child]:
        """The children whose boxes are on the page."""
        return [self.child]

    @property
    def name(self) -> str:
        return self.child.first_name

    @property
    def who(self) -> str:
        """Whose ticks the page would lose."""
        return self.child.first_name

    def ticks(self, data: QueryDict) -> Ticks | None:
        """What the page says when it is sent; None where it cannot be read."""
        return read_ticks(self.board, self.edited, data, many=False)

    def shown_again(self, ticks: Ticks, data: QueryDict) -> Self:
        """The same page with what was ticked and chosen on it, nothing kept."""
        return replace(self, ticked=ticks.ticked, posted=data.dict())

    @property
    def turns(self) -> list[Turn]:
        """Who pays which date, where two households share the child."""
        return custody_words(self.board.plan, self.household.pk, self.child.pk)

    @property
    def custody_url(self) -> str:
        args = [self.child.pk, self.period.first.year, self.period.first.month]
        return reverse("families:custody_month", args=args)

    @cached_property
    def queues(self) -> list[FullDay]:
        """The full days, with the way into their waiting lists."""
        return full_days(self.household, self.board.rows)

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    @property
    def reading_url(self) -> str:
        return child_url("planning_child", self.child.pk, self.period)

    @property
    def edit_url(self) -> str:
        return child_url("child_edit", self.child.pk, self.period)

    @property
    def estimation_url(self) -> str:
        return child_url("estimation", self.child.pk, self.period)

    @property
    def previous(self) -> Door:
        return self._door(self.period.previous.title, self.child, self.period.previous)

    @property
    def next(self) -> Door:
        return self._door(self.period.next.title, self.child, self.period.next)

    @property
    def scales(self) -> list[Door]:
        return [self._door(scale.label, self.child, self.period.at_scale(scale, self.today)) for scale in Scale]

    @property
    def other_view(self) -> Door | None:
        """« Activités »: the first activity for all children, the same days."""
        first = next(iter(self.activities), None)
        if first is None:
            return None
        url = activity_url("activity_planning", first.pk, self.period)
        return Door(str(_("Activités")), url, token(first.pk, self.period, ACTIVITY))

    @property
    def tabs(self) -> list[Door]:
        return [self._door(child.first_name, child, self.period) for child in self.children]

    @cached_property
    def enrolled(self) -> list[Enrolment]:
        return enrolments_of(self.household)

    @property
    def activities(self) -> list[Activity]:
        """What the household's children are enrolled in."""
        return activities_in(self.enrolled)

    @property
    def enrolments(self) -> list[Activity]:
        """« Inscriptions : » what this child is enrolled in."""
        return activities_in(one for one in self.enrolled if one.child_id == self.child.pk)

    @cached_property
    def has_usual_week(self) -> bool:
        """Is something usual for this child?"""
        return any(child == self.child.pk for child, _activity, _unit in usual_weeks(self.household))

    def _door(self, label: str, child: Child, period: Period) -> Door:
        here = child.pk == self.child.pk and period.scale is self.period.scale and period.first == self.period.first
        return Door(label, child_url("planning_child", child.pk, period), token(child.pk, period), here)


def screen_of(request: HttpRequest, child: int, period: Period) -> Screen:
    """The screen of a child of the acting household; another's child has no such page."""
    household = acting_household(request)
    children = list(children_of(household))
    found = next((one for one in children if one.pk == child), None)
    if found is None:
        raise Http404
    return Screen(household, children, found, period, timezone.now())


def asked_period(request: HttpRequest, year: int | None, month: int | None) -> Period:
    """The period of an address: without a month, today's (statement 12)."""
    if year is None or month is None:
        today = timezone.localdate(timezone.now())
        year, month = today.year, today.month
    period = WhereForm(request.GET).period(year, month)
    if period is None:
        raise Http404
    return period


def enrolments_of(household: Household) -> list[Enrolment]:
    """The enrolments in published activities, in the order of the activities."""
    mine = household.enrolments.filter(activity__is_published=True).select_related("activity")
    return list(mine.order_by("activity__position", "activity__name", "starts_on"))


def activities_in(enrolments: Iterable[Enrolment]) -> list[Activity]:
    """The activities of these enrolments, each once."""
    return list({one.activity_id: one.activity for one in enrolments}.values())


def child_url(name: str, child: int, period: Period) -> str:
    return f"{reverse(f'reservations:{name}', args=[child, *_month(period)])}{_query(period)}"


def activity_url(name: str, activity: int, period: Period) -> str:
    return child_url(name, activity, period)


def token(key: int, period: Period, kind: str = CHILD) -> str:
    """Where to go once the ticks are kept: a child or an activity, a day, a scale."""
    return f"{kind}/{key}/{period.anchor.isoformat()}/{period.scale}"


def read_token(text: str) -> tuple[str, int, Period] | None:
    """What a token says, or None where it is not one of ours."""
    try:
        kind, key, day, scale = text.split("/")
        anchor = date.fromisoformat(day)
        known = anchor.year in YEARS and kind in (CHILD, ACTIVITY)
        return (kind, int(key), period_of(Scale(scale), anchor)) if known else None
    except ValueError:
        return None


def _month(period: Period) -> tuple[int, int]:
    return period.anchor.year, period.anchor.month


def _query(period: Period) -> str:
    return "" if period.scale is Scale.MONTH else f"?vue={period.scale}&jour={period.anchor.day}"
