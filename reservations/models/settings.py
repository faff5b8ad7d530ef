"""What a town chooses about bookings."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BookingSettings(models.Model):
    """One row: how long places are kept, in a basket and for a family of the waiting list."""

    hold_minutes = models.PositiveSmallIntegerField(
        _("durée de conservation des places (minutes)"),
        default=30,
        validators=[MinValueValidator(20), MaxValueValidator(240)],
        help_text=_("Plus longue que les quinze minutes d'une page de paiement."),
    )

    waiting_hours = models.PositiveSmallIntegerField(
        _("durée d'une place proposée à la liste d'attente (heures)"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(168)],
        help_text=_("Le temps qu'une famille a pour la prendre ; ensuite elle va à la suivante."),
    )
    waiting_confirms_deferred = models.BooleanField(
        _("confirmer tout de suite les places libérées en paiement différé"),
        default=False,
        help_text=_("Décoché : la place est gardée et la famille la confirme elle-même."),
    )

    reminder_hours = models.PositiveSmallIntegerField(
        _("rappel avant une date limite (heures)"),
        default=48,
        validators=[MaxValueValidator(240)],
        help_text=_("Les familles inscrites qui n'ont rien réservé sont prévenues ce temps avant ; 0 : jamais."),
    )

    waiting_days = models.PositiveSmallIntegerField(
        _("jours de carence d'une maladie"),
        default=1,
        validators=[MaxValueValidator(10)],
        help_text=_("Les premiers jours réservés restent dus malgré le certificat ; 0 : aucun."),
    )
    proof_hours = models.PositiveSmallIntegerField(
        _("délai pour donner le certificat (heures)"),
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
        help_text=_("Passé ce délai, le certificat est reçu en retard et l'agent le voit."),
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

    @property
    def offer(self) -> timedelta:
        """How long a place is kept for a family of the waiting list."""
        return timedelta(hours=self.waiting_hours)

    @property
    def reminder(self) -> timedelta:
        """How long before a cut-off a family is reminded; zero, never."""
        return timedelta(hours=self.reminder_hours)
