"""How an account is opened, and when an agent acted for a family."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from families.models.people import Guardian, Household, User


class Invitation(models.Model):
    """A single-use link that opens an account; only the hash of its token is kept, never a password."""

    guardian = models.ForeignKey(
        Guardian, models.CASCADE, related_name="invitations", verbose_name=_("responsable légal")
    )
    token_hash = models.CharField(_("empreinte du lien"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("créée le"))
    expires_at = models.DateTimeField(_("valable jusqu'au"))
    used_at = models.DateTimeField(_("utilisée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(created_at__lt=F("expires_at")), name="an_invitation_expires_later")
        ]

    def __str__(self):
        return f"{self.guardian} ({self.created_at:%d/%m/%Y})"


class CounterVisit(models.Model):
    """The trace of an agent who opened a family's file to act for it."""

    agent = models.ForeignKey(User, models.PROTECT, related_name="counter_visits", verbose_name=_("agent"))
    household = models.ForeignKey(Household, models.CASCADE, related_name="counter_visits", verbose_name=_("foyer"))
    started_at = models.DateTimeField(_("ouvert le"))
    ended_at = models.DateTimeField(_("fermé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("passage au guichet")
        verbose_name_plural = _("passages au guichet")
        ordering = ["-started_at"]

    def __str__(self):
        return f"{self.agent} – {self.household}"
