"""Mandates a family signed, and the debits drawn under them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.models.invoices import Invoice
from payments.money import EurosField


class Mandate(models.Model):
    """A household's permission to debit its account for one régie (SEPA)."""

    ACTIVE, REVOKED = "ACTIVE", "REVOKED"
    STATUSES = [(ACTIVE, _("actif")), (REVOKED, _("révoqué"))]

    household = models.ForeignKey(
        "families.Household", models.PROTECT, related_name="mandates", verbose_name=_("foyer")
    )
    revenue_office = models.ForeignKey(
        "payments.RevenueOffice", models.PROTECT, related_name="mandates", verbose_name=_("régie")
    )
    reference = models.CharField(_("référence unique du mandat"), max_length=35, unique=True)
    account_holder = models.CharField(_("titulaire"), max_length=70)
    iban = models.CharField(_("IBAN"), max_length=34)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    signed_on = models.DateField(_("signé le"))
    signed_at = models.DateTimeField(_("signé à"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signé par")
    )
    pdf = models.FileField(_("mandat signé"), upload_to="mandats/%Y/", blank=True)
    status = models.CharField(_("état"), max_length=7, choices=STATUSES, default=ACTIVE)
    revoked_on = models.DateField(_("révoqué le"), null=True, blank=True)

    class Meta:
        verbose_name = _("mandat de prélèvement")
        verbose_name_plural = _("mandats de prélèvement")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "revenue_office"],
                condition=Q(status="ACTIVE"),
                name="one_active_mandate_per_household_and_office",
            ),
            models.CheckConstraint(
                condition=~Q(status="REVOKED") | Q(revoked_on__isnull=False), name="mandate_revoked_has_its_day"
            ),
        ]

    def __str__(self):
        return self.reference


class DebitBatch(models.Model):
    """A file of direct debits handed to the bank; its content is kept as it was sent."""

    revenue_office = models.ForeignKey(
        "payments.RevenueOffice", models.PROTECT, related_name="debit_batches", verbose_name=_("régie")
    )
    reference = models.CharField(_("référence"), max_length=35, unique=True)
    debit_on = models.DateField(_("prélevé le"))
    file = models.FileField(_("fichier"), upload_to="prelevements/%Y/", blank=True)
    created_at = models.DateTimeField(_("créé le"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("créé par")
    )

    class Meta:
        verbose_name = _("fichier de prélèvement")
        verbose_name_plural = _("fichiers de prélèvement")
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return self.reference


class DirectDebit(models.Model):
    """One debit of one invoice under a mandate. While PLANNED or SENT it covers what the invoice owes."""

    PLANNED, SENT, PAID, REJECTED = "PLANNED", "SENT", "PAID", "REJECTED"
    STATUSES = [(PLANNED, _("prévu")), (SENT, _("transmis")), (PAID, _("payé")), (REJECTED, _("rejeté"))]

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="debits", verbose_name=_("mandat"))
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="debits", verbose_name=_("facture"))
    payment = models.OneToOneField(
        "payments.Payment", models.PROTECT, null=True, blank=True, related_name="debit", verbose_name=_("paiement")
    )
    batch = models.ForeignKey(
        DebitBatch, models.PROTECT, null=True, blank=True, related_name="debits", verbose_name=_("fichier")
    )
    amount = EurosField(_("montant"))
    debit_on = models.DateField(_("prélevé le"))
    status = models.CharField(_("état"), max_length=8, choices=STATUSES, default=PLANNED)
    reject_reason = models.CharField(_("motif du rejet"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("prélèvement")
        verbose_name_plural = _("prélèvements")
        ordering = ["-debit_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="direct_debit_amount_is_positive"),
            models.UniqueConstraint(
                fields=["invoice"], condition=~Q(status="REJECTED"), name="one_living_direct_debit_per_invoice"
            ),
            models.CheckConstraint(
                condition=~Q(status="PAID") | Q(payment__isnull=False), name="direct_debit_paid_names_its_payment"
            ),
        ]

    def __str__(self):
        return f"{self.mandate} · {self.invoice}"
