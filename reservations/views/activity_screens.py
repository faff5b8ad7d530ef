"""« Activités »: the planning of one activity for all the children of a household (statement 19)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Self

from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.access import acting_household, children_of
from families.models import Child, Household
from reservations.advanced.usual import usual_weeks
from reservations.days.periods import Period, Scale
from reservations.days.planning import plan_for
from reservations.models import Activity, Enrolment
from reservations.planning.boards import Board, BoardRow, board_of
from reservations.planning.boxes import Place, Ticks, read_ticks
from reservations.planning.full_days import FullDay, full_days
from reservations.planning.picks import Posted
from reservations.views.screens import ACTIVITY, Door, activities_in, activity_url, child_url, enrolments_of, token


@dataclass
class ActivityScreen:
    """The planning of an activity over a period, as it stands at a moment; read and changed like a child's."""

    household: Household
    children: list[Child]
    enrolled: list[Enrolment]
    activity: Activity
    period: Period
    at: datetime
    ticked: Collection[Place] | None = None
    posted: Posted | None = None

    is_of_activity = True

    @cached_property
    def board(self) -> Board:
        period, slug = self.period, self.activity.slug
        plan = plan_for(self.household, self.edited, period.first, period.last, at=self.at, activity=slug)
        return board_of(plan, activity=self.activity.pk, ticked=self.ticked, posted=self.posted)

    @cached_property
    def edited(self) -> list[Child]:
        """The children enrolled in the activity."""
        mine = {one.child_id for one in self.enrolled if one.activity_id == self.activity.pk}
        return [child for child in self.children if child.pk in mine]

    @property
    def name(self) -> str:
        return self.activity.name

    @property
    def who(self) -> str:
        return ", ".join(child.first_name for child in self.edited)

    @property
    def by_child(self) -> list[tuple[Child, tuple[BoardRow, ...]]]:
        found = [(child, self.board.of_child(child.pk)) for child in self.edited]
        return [(child, rows) for child, rows in found if rows]

    def ticks(self, data: QueryDict) -> Ticks | None:
        """What the page says when it is sent; None where it cannot be read."""
        return read_ticks(self.board, self.edited, data, many=True)

    def shown_again(self, ticks: Ticks, data: QueryDict) -> Self:
        """The same page with what was ticked and chosen on it, nothing kept."""
        return replace(self, ticked=ticks.ticked, posted=data.dict())

    @cached_property
    def queues(self) -> list[FullDay]:
        """The full days, with the way into their waiting lists."""
        return full_days(self.household, self.board.rows)

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    @property
    def reading_url(self) -> str:
        return activity_url("activity_planning", self.activity.pk, self.period)

    @property
    def edit_url(self) -> str:
        return activity_url("activity_edit", self.activity.pk, self.period)

    @property
    def estimation_url(self) -> str:
        return activity_url("activity_estimation", self.activity.pk, self.period)

    @property
    def previous(self) -> Door:
        return self._door(self.period.previous.title, self.activity, self.period.previous)

    @property
    def next(self) -> Door:
        return self._door(self.period.next.title, self.activity, self.period.next)

    @property
    def scales(self) -> list[Door]:
        return [self._door(scale.label, self.activity, self.period.at_scale(scale, self.today)) for scale in Scale]

    @property
    def activities(self) -> list[Activity]:
        """What the household's children are enrolled in."""
        return activities_in(self.enrolled)

    @property
    def tabs(self) -> list[Door]:
        return [self._door(one.name, one, self.period) for one in self.activities]

    @property
    def other_view(self) -> Door | None:
        """« Famille »: the first child, the same days."""
        first = next(iter(self.children), None)
        if first is None:
            return None
        url = child_url("planning_child", first.pk, self.period)
        return Door(str(_("Famille")), url, token(first.pk, self.period))

    @cached_property
    def has_usual_week(self) -> bool:
        """Is something usual in this activity?"""
        return any(slug == self.activity.slug for _child, slug, _unit in usual_weeks(self.household))

    def _door(self, label: str, activity: Activity, period: Period) -> Door:
        same = period.scale is self.period.scale and period.first == self.period.first
        here = activity.pk == self.activity.pk and same
        url = activity_url("activity_planning", activity.pk, period)
        return Door(label, url, token(activity.pk, period, ACTIVITY), here)


def activity_screen_of(request: HttpRequest, activity: int, period: Period) -> ActivityScreen:
    """The screen of an activity in which a child of the acting household is enrolled; there is no other."""
    household = acting_household(request)
    enrolled, children = enrolments_of(household), list(children_of(household))
    chosen = next((one for one in activities_in(enrolled) if one.pk == activity), None)
    if chosen is None:
        raise Http404
    return ActivityScreen(household, children, enrolled, chosen, period, timezone.now())
