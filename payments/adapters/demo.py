"""A bank of our own, to try the portal without money: it keeps its register and is asked like any bank."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.adapters.base import (
    Answer,
    Named,
    Notice,
    PaymentRequest,
    Redirect,
    Status,
    UnknownPayment,
    UnreadableNotice,
)
from payments.models import DemoBankPayment

LIFETIME = timedelta(minutes=15)

STATUSES = {
    DemoBankPayment.OPEN: Status.PENDING,
    DemoBankPayment.PAID: Status.PAID,
    DemoBankPayment.REFUSED: Status.REFUSED,
    DemoBankPayment.ABANDONED: Status.ABANDONED,
}


class DemoBank:
    """The demonstration bank: its notices carry only an identifier, so the register is asked, beside."""

    name = "demo"
    label = _("Carte bancaire (démonstration)")
    minimum = Decimal("1.00")
    lifetime = LIFETIME
    at_counter = False

    def start(self, request: PaymentRequest) -> Redirect:
        visit = DemoBankPayment.objects.create(
            reference=request.reference,
            amount=request.amount,
            creditor=request.creditor,
            accountant=request.accountant,
            email=request.email,
            return_url=request.return_url,
            notify_url=request.notify_url,
            opened_at=request.at,
        )
        return Redirect(reverse("payments:demo_bank", args=[visit.token]), str(visit.token))

    def read(self, notice: Notice) -> Named:
        try:
            return Named(str(UUID(notice.fields["id"])))
        except (KeyError, ValueError) as error:
            raise UnreadableNotice("no identifier of ours") from error

    def check(self, external_id: str) -> Answer:
        try:
            visit = DemoBankPayment.objects.get(token=external_id)
        except (DemoBankPayment.DoesNotExist, ValidationError) as error:
            raise UnknownPayment(external_id) from error
        closed = visit.state == DemoBankPayment.OPEN and visit.opened_at + LIFETIME <= timezone.now()
        status = Status.ABANDONED if closed else STATUSES[visit.state]
        return Answer(external_id, visit.reference, status, visit.amount, {"state": visit.state})
