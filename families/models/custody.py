"""Shared custody as a calendar: which of two households a child is with, and who pays that day."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from families.models.dated import DatedQuerySet
from families.models.people import Child, Household


class CustodyCalendar(models.Model):
    """From a day on, the weeks a child spends with the first household; the others go to the second."""

    class Pattern(models.TextChoices):
        ODD_WEEKS = "semaines-impaires", _("semaines impaires chez le premier foyer")
        EVEN_WEEKS = "semaines-paires", _("semaines paires chez le premier foyer")
        ALWAYS_FIRST = "premier-foyer", _("toujours chez le premier foyer")

    child = models.ForeignKey(Child, models.CASCADE, related_name="custody_calendars", verbose_name=_("enfant"))
    first_household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name=_("premier foyer"))
    second_household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name=_("second foyer"))
    pattern = models.CharField(_("rythme"), max_length=20, choices=Pattern)
    valid_from = models.DateField(_("à partir du"))

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendrier de garde")
        verbose_name_plural = _("calendriers de garde")
        ordering = ["child_id", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["child", "valid_from"], name="one_custody_calendar_per_child_and_day"),
            models.CheckConstraint(
                condition=~Q(first_household=F("second_household")), name="custody_is_between_two_households"
            ),
        ]

    def __str__(self):
        return f"{self.child} : {self.get_pattern_display()}"


class CustodyException(models.Model):
    """A day a child spends with another household than the calendar says."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="custody_exceptions", verbose_name=_("enfant"))
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name=_("foyer"))
    day = models.DateField(_("jour"))

    class Meta:
        verbose_name = _("exception de garde")
        verbose_name_plural = _("exceptions de garde")
        ordering = ["child_id", "day"]
        constraints = [models.UniqueConstraint(fields=["child", "day"], name="one_custody_exception_per_child_and_day")]

    def __str__(self):
        return f"{self.child}, {self.day:%d/%m/%Y} : {self.household}"
