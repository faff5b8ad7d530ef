"""One attempt to pay, followed until its answer is final."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.models.invoices import Invoice
from payments.models.orders import Order
from payments.money import EurosField


class PaymentQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(status=Payment.PENDING)

    def still_payable(self, at):
        """Attempts under way, and refused or left ones whose page at the bank may still be open."""
        reopened = Q(status__in=[Payment.REFUSED, Payment.ABANDONED], expires_at__gt=at) & ~Q(external_id="")
        return self.filter(Q(status=Payment.PENDING) | reopened)

    def paid(self):
        return self.filter(status=Payment.PAID)

    def of(self, household, revenue_office):
        return self.filter(household=household, revenue_office=revenue_office)


class Payment(models.Model):
    """One attempt, at one means of payment, to pay an order or invoices.

    `reference` is the debt reference shown to the family, one an attempt, never reused. Statuses only climb
    (see `verdicts.RANK`): REFUSED or ABANDONED may still become PAID, PAID is final.
    """

    PENDING, PAID, REFUSED, ABANDONED, DISPUTED = "PENDING", "PAID", "REFUSED", "ABANDONED", "DISPUTED"
    STATUSES = [
        (PENDING, _("en attente de la banque")),
        (PAID, _("payé")),
        (REFUSED, _("refusé")),
        (ABANDONED, _("abandonné")),
        (DISPUTED, _("à vérifier")),
    ]

    household = models.ForeignKey(
        "families.Household", models.PROTECT, related_name="payments", verbose_name=_("foyer")
    )
    revenue_office = models.ForeignKey(
        "payments.RevenueOffice", models.PROTECT, related_name="payments", verbose_name=_("régie")
    )
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name=_("commande")
    )
    invoices = models.ManyToManyField(Invoice, blank=True, related_name="payments", verbose_name=_("factures"))
    adapter = models.SlugField(_("moyen de paiement"))
    reference = models.CharField(_("référence de la dette"), max_length=30, unique=True)
    external_id = models.CharField(_("identifiant chez le prestataire"), max_length=120, blank=True)
    amount = EurosField(_("montant"))
    status = models.CharField(_("état"), max_length=9, choices=STATUSES, default=PENDING)
    email = models.EmailField(_("adresse électronique"), blank=True)
    receipt_number = models.CharField(_("numéro de quittance"), max_length=40, blank=True)
    back_url = models.CharField(_("page de retour"), max_length=250, blank=True)
    payload = models.JSONField(_("détails"), default=dict, blank=True)
    created_at = models.DateTimeField(_("commencé le"))
    expires_at = models.DateTimeField(_("page ouverte jusqu’à"))
    ask_after = models.DateTimeField(_("banque à interroger après le"), null=True, blank=True)
    settled_at = models.DateTimeField(_("encaissé le"), null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reçu par")
    )

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("paiement")
        verbose_name_plural = _("paiements")
        ordering = ["-created_at", "-id"]
        permissions = [("refund_payment", _("Peut rembourser un paiement"))]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="payment_amount_is_not_negative"),
            models.CheckConstraint(
                condition=Q(status="PAID", settled_at__isnull=False) | (~Q(status="PAID") & Q(settled_at__isnull=True)),
                name="payment_paid_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(reference__regex=r"^[0-9]{8}x[0-9]+x[0-9]+$"), name="payment_reference_is_a_debt_reference"
            ),
            models.UniqueConstraint(
                fields=["adapter", "external_id"], condition=~Q(external_id=""), name="one_payment_per_external_id"
            ),
            models.UniqueConstraint(
                fields=["revenue_office", "receipt_number"],
                condition=~Q(receipt_number=""),
                name="one_payment_per_receipt",
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def documents(self) -> str:
        """What it is for, in numbers a bank may be told: its order, or its invoices."""
        return self.order.number if self.order else ", ".join(str(one) for one in self.invoices.all()[:3])
