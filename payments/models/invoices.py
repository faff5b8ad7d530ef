"""Invoices and credit notes: numbered without gaps, unchanged once issued."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Case, DecimalField, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from payments.money import ZERO, EurosField

_EUROS = DecimalField(max_digits=12, decimal_places=2)


class InvoiceQuerySet(models.QuerySet):
    def issued(self):
        return self.filter(status=Invoice.ISSUED)

    def published(self):
        """Those a family may read: issued, cancelled ones included."""
        return self.exclude(status=Invoice.DRAFT)

    def with_left(self):
        """Each with what is `left` to pay of its lines, in euros (below zero: still to give back)."""
        lines = apps.get_model("payments", "Charge").objects.filter(invoice=OuterRef("pk"))
        parts = apps.get_model("payments", "Allocation").objects.filter(charge__invoice=OuterRef("pk"))
        return self.annotate(charged=_sum_of(lines, "invoice"), paid=_sum_of(parts, "charge__invoice")).annotate(
            left=Case(When(status=Invoice.ISSUED, then=F("charged") - F("paid")), default=ZERO, output_field=_EUROS)
        )


def _sum_of(rows, of):
    sums = rows.order_by().values(of).annotate(s=Sum("amount")).values("s")
    return Coalesce(Subquery(sums), ZERO, output_field=_EUROS)


class Invoice(models.Model):
    """What a household owes for a period. A draft has no number; issued, it never changes again.

    Whether it is paid is not a status: the allocations of its charges say so. A total below zero is a credit
    note of the run (« facture d'avoir »): what it gives back pays other lines.
    """

    DRAFT, ISSUED, CANCELLED = "DRAFT", "ISSUED", "CANCELLED"
    STATUSES = [(DRAFT, _("brouillon")), (ISSUED, _("émise")), (CANCELLED, _("annulée par un avoir"))]

    household = models.ForeignKey(
        "families.Household", models.PROTECT, related_name="invoices", verbose_name=_("foyer")
    )
    revenue_office = models.ForeignKey(
        "payments.RevenueOffice", models.PROTECT, related_name="invoices", verbose_name=_("régie")
    )
    year = models.PositiveSmallIntegerField(_("exercice"))
    number = models.PositiveIntegerField(_("numéro"), null=True, blank=True)
    period_start = models.DateField(_("du"))
    period_end = models.DateField(_("au"))
    due_on = models.DateField(_("à payer avant le"))
    total = EurosField(_("total"), default=0)
    status = models.CharField(_("état"), max_length=9, choices=STATUSES, default=DRAFT)
    created_at = models.DateTimeField(_("préparée le"))
    issued_at = models.DateTimeField(_("émise le"), null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("émise par")
    )
    run = models.ForeignKey(
        "payments.InvoiceRun",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invoices",
        verbose_name=_("campagne"),
    )
    parties = models.JSONField(
        _("émetteur et destinataire"), default=dict, blank=True, help_text=_("Tels qu’ils étaient à l’émission.")
    )
    told_at = models.DateTimeField(_("famille prévenue le"), null=True, blank=True)
    pdf = models.FileField(_("fichier"), upload_to="factures/%Y/", blank=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("facture")
        verbose_name_plural = _("factures")
        ordering = ["-year", "-number", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["revenue_office", "year", "number"], name="one_invoice_per_number"),
            models.CheckConstraint(condition=Q(period_start__lte=F("period_end")), name="invoice_period_runs_forward"),
            models.CheckConstraint(
                condition=Q(status="DRAFT", number__isnull=True, issued_at__isnull=True)
                | (~Q(status="DRAFT") & Q(number__isnull=False, issued_at__isnull=False)),
                name="invoice_issued_has_its_number_and_day",
            ),
            models.UniqueConstraint(
                fields=["run", "household"], condition=Q(run__isnull=False), name="one_invoice_per_run_and_household"
            ),
        ]

    def __str__(self):
        return f"{self.revenue_office.prefix}{self.year}-{self.number:06d}" if self.number else str(_("brouillon"))

    @property
    def gives_back(self) -> bool:
        """Is it a « facture d'avoir »: what it says is in the family's favour?"""
        return self.total < 0


class CreditNote(models.Model):
    """Avoir: undoes all or part of an issued invoice, with its reason and its own number."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="credit_notes", verbose_name=_("facture"))
    revenue_office = models.ForeignKey(
        "payments.RevenueOffice", models.PROTECT, related_name="credit_notes", verbose_name=_("régie")
    )
    year = models.PositiveSmallIntegerField(_("exercice"))
    number = models.PositiveIntegerField(_("numéro"))
    amount = EurosField(_("montant"))
    reason = models.CharField(_("motif"), max_length=250)
    issued_at = models.DateTimeField(_("émis le"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("émis par")
    )

    class Meta:
        verbose_name = _("avoir")
        verbose_name_plural = _("avoirs")
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["revenue_office", "year", "number"], name="one_credit_note_per_number"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="credit_note_amount_is_positive"),
            models.CheckConstraint(condition=~Q(reason=""), name="credit_note_has_its_reason"),
        ]

    def __str__(self):
        return f"{self.revenue_office.prefix}A{self.year}-{self.number:06d}"
