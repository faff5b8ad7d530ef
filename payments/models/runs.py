"""A run of invoices: what a clerk prepares, looks at, and issues for one régie and one month."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.money import EurosField


class InvoiceRun(models.Model):
    """The invoices of one régie for everything announced up to the end of a month, drafted then issued together.

    A second run of the same month is the corrective one: it finds only what changed since.
    """

    DRAFTING, READY, ISSUING, ISSUED, DISCARDED = "DRAFTING", "READY", "ISSUING", "ISSUED", "DISCARDED"
    STATUSES = [
        (DRAFTING, _("en préparation")),
        (READY, _("à vérifier")),
        (ISSUING, _("émission en cours")),
        (ISSUED, _("émise")),
        (DISCARDED, _("abandonnée")),
    ]

    revenue_office = models.ForeignKey(
        "payments.RevenueOffice", models.PROTECT, related_name="runs", verbose_name=_("régie")
    )
    month = models.DateField(_("mois"), help_text=_("Son premier jour."))
    due_on = models.DateField(_("à payer avant le"))
    status = models.CharField(_("état"), max_length=9, choices=STATUSES, default=DRAFTING)
    expected = models.PositiveIntegerField(_("foyers à préparer"), default=0)
    created_at = models.DateTimeField(_("ouverte le"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ouverte par")
    )
    issued_at = models.DateTimeField(_("émise le"), null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("émise par")
    )

    class Meta:
        verbose_name = _("campagne de facturation")
        verbose_name_plural = _("campagnes de facturation")
        ordering = ["-month", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["revenue_office"],
                condition=Q(status__in=["DRAFTING", "READY", "ISSUING"]),
                name="one_open_invoice_run_per_office",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["ISSUING", "ISSUED"]) | Q(issued_at__isnull=False),
                name="invoice_run_issued_has_its_day",
            ),
        ]

    def __str__(self):
        return f"{self.revenue_office} · {self.month:%m/%Y}"

    @property
    def is_open(self) -> bool:
        return self.status in (self.DRAFTING, self.READY, self.ISSUING)


class RunItem(models.Model):
    """What a run came to for one household: a draft, nothing, a sum carried over, or a reason to look.

    `remarks` are what a clerk reads of it: `[{"kind": "sheet-open", "says": "…", "blocks": true}]`.
    """

    DRAFTED, NOTHING, CARRIED, BLOCKED, STALE = "DRAFTED", "NOTHING", "CARRIED", "BLOCKED", "STALE"
    OUTCOMES = [
        (DRAFTED, _("facture prête")),
        (NOTHING, _("rien à facturer")),
        (CARRIED, _("reporté : montant trop petit")),
        (BLOCKED, _("à corriger")),
        (STALE, _("a changé depuis : à refaire")),
    ]

    run = models.ForeignKey(InvoiceRun, models.PROTECT, related_name="items", verbose_name=_("campagne"))
    household = models.ForeignKey("families.Household", models.PROTECT, related_name="+", verbose_name=_("foyer"))
    outcome = models.CharField(_("résultat"), max_length=8, choices=OUTCOMES)
    invoice = models.OneToOneField(
        "payments.Invoice", models.SET_NULL, null=True, blank=True, related_name="item", verbose_name=_("facture")
    )
    total = EurosField(_("total"), default=0)
    remarks = models.JSONField(_("remarques"), default=list, blank=True)

    class Meta:
        verbose_name = _("foyer d’une campagne")
        verbose_name_plural = _("foyers d’une campagne")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "household"], name="one_item_per_run_and_household"),
            models.CheckConstraint(
                condition=~Q(outcome="DRAFTED") | Q(invoice__isnull=False), name="run_item_drafted_has_its_invoice"
            ),
        ]

    def __str__(self):
        return f"{self.household} · {self.get_outcome_display()}"


class InvoiceReminder(models.Model):
    """A reminder sent for an unpaid invoice: the first, then the last, each once."""

    FIRST, LAST = 1, 2
    STAGES = [(FIRST, _("première relance")), (LAST, _("dernière relance"))]

    invoice = models.ForeignKey("payments.Invoice", models.PROTECT, related_name="reminders", verbose_name=_("facture"))
    stage = models.PositiveSmallIntegerField(_("étape"), choices=STAGES)
    left = EurosField(_("reste à payer"))
    sent_at = models.DateTimeField(_("envoyée le"))

    class Meta:
        verbose_name = _("relance")
        verbose_name_plural = _("relances")
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "stage"], name="one_reminder_per_invoice_and_stage"),
        ]

    def __str__(self):
        return f"{self.invoice} · {self.get_stage_display()}"
