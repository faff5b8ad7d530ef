"""The demonstration bank's own register: what *it* knows, as a real bank would."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.money import EurosField


class DemoBankPayment(models.Model):
    """One visit to the demonstration bank. It never holds a card number: none is ever sent to it."""

    OPEN, PAID, REFUSED, ABANDONED = "OPEN", "PAID", "REFUSED", "ABANDONED"
    STATES = [(OPEN, _("en cours")), (PAID, _("payé")), (REFUSED, _("refusé")), (ABANDONED, _("abandonné"))]

    token = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("référence de la dette"), max_length=30)
    amount = EurosField(_("montant"))
    creditor = models.CharField(_("collectivité"), max_length=200)
    accountant = models.CharField(_("comptable"), max_length=200)
    email = models.EmailField(_("adresse électronique"), blank=True)
    return_url = models.CharField(max_length=250)
    notify_url = models.CharField(max_length=250)
    state = models.CharField(_("état"), max_length=9, choices=STATES, default=OPEN)
    opened_at = models.DateTimeField(_("ouvert le"))

    class Meta:
        verbose_name = _("visite à la banque de démonstration")
        verbose_name_plural = _("visites à la banque de démonstration")

    def __str__(self):
        return self.reference
