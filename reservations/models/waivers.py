"""A deadline that the town hall overrode: who did it, when, why, and for which day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from families.models import Child, Household
from reservations.models.bookings import Reservation
from reservations.models.sessions import Session


class Waiver(models.Model):
    """Dérogation: a day booked or given up after its deadline, at the counter. It stays, whatever becomes of the day.

    ``deadline`` is the sentence that refused the family; ``counts_as_late`` says whether the late price applies.
    """

    class Action(models.TextChoices):
        BOOK = "reserver", _("réserver")
        CANCEL = "annuler", _("annuler")

    household = models.ForeignKey(Household, models.PROTECT, related_name="waivers", verbose_name=_("foyer"))
    child = models.ForeignKey(Child, models.PROTECT, related_name="waivers", verbose_name=_("enfant"))
    session = models.ForeignKey(Session, models.PROTECT, related_name="waivers", verbose_name=_("séance"))
    reservation = models.ForeignKey(
        Reservation, models.SET_NULL, null=True, blank=True, related_name="waivers", verbose_name=_("réservation")
    )
    action = models.CharField(_("pour"), max_length=8, choices=Action)
    deadline = models.CharField(_("date limite dépassée"), max_length=250)
    reason = models.CharField(_("motif"), max_length=250)
    counts_as_late = models.BooleanField(_("au tarif des retardataires"), default=False)
    granted_at = models.DateTimeField(_("accordée le"))
    granted_by = models.ForeignKey("families.User", models.PROTECT, related_name="+", verbose_name=_("accordée par"))

    class Meta:
        verbose_name = _("dérogation")
        verbose_name_plural = _("dérogations")
        ordering = ["-granted_at", "-id"]
        permissions = [("waive_deadline", _("Déroger à une date limite"))]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_waiver_says_why")]

    def __str__(self):
        return f"{self.child} – {self.session}"
