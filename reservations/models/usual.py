"""A family's usual week: what a child is booked for, most weeks of the year."""

from datetime import time

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from families.models import Child, Household
from reservations.models.activities import Unit


class UsualWeek(models.Model):
    """The weekdays on which a household books a unit for a child, and at what hours where the unit lets it choose.

    Each household of a shared child has its own. It books nothing by itself: it is offered, and previewed.
    """

    child = models.ForeignKey(Child, models.CASCADE, related_name="usual_weeks", verbose_name=_("enfant"))
    household = models.ForeignKey(Household, models.CASCADE, related_name="usual_weeks", verbose_name=_("foyer"))
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("unité"))
    weekdays = models.JSONField(_("jours de la semaine"), default=list, help_text=_("0 pour lundi … 6 pour dimanche"))
    starts_at = models.TimeField(_("arrive à"), null=True, blank=True)
    ends_at = models.TimeField(_("part à"), null=True, blank=True)

    class Meta:
        verbose_name = _("semaine type")
        verbose_name_plural = _("semaines types")
        ordering = ["child_id", "unit_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "child", "unit"], name="one_usual_week_per_household_child_and_unit"
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(starts_at__lt=F("ends_at")),
                name="a_usual_week_arrives_before_it_leaves",
            ),
        ]

    def __str__(self):
        return f"{self.child} – {self.unit}"

    @property
    def hours(self) -> tuple[time | None, time | None]:
        return self.starts_at, self.ends_at
