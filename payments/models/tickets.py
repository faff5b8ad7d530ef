"""Paper tickets families still hold: how many each has left, and which line each one paid."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TicketKind(models.Model):
    """A paper ticket the town once sold. One pays one line in full, whatever is printed on it.

    Which lines it may pay is for the room that sells them to say.
    """

    revenue_office = models.ForeignKey(
        "payments.RevenueOffice", models.PROTECT, related_name="ticket_kinds", verbose_name=_("régie")
    )
    slug = models.SlugField(_("nom court"), help_text=_("Celui des fichiers importés : « cantine »."))
    name = models.CharField(_("nom"), max_length=80, help_text=_("Ce que lisent les familles : « Ticket cantine »."))

    class Meta:
        verbose_name = _("sorte de ticket")
        verbose_name_plural = _("sortes de tickets")
        ordering = ["revenue_office_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["revenue_office", "slug"], name="one_ticket_kind_per_slug_and_office")
        ]

    def __str__(self):
        return self.name


class TicketMovement(models.Model):
    """Tickets that join or leave a family's stock. Law: the stock is the sum, and never below zero.

    Append-only by trigger on both databases; written only by `payments.tickets`.
    """

    ADDED, USED, GIVEN_BACK, CORRECTED = "ADDED", "USED", "GIVEN_BACK", "CORRECTED"
    MOVEMENTS = [
        (ADDED, _("enregistrés")),
        (USED, _("utilisé")),
        (GIVEN_BACK, _("rendu")),
        (CORRECTED, _("correction")),
    ]

    household = models.ForeignKey(
        "families.Household", models.PROTECT, related_name="ticket_movements", verbose_name=_("foyer")
    )
    kind = models.ForeignKey(TicketKind, models.PROTECT, related_name="movements", verbose_name=_("sorte de ticket"))
    movement = models.CharField(_("mouvement"), max_length=10, choices=MOVEMENTS)
    quantity = models.SmallIntegerField(_("tickets"))
    label = models.CharField(_("motif"), max_length=200, blank=True)
    payment = models.ForeignKey(
        "payments.Payment", models.PROTECT, null=True, blank=True, related_name="tickets", verbose_name=_("paiement")
    )
    charge = models.ForeignKey(
        "payments.Charge", models.PROTECT, null=True, blank=True, related_name="tickets", verbose_name=_("ligne payée")
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

    class Meta:
        verbose_name = _("mouvement de tickets")
        verbose_name_plural = _("mouvements de tickets")
        ordering = ["recorded_at", "id"]
        indexes = [models.Index(fields=["household", "kind"], name="ticket_stock")]
        constraints = [
            models.CheckConstraint(
                condition=Q(movement="ADDED", quantity__gt=0)
                | Q(movement="USED", quantity=-1)
                | Q(movement="GIVEN_BACK", quantity=1)
                | (Q(movement="CORRECTED") & ~Q(quantity=0)),
                name="ticket_movement_goes_its_own_way",
            ),
            models.CheckConstraint(
                condition=Q(movement="USED", payment__isnull=False, charge__isnull=False)
                | (~Q(movement="USED") & Q(charge__isnull=True)),
                name="ticket_used_names_its_payment_and_line",
            ),
            models.CheckConstraint(
                condition=Q(movement="GIVEN_BACK", reverses__isnull=False)
                | (~Q(movement="GIVEN_BACK") & Q(reverses__isnull=True)),
                name="ticket_given_back_names_its_use",
            ),
            models.CheckConstraint(condition=Q(movement="USED") | ~Q(label=""), name="ticket_movement_says_why"),
            models.UniqueConstraint(fields=["charge"], condition=Q(movement="USED"), name="one_ticket_per_line"),
        ]

    def __str__(self):
        return f"{self.quantity:+d} {self.kind}"
