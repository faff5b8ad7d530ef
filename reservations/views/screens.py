"""The planning's two screens, of a child and of an activity: whose days they show, and where their doors lead."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import ClassVar, Self

from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
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
from reservations.planning.custody_words import Turn, custody_words
from reservations.planning.full_days import FullDay, full_days
from reservations.planning.picks import Posted
from reservations.views.doors import ACTIVITY, CHILD, Door, planning_url, token

READING = {CHILD: "planning_child", ACTIVITY: "activity_planning"}
EDITING = {CHILD: "child_edit", ACTIVITY: "activity_edit"}
ESTIMATING = {CHILD: "estimation", ACTIVITY: "activity_estimation"}


@dataclass
class Screen:
    """The planning of a household over a period, as it stands at a moment, seen from a child or from an activity."""

    household: Household
    children: list[Child]
    subject: Child | Activity
    period: Period
    at: datetime
    _: KW_ONLY
    ticked: Collection[Place] | None = None
    posted: Posted | None = None

    kind: ClassVar[str]

    @cached_property
    def board(self) -> Board:
        plan = plan_for(
            self.household, self.edited, self.period.first, self.period.last, at=self.at, activity=self.only_slug
        )
        only = self.subject.pk if self.is_of_activity else None
        return board_of(plan, activity=only, ticked=self.ticked, posted=self.posted)

    @property
    def is_of_activity(self) -> bool:
        return self.kind == ACTIVITY

    @property
    def only_slug(self) -> str | None:
        """The one activity shown, or None for all of them."""
        return self.subject.slug if self.is_of_activity else None

    def ticks(self, data: QueryDict) -> Ticks | None:
        """What the page says when it is sent; None where it cannot be read."""
        return read_ticks(self.board, self.edited, data, many=self.is_of_activity)

    def shown_again(self, ticks: Ticks, data: QueryDict) -> Self:
        """The same page with what was ticked and chosen on it, nothing kept."""
        return replace(self, ticked=ticks.ticked, posted=data.dict())

    @cached_property
    def queues(self) -> list[FullDay]:
        """The full days, with the way into their waiting lists."""
        return full_days(self.household, self.board.rows)

    @cached_property
    def enrolled(self) -> list[Enrolment]:
        return enrolments_of(self.household)

    @property
    def activities(self) -> list[Activity]:
        """What the household's children are enrolled in over the period: not what another school year offered."""
        return activities_in(one for one in self.enrolled if self._meets(one))

    def _meets(self, enrolment: Enrolment) -> bool:
        """Does the enrolment, within the school year of its activity, have a day of the period?"""
        year, first, last = enrolment.activity.school_year, self.period.first, self.period.last
        return max(enrolment.starts_on, year.starts_on) <= last and first <= min(
            enrolment.ends_on or last, year.ends_on
        )

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    @property
    def reading_url(self) -> str:
        return planning_url(READING[self.kind], self.subject.pk, self.period)

    @property
    def edit_url(self) -> str:
        return planning_url(EDITING[self.kind], self.subject.pk, self.period)

    @property
    def estimation_url(self) -> str:
        return planning_url(ESTIMATING[self.kind], self.subject.pk, self.period)

    @property
    def previous(self) -> Door:
        return self._door(self.period.previous.title, self.subject, self.period.previous)

    @property
    def next(self) -> Door:
        return self._door(self.period.next.title, self.subject, self.period.next)

    @property
    def scales(self) -> list[Door]:
        return [self._door(scale.label, self.subject, self.period.at_scale(scale, self.today)) for scale in Scale]

    def _door(self, label: str, subject: Child | Activity, period: Period) -> Door:
        same = period.scale is self.period.scale and period.first == self.period.first
        url = planning_url(READING[self.kind], subject.pk, period)
        return Door(label, url, token(subject.pk, period, self.kind), same and subject.pk == self.subject.pk)


