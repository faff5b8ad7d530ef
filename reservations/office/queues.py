"""The waiting lists in the back office, to read, and the days whose places they follow."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from families.read_only import OnlyActions
from reservations.booking.queue import freed
from reservations.days.planning import lock_sessions
from reservations.models import WaitingEntry
from reservations.office.filters import WaitingFilterSet

register_permission_policy(WaitingEntry, OnlyActions(WaitingEntry, "view"))


def with_positions(entries):
    """Entries with `position`: 1 for the next served, none once they no longer wait."""
    same = WaitingEntry.objects.waiting().filter(session=OuterRef("session"))
    before = Q(priority__lt=OuterRef("priority")) | Q(
        priority=OuterRef("priority"), joined_at__lt=OuterRef("joined_at")
    )
    tie = Q(priority=OuterRef("priority"), joined_at=OuterRef("joined_at"), pk__lte=OuterRef("pk"))
    ahead = same.filter(before | tie).order_by().values("session").annotate(rows=Count("pk")).values("rows")
    waits = When(status=WaitingEntry.Status.WAITING, then=Subquery(ahead))
    return entries.annotate(position=Case(waits, default=None, output_field=IntegerField()))


class WaitingIndexView(IndexView):
    """By day, then in turn."""

    def get_base_queryset(self):
        found = with_positions(super().get_base_queryset())
        return found.select_related("child", "household", "session__unit__activity", "session__group")

    def order_queryset(self, queryset):
        if self.ordering:
            return super().order_queryset(queryset)
        return queryset.order_by("session__starts_on", "session", F("position").asc(nulls_last=True), "pk")


class WaitingViewSet(ModelViewSet):
    model = WaitingEntry
    index_view_class = WaitingIndexView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_admin_menu = False
    exclude_form_fields: tuple[str, ...] = ()
    filterset_class = WaitingFilterSet
    icon = "group"
    menu_label = _("Listes d'attente")
    list_per_page = 50
    list_display = [
        "child",
        "household",
        Column("session.starts_on", label=_("Jour"), sort_key="session__starts_on"),
        Column("session.unit.activity.name", label=_("Activité")),
        Column("session.unit.name", label=_("Unité")),
        Column("position", label=_("Position")),
        "status",
        "joined_at",
        "offered_until",
    ]
    list_export = ["session", "child", "household", "status", "joined_at", "offered_until"]


class SessionEditView(EditView):
    """A day whose places are raised serves its waiting list in the same transaction."""

    def save_instance(self):
        with transaction.atomic():
            lock_sessions([self.object.pk])
            session = super().save_instance()
            freed([session.pk], at=timezone.now())
        return session
