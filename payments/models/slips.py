"""Deposit slips: what a régie hands to its accountant, by means of payment; locked once issued."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.money import EurosField


class DepositSlip(models.Model):
    """Bordereau de remise: payments of one means of one régie, counted and added up once and for all."""

    revenue_office = models.ForeignKey(
        "payments.RevenueOffice", models.PROTECT, related_name="slips", verbose_name=_("régie")
    )
    adapter = models.SlugField(_("moyen de paiement"))
    number = models.CharField(_("numéro"), max_length=40, unique=True)
    count = models.PositiveIntegerField(_("paiements"))
    total = EurosField(_("total"))
    issued_at = models.DateTimeField(_("émis le"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("émis par")
    )

    class Meta:
        verbose_name = _("bordereau de remise")
        verbose_name_plural = _("bordereaux de remise")
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0, total__gte=0), name="deposit_slip_is_not_empty"),
        ]

    def __str__(self):
        return self.number


class DepositLine(models.Model):
    """One payment of a slip: handed over once."""

    slip = models.ForeignKey(DepositSlip, models.PROTECT, related_name="lines", verbose_name=_("bordereau"))
    payment = models.OneToOneField(
        "payments.Payment", models.PROTECT, related_name="deposit", verbose_name=_("paiement")
    )
    amount = EurosField(_("montant"))

    class Meta:
        verbose_name = _("ligne de bordereau")
        verbose_name_plural = _("lignes de bordereau")
        ordering = ["id"]

    def __str__(self):
        return f"{self.slip} · {self.payment}"
