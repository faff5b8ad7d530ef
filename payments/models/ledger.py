"""The ledger: every euro owed or paid, written once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.money import EurosField


class LedgerQuerySet(models.QuerySet):
    def of(self, household, revenue_office=None):
        entries = self.filter(household=household)
        return entries if revenue_office is None else entries.filter(revenue_office=revenue_office)

    def whose_day_has_come(self, on):
        """Debts due by that day, and every credit: a credit counts in full at once."""
        return self.filter(Q(amount__lt=0) | Q(due_on__lte=on))


class LedgerEntry(models.Model):
    """One movement of a household's account: + owed, − paid, in euros. Law: the balance is the sum.

    Append-only by trigger on both databases; written only by `payments.ledger`.
    """

    CHARGE, CREDIT, REVERSAL, REFUND = "CHARGE", "CREDIT", "REVERSAL", "REFUND"
    KINDS = [(CHARGE, _("dû")), (CREDIT, _("payé")), (REVERSAL, _("annulation")), (REFUND, _("remboursement"))]

    household = models.ForeignKey(
        "families.Household", models.PROTECT, related_name="ledger_entries", verbose_name=_("foyer")
    )
    revenue_office = models.ForeignKey(
        "payments.RevenueOffice", models.PROTECT, related_name="ledger_entries", verbose_name=_("régie")
    )
    kind = models.CharField(_("nature"), max_length=8, choices=KINDS)
    amount = EurosField(_("montant"))
    due_on = models.DateField(_("exigible le"))
    label = models.CharField(_("libellé"), max_length=250, blank=True)
    order = models.ForeignKey(
        "payments.Order", models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("commande")
    )
    invoice = models.ForeignKey(
        "payments.Invoice", models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("facture")
    )
    payment = models.ForeignKey(
        "payments.Payment", models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("paiement")
    )
    charge = models.ForeignKey(
        "payments.Charge", models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("ligne due")
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("annule")
    )
    recorded_at = models.DateTimeField(_("enregistré le"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enregistré par"),
    )

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("écriture")
        verbose_name_plural = _("écritures")
        ordering = ["recorded_at", "id"]
        indexes = [models.Index(fields=["household", "revenue_office", "due_on"], name="ledger_by_household")]
        constraints = [
            models.UniqueConstraint(fields=["payment"], condition=Q(kind="CREDIT"), name="one_credit_per_payment"),
            models.UniqueConstraint(fields=["charge"], condition=Q(kind="CHARGE"), name="one_debt_per_charge"),
            models.CheckConstraint(
                condition=~Q(kind="CHARGE") | Q(charge__isnull=False), name="ledger_debt_names_its_charge"
            ),
            models.CheckConstraint(
                condition=~Q(kind="CREDIT") | Q(payment__isnull=False, amount__lte=0),
                name="ledger_credit_names_its_payment",
            ),
            models.CheckConstraint(
                condition=~Q(kind="REFUND") | Q(payment__isnull=False, amount__gte=0),
                name="ledger_refund_names_its_payment",
            ),
            models.CheckConstraint(
                condition=Q(kind="REVERSAL", reverses__isnull=False) | (~Q(kind="REVERSAL") & Q(reverses__isnull=True)),
                name="ledger_reversal_names_its_entry",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.amount}"
