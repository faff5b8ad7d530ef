"""What is owed, line by line, and which payment pays which line."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.models.invoices import Invoice
from payments.models.orders import Order
from payments.models.payments import Payment
from payments.money import EurosField


class ChargeQuerySet(models.QuerySet):
    def immediate(self):
        return self.filter(deferred=False)

    def deferred(self):
        return self.filter(deferred=True)

    def to_invoice(self, month):
        """Lines announced to the family for that month (its first day), not yet on an invoice."""
        return self.deferred().filter(order__status=Order.PAID, invoice=None, invoice_month=month)

    def charged(self):
        """Lines that count: immediate ones of settled orders, and those of issued, uncancelled invoices."""
        settled = Q(deferred=False, order__status=Order.PAID)
        return self.filter(settled | Q(invoice__status=Invoice.ISSUED))


class Charge(models.Model):
    """One signed amount owed by a household, with its reason; never changed, only answered by another.

    `subject` is opaque text given by the caller ("reservation:812"): payments adds it up, never reads it.
    A deferred line waits, on the order that announced it, for the invoice of `invoice_month`.
    """

    household = models.ForeignKey("families.Household", models.PROTECT, related_name="charges", verbose_name=_("foyer"))
    revenue_office = models.ForeignKey(
        "payments.RevenueOffice", models.PROTECT, related_name="charges", verbose_name=_("régie")
    )
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="charges", verbose_name=_("commande")
    )
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, null=True, blank=True, related_name="charges", verbose_name=_("facture")
    )
    subject = models.CharField(_("objet"), max_length=200, db_index=True)
    day = models.DateField(_("jour"))
    label = models.CharField(_("libellé"), max_length=250)
    basis = models.CharField(_("tarification"), max_length=120, blank=True)
    amount = EurosField(_("montant"))
    component = models.CharField(_("composante"), max_length=120, blank=True)
    edition = models.CharField(_("version du règlement"), max_length=120, blank=True)
    why = models.JSONField(_("explication"), default=dict, blank=True)
    deferred = models.BooleanField(_("facturé plus tard"), default=False)
    invoice_month = models.DateField(_("mois de facturation"), null=True, blank=True)
    accounting_code = models.CharField(_("imputation comptable"), max_length=30, blank=True)
    recorded_at = models.DateTimeField(_("enregistré le"))

    objects = ChargeQuerySet.as_manager()

    class Meta:
        verbose_name = _("ligne due")
        verbose_name_plural = _("lignes dues")
        ordering = ["day", "id"]
        indexes = [models.Index(fields=["household", "revenue_office", "subject"], name="charge_by_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(order__isnull=False) | Q(invoice__isnull=False),
                name="charge_is_carried_by_an_order_or_an_invoice",
            ),
            models.CheckConstraint(
                condition=Q(deferred=True, invoice_month__isnull=False) | Q(deferred=False, invoice_month__isnull=True),
                name="charge_deferred_has_its_month",
            ),
            models.CheckConstraint(
                condition=Q(order__isnull=True) | Q(invoice__isnull=True) | Q(deferred=True),
                name="charge_immediate_is_never_invoiced_again",
            ),
        ]

    def __str__(self):
        return self.label


class Allocation(models.Model):
    """The part of a payment that pays a charge; never changed.

    A negative row frees money again: a credit line gives back what its payment had paid, a returned cheque un-pays.
    Law, kept by triggers: for each payment Σ ≤ its amount; for each charge Σ has its sign and |Σ| ≤ |its amount|.
    """

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="allocations", verbose_name=_("paiement"))
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="allocations", verbose_name=_("ligne due"))
    amount = EurosField(_("montant"))
    recorded_at = models.DateTimeField(_("enregistré le"))

    class Meta:
        verbose_name = _("affectation")
        verbose_name_plural = _("affectations")
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="allocation_is_not_zero")]

    def __str__(self):
        return f"{self.payment} → {self.charge}"
