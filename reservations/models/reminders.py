"""What families were reminded of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from families.models import Child, Household
from reservations.models.activities import Unit


class Reminder(models.Model):
    """A family was told that a cut-off comes for a child, a unit and a week: once, whatever happens."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="reminders", verbose_name=_("foyer"))
    child = models.ForeignKey(Child, models.CASCADE, related_name="+", verbose_name=_("enfant"))
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("unité"))
    week = models.DateField(_("semaine du"))
    reminded_at = models.DateTimeField(_("rappelé le"))

    class Meta:
        verbose_name = _("rappel")
        verbose_name_plural = _("rappels")
        ordering = ["-week", "household_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "child", "unit", "week"], name="one_reminder_per_child_unit_and_week"
            ),
        ]

    def __str__(self):
        return f"{self.child} – {self.unit} ({self.week:%d/%m/%Y})"
