"""A unit on a day: what a place is taken in."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reservations.models.activities import Group, Unit


class Session(models.Model):
    """A unit, for a group, from a day to another (the same for a day); its places, or no limit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sessions", verbose_name=_("unité"))
    group = models.ForeignKey(Group, models.PROTECT, related_name="sessions", verbose_name=_("groupe"))
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))
    capacity = models.PositiveSmallIntegerField(_("places"), null=True, blank=True, help_text=_("Vide : sans limite."))
    is_open = models.BooleanField(
        _("ouverte"), default=True, help_text=_("Décochez pour ne plus prendre de réservation.")
    )
    closed_reason = models.CharField(
        _("motif de fermeture"),
        max_length=120,
        blank=True,
        help_text=_("Une phrase pour les familles : « Sortie scolaire, pas de cantine. »"),
    )
    criteria = models.JSONField(_("critères"), default=dict, blank=True)

    class Meta:
        verbose_name = _("séance")
        verbose_name_plural = _("séances")
        ordering = ["starts_on", "id"]
        indexes = [models.Index(fields=["starts_on", "group"], name="session_by_day_and_group")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "group", "starts_on"], name="one_session_per_unit_group_and_day"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="a_session_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=0), name="session_capacity_is_not_negative"
            ),
        ]

    def __str__(self):
        return f"{self.unit} {self.starts_on:%d/%m/%Y}"
