"""The paper tickets that families still hold: the clerk takes one a line, and counts them."""

from django.utils.translation import gettext_lazy as _

from payments.adapters.base import Counter


class Tickets(Counter):
    """One ticket pays one line in full, whatever is printed on it: what is asked is the price of those lines."""

    name = "tickets"
    label = _("Tickets papier")
    asks = {"tickets": _("Tickets remis"), "receipt_book": _("Numéro du carnet à souche")}
