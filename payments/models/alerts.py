"""What a person at the régie must look at."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AlertQuerySet(models.QuerySet):
    def unresolved(self):
        return self.filter(resolved_at=None)


class Alert(models.Model):
    """Something about money that no rule may decide: a person reads it, acts, and closes it.

    `kind` is a short word of the room that raises it; `about` tells two alerts of one kind apart.
    """

    kind = models.SlugField(_("nature"))
    about = models.CharField(_("à propos de"), max_length=120)
    message = models.TextField(_("message"))
    household = models.ForeignKey(
        "families.Household", models.PROTECT, null=True, blank=True, related_name="alerts", verbose_name=_("foyer")
    )
    order = models.ForeignKey(
        "payments.Order", models.PROTECT, null=True, blank=True, related_name="alerts", verbose_name=_("commande")
    )
    payment = models.ForeignKey(
        "payments.Payment", models.PROTECT, null=True, blank=True, related_name="alerts", verbose_name=_("paiement")
    )
    created_at = models.DateTimeField(_("signalé le"))
    resolved_at = models.DateTimeField(_("traité le"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("traité par")
    )
    resolution = models.TextField(_("suite donnée"), blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alerte")
        verbose_name_plural = _("alertes")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about"],
                condition=Q(resolved_at__isnull=True),
                name="one_open_alert_per_kind_and_object",
            ),
        ]

    def __str__(self):
        return self.message