@dataclass
class ChildScreen(Screen):
    """The planning of one child, all its activities."""

    subject: Child
    kind: ClassVar[str] = CHILD

    @property
    def child(self) -> Child:
        return self.subject

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

    @property
    def turns(self) -> list[Turn]:
        """Who pays which date, where two households share the child."""
        return custody_words(self.board.plan, self.household.pk, self.child.pk)

    @property
    def custody_url(self) -> str:
        args = [self.child.pk, self.period.first.year, self.period.first.month]
        return reverse("families:custody_month", args=args)

    @property
    def tabs(self) -> list[Door]:
        return [self._door(child.first_name, child, self.period) for child in self.children]

    @property
    def other_view(self) -> Door | None:
        """« Activités »: the first activity for all children, the same days."""
        first = next(iter(self.activities), None)
        if first is None:
            return None
        url = planning_url(READING[ACTIVITY], first.pk, self.period)
        return Door(str(_("Activités")), url, token(first.pk, self.period, ACTIVITY))

    @property
    def enrolments(self) -> list[Activity]:
        """« Inscriptions : » what this child is enrolled in over the period."""
        return activities_in(one for one in self.enrolled if one.child_id == self.child.pk and self._meets(one))

    @cached_property
    def has_usual_week(self) -> bool:
        """Is something usual for this child?"""
        return any(child == self.child.pk for child, _activity, _unit in usual_weeks(self.household))


@dataclass
class ActivityScreen(Screen):
    """« Activités »: the planning of one activity for all the children of a household (statement 19)."""

    subject: Activity
    kind: ClassVar[str] = ACTIVITY

    @cached_property
    def edited(self) -> list[Child]:
        """The children enrolled in the activity."""
        mine = {one.child_id for one in self.enrolled if one.activity_id == self.subject.pk}
        return [child for child in self.children if child.pk in mine]

    @property
    def activities(self) -> list[Activity]:
        """The activity shown is always among them."""
        found = super().activities
        return found if any(one.pk == self.subject.pk for one in found) else [*found, self.subject]

    @property
    def name(self) -> str:
        return self.subject.name

    @property
    def who(self) -> str:
        return ", ".join(child.first_name for child in self.edited)

    @property
    def by_child(self) -> list[tuple[Child, tuple[BoardRow, ...]]]:
        found = [(child, self.board.of_child(child.pk)) for child in self.edited]
        return [(child, rows) for child, rows in found if rows]

    @property
    def tabs(self) -> list[Door]:
        return [self._door(one.name, one, self.period) for one in self.activities]

    @property
    def other_view(self) -> Door | None:
        """« Famille »: the first child, the same days."""
        first = next(iter(self.children), None)
        if first is None:
            return None
        url = planning_url(READING[CHILD], first.pk, self.period)
        return Door(str(_("Famille")), url, token(first.pk, self.period))

    @cached_property
    def has_usual_week(self) -> bool:
        """Is something usual in this activity?"""
        return any(slug == self.only_slug for _child, slug, _unit in usual_weeks(self.household))


def child_screen_of(request: HttpRequest, child: int, period: Period) -> ChildScreen:
    """The screen of a child of the acting household; another's child has no such page."""
    household = acting_household(request)
    children = list(children_of(household))
    found = next((one for one in children if one.pk == child), None)
    if found is None:
        raise Http404
    return ChildScreen(household, children, found, period, timezone.now())


def activity_screen_of(request: HttpRequest, activity: int, period: Period) -> ActivityScreen:
    """The screen of an activity in which a child of the acting household is enrolled; there is no other."""
    household = acting_household(request)
    enrolled = enrolments_of(household)
    chosen = next((one for one in activities_in(enrolled) if one.pk == activity), None)
    if chosen is None:
        raise Http404
    screen = ActivityScreen(household, list(children_of(household)), chosen, period, timezone.now())
    screen.enrolled = enrolled
    return screen


def enrolments_of(household: Household) -> list[Enrolment]:
    """The enrolments in published activities, in the order of the activities."""
    mine = household.enrolments.filter(activity__is_published=True).select_related("activity__school_year")
    return list(mine.order_by("activity__position", "activity__name", "starts_on"))


def activities_in(enrolments: Iterable[Enrolment]) -> list[Activity]:
    """The activities of these enrolments, each once."""
    return list({one.activity_id: one.activity for one in enrolments}.values())
