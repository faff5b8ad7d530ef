"""A family asks for its credit back; the régie pays it, or says why not."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.money import EurosField


class CreditRequest(models.Model):
    """A credit a family asks back by transfer; nothing is trapped, nothing is paid twice."""

    ASKED, PAID, REFUSED = "ASKED", "PAID", "REFUSED"
    STATUSES = [(ASKED, _("demandé")), (PAID, _("remboursé")), (REFUSED, _("refusé"))]

    household = models.ForeignKey(
        "families.Household", models.PROTECT, related_name="credit_requests", verbose_name=_("foyer")
    )
    revenue_office = models.ForeignKey(
        "payments.RevenueOffice", models.PROTECT, related_name="credit_requests", verbose_name=_("régie")
    )
    amount = EurosField(_("montant"))
    account_holder = models.CharField(_("titulaire"), max_length=70)
    iban = models.CharField(_("IBAN"), max_length=34)
    status = models.CharField(_("état"), max_length=7, choices=STATUSES, default=ASKED)
    asked_at = models.DateTimeField(_("demandé le"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("demandé par")
    )
    transfer = models.CharField(_("référence du virement"), max_length=60, blank=True)
    answer = models.CharField(_("réponse"), max_length=250, blank=True)
    done_at = models.DateTimeField(_("traité le"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("traité par")
    )

    class Meta:
        verbose_name = _("demande de remboursement")
        verbose_name_plural = _("demandes de remboursement")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "revenue_office"],
                condition=Q(status="ASKED"),
                name="one_open_credit_request_per_household_and_office",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="credit_request_amount_is_positive"),
            models.CheckConstraint(
                condition=Q(status="ASKED") | Q(done_at__isnull=False), name="credit_request_answered_has_its_day"
            ),
        ]

    def __str__(self):
        return f"{self.household} · {self.amount}"
