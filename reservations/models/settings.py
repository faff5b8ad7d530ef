"""What a town chooses about bookings."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BookingSettings(models.Model):
    """One row: how long the places of a basket are kept."""

    hold_minutes = models.PositiveSmallIntegerField(
        _("durée de conservation des places (minutes)"),
        default=30,
        validators=[MinValueValidator(20), MaxValueValidator(240)],
        help_text=_("Plus longue que les quinze minutes d'une page de paiement."),
    )

    class Meta:
        verbose_name = _("réglages des réservations")
        verbose_name_plural = _("réglages des réservations")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="booking_settings_are_one_row")]

    def __str__(self):
        return str(_("réglages des réservations"))

    @classmethod
    def current(cls):
        """The town's choices, the defaults where nobody has chosen."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def hold(self) -> timedelta:
        return timedelta(minutes=self.hold_minutes)
