"""What PayFiP is asked: a page for a debt, how it ended, whom a number names."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from payments.adapters.base import (
    Adapter,
    AdapterError,
    Answer,
    Named,
    Notice,
    PaymentRequest,
    Redirect,
    Remark,
    UnknownPayment,
    UnreadableNotice,
)
from payments.adapters.payfip import settings, wire
from payments.adapters.payfip.answers import answer_of, open_answer
from payments.adapters.payfip.debts import LEAST, account_of, order_of
from payments.adapters.payfip.faults import NotKnownYet

SERVICE, PAGE = "/tpa/services/securite", "/tpa/paiementws.web?idop="


class PayFiP:
    """The page of the public finances. Nothing it tells is signed: it is always asked back."""

    name = "payfip"
    label = _("PayFiP, le service de paiement des finances publiques")
    minimum = LEAST
    lifetime = timedelta(minutes=15)
    at_counter = False
    secrets: Mapping[str, str] = {}
    settings = settings.SETTINGS
    address = "https://www.payfip.gouv.fr"

    def __init__(self, secrets: Mapping[str, str] | None = None) -> None:
        self._secrets = dict(secrets or {})

    def with_secrets(self, secrets: Mapping[str, str]) -> Adapter:
        return type(self)(secrets)

    def start(self, request: PaymentRequest) -> Redirect:
        means = type(self)(request.credentials)
        told = means._ask("creerPaiementSecurise", **order_of(request, account_of(request.credentials)))
        idop = told.get("idOp") or ""
        if not is_idop(idop):
            raise AdapterError("the identifier of the operation is none")
        return Redirect(means._address() + PAGE + idop, idop)

    def read(self, notice: Notice) -> Named:
        idop = notice.fields.get("idop") or notice.fields.get("idOp") or ""
        if not is_idop(idop):
            raise UnreadableNotice("no identifier of an operation")
        return Named(idop)

    def check(self, external_id: str) -> Answer:
        if not is_idop(external_id):
            raise UnknownPayment(external_id)
        try:
            detail = self._ask("recupererDetailPaiementSecurise", idOp=external_id)
        except NotKnownYet:
            return open_answer(external_id)
        return answer_of(external_id, detail, account_of(self._secrets))

    def examine(self, notify_url: str) -> tuple[Remark, ...]:
        return settings.examine(account_of(self._secrets), self._ask, notify_url)

    def _ask(self, operation: str, **fields: str) -> dict[str, str | None]:
        return wire.ask(self._address() + SERVICE, operation, **fields)

    def _address(self) -> str:
        return self.address


class PayFiPDemonstration(PayFiP):
    """The same, against a double of our own whose address is in the environment; its label says so."""

    label = _("PayFiP (démonstration)")

    def _address(self) -> str:
        if not self._secrets.get("payfip_address"):
            raise AdapterError("the régie has no address of PayFiP's double in the environment")
        return self._secrets["payfip_address"]


def is_idop(text: str) -> bool:
    """Whether this may be the identifier of an operation: a UUID, as PayFiP gives them."""
    try:
        return len(text) <= 40 and bool(UUID(text))
    except ValueError:
        return False
