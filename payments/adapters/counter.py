"""What a clerk takes at the desk: the money is there, so the answer is PAID at once."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from payments.adapters.base import Answer, Notice, PaymentRequest, Status, UnknownPayment, UnreadableNotice


class Counter:
    """A means taken by a clerk. `asks` names what is written down: the key and its label."""

    name: str
    label: str
    minimum = Decimal("0.01")
    lifetime = timedelta(0)
    at_counter = True
    asks: Mapping[str, str] = {}

    def start(self, request: PaymentRequest) -> Answer:
        raw = {key: request.details[key] for key in self.asks if request.details.get(key)}
        return Answer(f"{self.name}-{request.reference}", request.reference, Status.PAID, request.amount, raw)

    def read(self, notice: Notice) -> Answer:
        raise UnreadableNotice("nobody notifies what a clerk takes")

    def check(self, external_id: str) -> Answer:
        raise UnknownPayment(external_id)


class Cash(Counter):
    """Coins and notes, against a page of the receipt book."""

    name = "cash"
    label = _("Espèces")
    asks = {"receipt_book": _("Numéro du carnet à souche")}


class Cheque(Counter):
    """A cheque: its number, the bank it is drawn on, and who signed it."""

    name = "cheque"
    label = _("Chèque")
    asks = {
        "cheque_number": _("Numéro du chèque"),
        "bank": _("Banque"),
        "drawer": _("Émetteur"),
        "receipt_book": _("Numéro du carnet à souche"),
    }
