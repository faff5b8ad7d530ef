"""The till of an agent: what was in it, what was taken, what was counted; closed, it never changes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from payments.money import EurosField


class TillQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)


class Till(models.Model):
    """What one agent takes for one régie on one day. Several may follow each other, one is open at a time."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tills", verbose_name=_("agent"))
    revenue_office = models.ForeignKey(
        "payments.RevenueOffice", models.PROTECT, related_name="tills", verbose_name=_("régie")
    )
    day = models.DateField(_("jour"))
    opening_float = EurosField(_("fonds de caisse"), default=0)
    opened_at = models.DateTimeField(_("ouverte le"))
    closed_at = models.DateTimeField(_("arrêtée le"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("arrêtée par")
    )

    objects = TillQuerySet.as_manager()

    class Meta:
        verbose_name = _("caisse")
        verbose_name_plural = _("caisses")
        ordering = ["-day", "-id"]
        permissions = [("close_any_till", _("Arrêter la caisse d’un autre agent"))]
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "revenue_office", "day"],
                condition=Q(closed_at__isnull=True),
                name="one_open_till_per_agent_office_and_day",
            ),
            models.CheckConstraint(condition=Q(opening_float__gte=0), name="till_float_is_not_negative"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="till_closed_says_when_and_by_whom",
            ),
        ]

    def __str__(self):
        return f"{self.revenue_office} · {self.day:%d/%m/%Y} · {self.agent.get_full_name() or self.agent}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class TillMovement(models.Model):
    """A payment that enters a till, or one undone that leaves it. Append-only; none enters a closed till."""

    TAKEN, UNDONE = "TAKEN", "UNDONE"
    KINDS = [(TAKEN, _("encaissé")), (UNDONE, _("annulé"))]

    till = models.ForeignKey(Till, models.PROTECT, related_name="movements", verbose_name=_("caisse"))
    payment = models.ForeignKey(
        "payments.Payment", models.PROTECT, related_name="till_movements", verbose_name=_("paiement")
    )
    kind = models.CharField(_("nature"), max_length=6, choices=KINDS, default=TAKEN)
    adapter = models.SlugField(_("moyen de paiement"))
    amount = EurosField(_("montant"))
    reason = models.CharField(_("motif"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("enregistré le"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("enregistré par")
    )

    class Meta:
        verbose_name = _("mouvement de caisse")
        verbose_name_plural = _("mouvements de caisse")
        ordering = ["recorded_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["payment", "kind"], name="a_payment_enters_a_till_once_and_leaves_it_once"),
            models.CheckConstraint(
                condition=Q(kind="TAKEN", amount__gte=0) | (Q(kind="UNDONE", amount__lte=0) & ~Q(reason="")),
                name="till_movement_undone_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.payment} {self.amount}"


class TillCount(models.Model):
    """What the agent counted of one means when closing, beside what the till should hold; a difference is explained."""

    till = models.ForeignKey(Till, models.PROTECT, related_name="counts", verbose_name=_("caisse"))
    adapter = models.SlugField(_("moyen de paiement"))
    expected = EurosField(_("attendu"))
    counted = EurosField(_("compté"))
    explanation = models.CharField(_("explication de l’écart"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("comptage de caisse")
        verbose_name_plural = _("comptages de caisse")
        ordering = ["adapter"]
        constraints = [
            models.UniqueConstraint(fields=["till", "adapter"], name="one_count_per_till_and_means"),
            models.CheckConstraint(
                condition=Q(counted=F("expected")) | ~Q(explanation=""), name="till_difference_is_explained"
            ),
            models.CheckConstraint(condition=Q(counted__gte=0), name="till_count_is_not_negative"),
        ]

    def __str__(self):
        return f"{self.till} · {self.adapter}"

    @property
    def difference(self):
        return self.counted - self.expected
