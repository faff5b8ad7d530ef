"""The notices of banks: kept before they are thanked, settled beside."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.models.payments import Payment


class PaymentEventQuerySet(models.QuerySet):
    def waiting(self):
        """Thanked, and not settled yet."""
        return self.filter(settled_at=None)

    def due(self, at: datetime):
        """What is to be settled now: never tried, or its time to be tried again has come."""
        return self.waiting().filter(Q(try_after=None) | Q(try_after__lte=at))

    def answers_of(self, payment: Payment):
        """What already says how a payment ended, without asking its bank."""
        return self.waiting().filter(adapter=payment.adapter, about=payment.reference, answer__isnull=False)

    def naming_like(self, event: "PaymentEvent"):
        """Those that name the same visit: one answer of the bank is enough for all."""
        return self.waiting().filter(adapter=event.adapter, about=event.about, keys=event.keys, answer__isnull=True)


class PaymentEvent(models.Model):
    """One notice a means of payment sent us; a row for each time it came.

    `answer` is what it says, in plain values, never a card or account number; absent where the notice only names the
    visit `about` which its bank must be asked. Of the rest, a digest is kept, so that nothing private is. `keys` names
    the secrets that signed it. `outcome` says what became of it.
    """

    payment = models.ForeignKey(
        Payment, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("paiement")
    )
    adapter = models.SlugField(_("moyen de paiement"))
    digest = models.CharField(_("empreinte"), max_length=64)
    keys = models.SlugField(_("nom des identifiants de paiement"), blank=True, db_index=False)
    about = models.CharField(_("dette ou visite annoncée"), max_length=120, blank=True)
    answer = models.JSONField(_("ce que dit l’avis"), null=True, blank=True)
    outcome = models.CharField(_("suite donnée"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("reçu le"))
    settled_at = models.DateTimeField(_("traité le"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    try_after = models.DateTimeField(_("prochain essai"), null=True, blank=True)

    objects = PaymentEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("avis de paiement")
        verbose_name_plural = _("avis de paiement")
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["settled_at", "about"], condition=Q(settled_at=None), name="payment_event_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None) | ~Q(outcome=""), name="payment_event_settled_says_what_became_of_it"
            ),
        ]

    def __str__(self):
        return f"{self.adapter} {self.received_at:%d/%m/%Y %H:%M}"

    def end(self, outcome: str, *, at: datetime, payment: Payment | None = None) -> None:
        """Write what became of it: nothing waits any more."""
        self.outcome, self.settled_at, self.payment = outcome, at, payment
        self.save(update_fields=["outcome", "settled_at", "payment"])
