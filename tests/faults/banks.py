"""The banks of the table of faults: each decides in a person's place, tells as it tells, and falls ill on demand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payments.adapters.base import BankUnavailable, Notice
from payments.adapters.demo import DemoBank
from payments.adapters.stripe import means
from payments.kept import settle_waiting
from payments.models import DemoBankPayment, Payment
from tests.reservations.conftest import AT

ILLNESSES = ["500", "slow", "truncated", "cut_before", "cut_after"]


class Demonstration:
    """The bank of the demonstration: its register is a table, its notices an identifier."""

    adapter, at, first = "demo", AT, date(2026, 6, 1)

    def __init__(self, patch: pytest.MonkeyPatch, *_asked) -> None:
        self.patch = patch

    def arrange(self, office) -> None:
        """Nothing to configure."""

    def decide(self, payment: Payment, how: str) -> list[Notice]:
        """Pay, decline or expire; gives the notice."""
        state = {"pay": "PAID", "decline": "REFUSED", "expire": "ABANDONED"}[how]
        DemoBankPayment.objects.filter(token=payment.external_id).update(state=state)
        return [Notice(fields={"id": payment.external_id})]

    def say_another_amount(self, payment: Payment) -> None:
        DemoBankPayment.objects.filter(token=payment.external_id).update(amount=Decimal("0.50"))

    def fall_ill(self, how: str, on: str) -> None:
        """Whatever its illness, our adapter knows one: no answer."""

        def silent(*asked):
            raise BankUnavailable(how)

        self.patch.setattr(DemoBank, {"create": "start"}.get(on, "check"), silent)

    def recover(self) -> None:
        self.patch.undo()

    def said(self, reference: str) -> str:
        visit = DemoBankPayment.objects.filter(reference=reference).first()
        return visit.state if visit else "ABANDONED"

    def taken(self) -> Decimal:
        paid = DemoBankPayment.objects.filter(state="PAID").values_list("amount", flat=True)
        return sum(paid, Decimal("0.00"))

    def stranger(self) -> Notice:
        """The notice of a payment we never asked for."""
        return Notice(fields={"id": "00000000-0000-4000-8000-000000000000"})


class Stripe:
    """Stripe's double, in its own process, over HTTP: it lives in the present, and its notices are signed."""

    adapter = "stripe"

    def __init__(self, patch: pytest.MonkeyPatch, double) -> None:
        self.patch, self.double = patch, double
        today = datetime.now(UTC).date()
        self.at = datetime.now(UTC).replace(microsecond=0)
        self.first = today + timedelta(days=14 - today.weekday())
        double.fault("none")

    def arrange(self, office) -> None:
        """The régie takes cards, its secrets are in the environment."""
        for name, value in self.double.secrets.items():
            self.patch.setenv(f"PREAU_FAUTES_{name.upper()}", value)
        office.adapters, office.credentials = [*office.adapters, "stripe"], "fautes"
        office.save()

    def decide(self, payment: Payment, how: str) -> list[Notice]:
        return self.double.act(payment.external_id, how)

    def say_another_amount(self, payment: Payment) -> None:
        self.double.fault("amount", on="pay", value=50)

    def fall_ill(self, how: str, on: str) -> None:
        self.patch.setattr("payments.adapters.stripe.means.PATIENCE", 0.3)
        means._client.cache_clear()
        self.double.fault(how, on=on, times=9, value=0.6)

    def recover(self) -> None:
        self.double.fault("none")
        means._client.cache_clear()

    def said(self, reference: str) -> str:
        mine = [one for one in self._sessions() if one["client_reference_id"] == reference]
        if not mine:
            return "ABANDONED"
        return "PAID" if mine[0]["payment_status"] == "paid" else mine[0]["status"]

    def taken(self) -> Decimal:
        ours = set(Payment.objects.values_list("reference", flat=True))
        paid = [one for one in self._sessions() if one["payment_status"] == "paid"]
        return sum(
            (Decimal(one["amount_total"]) / 100 for one in paid if one["client_reference_id"] in ours), Decimal("0.00")
        )

    def stranger(self) -> Notice:
        return Notice(body=b'{"id": "evt_forged", "object": "event"}', headers={"Stripe-Signature": "t=1,v1=00"})

    def _sessions(self) -> list[dict]:
        return list(self.double.rows("checkout.session").values())


class PayFiP:
    """PayFiP's double, in its own process, over SOAP: it lives in the present, and its notices only name a visit."""

    adapter = "payfip"

    def __init__(self, patch: pytest.MonkeyPatch, double) -> None:
        self.patch, self.double = patch, double
        today = datetime.now(UTC).date()
        self.at = datetime.now(UTC).replace(microsecond=0)
        self.first = today + timedelta(days=14 - today.weekday())
        double.fault("none")

    def arrange(self, office) -> None:
        """The régie has its client number, the server the address."""
        self.patch.setenv("PREAU_FAUTES_PAYFIP_ADDRESS", self.double.address)
        office.means_settings = {key: self.double.secrets[key] for key in ("payfip_numcli", "payfip_saisie")}
        office.adapters, office.credentials = [*office.adapters, "payfip"], "fautes"
        office.save()

    def decide(self, payment: Payment, how: str) -> list[Notice]:
        """Pay, give up and think again for a decline (what is refused here is over), or let the page close unheard."""
        if how == "expire":
            self.double.wait(15 * 60)
            return []
        self.double.fault("never")
        self.double.act(payment.external_id, {"pay": "pay", "decline": "abandon"}[how])
        return [Notice(fields={"idop": payment.external_id})]

    def say_another_amount(self, payment: Payment) -> None:
        self.double.fault("amount", on="pay", value=50)

    def fall_ill(self, how: str, on: str) -> None:
        self.patch.setattr("payments.adapters.payfip.wire.PATIENCE", 0.3)
        self.double.fault(how, on=on, times=9, value=0.6)

    def recover(self) -> None:
        self.double.fault("none")

    def said(self, reference: str) -> str:
        mine = [one["result"] for one in self._operations() if one["asked"]["refdet"] == reference]
        return {"P": "PAID", "A": "ABANDONED", "": "open"}[mine[0]] if mine else "ABANDONED"

    def taken(self) -> Decimal:
        ours = set(Payment.objects.values_list("reference", flat=True))
        paid = [one["asked"] for one in self._operations() if one["result"] == "P"]
        return sum((Decimal(one["montant"]) / 100 for one in paid if one["refdet"] in ours), Decimal("0.00"))

    def stranger(self) -> Notice:
        return Notice(fields={"idop": "00000000-0000-4000-8000-000000000000"})

    def _operations(self) -> list[dict]:
        return list(self.double.operations().values())


def tell(bank, notice: Notice):
    """Knock as the bank does, then settle as who works beside does; gives our answer."""
    answer = knock(bank, notice)
    settle_waiting(at=timezone.now())
    return answer


def knock(bank, notice: Notice):
    """Knock as the bank does; gives our answer."""
    door = reverse("payments:notification", args=[bank.adapter])
    client = Client(raise_request_exception=False)
    if notice.fields:
        return client.post(door, dict(notice.fields))
    kept = {key: value for key, value in notice.headers.items() if key.lower() == "stripe-signature"}
    return client.post(door, notice.body, content_type="application/json", headers=kept)
