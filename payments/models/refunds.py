"""Money that went back to a payer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.models.ledger import LedgerEntry
from payments.models.payments import Payment
from payments.money import EurosField


class RefundQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(status=Refund.PENDING)


class Refund(models.Model):
    """One sum given back of a payment: asked by the régie, made at the bank's own desk, or taken after a dispute.

    Written PENDING before the bank is asked; `reference` is what the bank is told, so that asking twice gives back
    once. DONE, its one ledger entry says the money is owed again; FAILED, that entry was reversed.
    """

    PENDING, DONE, REFUSED, FAILED = "PENDING", "DONE", "REFUSED", "FAILED"
    STATUSES = [
        (PENDING, _("demandé")),
        (DONE, _("remboursé")),
        (REFUSED, _("refusé par la banque")),
        (FAILED, _("revenu sur notre compte")),
    ]

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds", verbose_name=_("paiement"))
    reference = models.CharField(_("référence"), max_length=40, unique=True)
    external_id = models.CharField(_("identifiant chez le prestataire"), max_length=120, blank=True)
    amount = EurosField(_("montant"))
    reason = models.CharField(_("motif"), max_length=250, blank=True)
    status = models.CharField(_("état"), max_length=7, choices=STATUSES, default=PENDING)
    entry = models.OneToOneField(
        LedgerEntry, models.PROTECT, null=True, blank=True, related_name="refund", verbose_name=_("écriture")
    )
    requested_at = models.DateTimeField(_("demandé le"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("demandé par")
    )
    settled_at = models.DateTimeField(_("remboursé le"), null=True, blank=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("remboursement")
        verbose_name_plural = _("remboursements")
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount_is_positive"),
            models.UniqueConstraint(
                fields=["payment", "external_id"], condition=~Q(external_id=""), name="one_refund_per_external_id"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["DONE", "FAILED"], entry__isnull=False, settled_at__isnull=False)
                | Q(status__in=["PENDING", "REFUSED"], entry__isnull=True, settled_at__isnull=True),
                name="refund_done_has_its_entry_and_day",
            ),
        ]

    def __str__(self):
        return self.reference
