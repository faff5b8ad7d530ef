"""An order: what a household agreed to pay, once, at one régie."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

from payments.money import EurosField


class OrderQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=Order.OPEN)

    def settled(self):
        return self.filter(status=Order.PAID)

    def of(self, household, revenue_office):
        return self.filter(household=household, revenue_office=revenue_office)


class Order(models.Model):
    """Lines a household accepted together; it confirms nothing until it is PAID.

    `amount_due` = max(0, `charges_total` + `due_before`): immediate lines and the restant dû of that moment, euros.
    An adjustment is OPEN only inside the transaction that settles it, so it does not wait for the family's own order.
    `left_due` is the part nobody asked the bank for: too small a total, or a difference nobody ordered.
    """

    OPEN, PAID, VOID = "OPEN", "PAID", "VOID"
    STATUSES = [(OPEN, _("en attente de paiement")), (PAID, _("réglée")), (VOID, _("annulée"))]

    number = models.CharField(_("numéro"), max_length=40, unique=True)
    household = models.ForeignKey("families.Household", models.PROTECT, related_name="orders", verbose_name=_("foyer"))
    revenue_office = models.ForeignKey(
        "payments.RevenueOffice", models.PROTECT, related_name="orders", verbose_name=_("régie")
    )
    status = models.CharField(_("état"), max_length=4, choices=STATUSES, default=OPEN)
    charges_total = EurosField(_("total des lignes immédiates"))
    due_before = EurosField(_("restant dû repris"))
    amount_due = EurosField(_("à payer"))
    left_due = EurosField(_("laissé en restant dû"), default=0)
    is_adjustment = models.BooleanField(_("régularisation"), default=False)
    reason = models.CharField(_("motif"), max_length=250, blank=True)
    opened_at = models.DateTimeField(_("ouverte le"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ouverte par")
    )
    settled_at = models.DateTimeField(_("réglée le"), null=True, blank=True)
    voided_at = models.DateTimeField(_("annulée le"), null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("annulée par")
    )
    void_reason = models.CharField(_("motif d’annulation"), max_length=250, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("commande")
        verbose_name_plural = _("commandes")
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "revenue_office"],
                condition=Q(status="OPEN", is_adjustment=False),
                name="one_open_order_per_household_and_office",
            ),
            models.CheckConstraint(
                condition=Q(amount_due__gte=0, left_due__gte=0), name="order_amounts_are_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(amount_due=Round(F("charges_total") + F("due_before"), 2))
                | Q(amount_due=0, charges_total__lte=0 - F("due_before")),
                name="order_due_is_its_charges_and_the_balance",
            ),
            models.CheckConstraint(
                condition=~Q(status="PAID") | Q(settled_at__isnull=False), name="order_paid_has_its_day"
            ),
            models.CheckConstraint(
                condition=~Q(status="VOID") | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
                name="order_void_has_its_day_and_reason",
            ),
        ]

    def __str__(self):
        return self.number
