"""The régie's desk in the back office: its means of payment, tried without moving money, and refunds."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from families.audit import record
from families.policies import staff
from payments.adapters.base import Adapter, Configured, Examined, Keyed
from payments.adapters.registry import adapters, credentials_of, means_of, variable
from payments.errors import PaymentError
from payments.forms import MeansSettingsForm, RefundForm
from payments.models import Payment, PaymentEvent, Refund, RevenueOffice
from payments.money import written
from payments.receipts import means_label
from payments.refunds import can_refund, refund, refundable

SET_UP, REFUND = "payments.change_revenueoffice", "payments.refund_payment"
TRIED, SET, REFUNDED = "payments.try_means", "payments.set_means", "payments.refund"


@dataclass(frozen=True)
class Secret:
    """A secret a means wants: what it is, the variable of the server that holds it, and whether it is there."""

    label: str
    variable: str
    is_there: bool


@dataclass(frozen=True)
class Sheet:
    """A means of payment as the régie sets it up: what it writes in `form`, and what its bank must be told."""

    name: str
    label: str
    is_accepted: bool
    can_be_tried: bool
    secrets: tuple[Secret, ...] = ()
    form: MeansSettingsForm | None = None
    notify_url: str = ""
    heard: PaymentEvent | None = None


@staff(SET_UP)
@require_http_methods(["GET", "POST"])
def means(request: HttpRequest, pk: int) -> HttpResponse:
    """The means of a régie; « Tester les réglages » says what is right, what is wrong, and what to do."""
    office = get_object_or_404(RevenueOffice, pk=pk)
    sheets = [_sheet(request, office, one) for one in adapters().values()]
    shown = [sheet for sheet in sheets if sheet.is_accepted or sheet.secrets or sheet.form]
    if _saved(request, office, shown):
        return redirect("regie:means", office.pk)
    context = {"office": office, "sheets": shown}
    if request.method == "POST":
        context |= _tried(request, office, request.POST.get("means", ""))
    return render(request, "payments/back_office/means.html", context)


def _sheet(request: HttpRequest, office: RevenueOffice, means: Adapter) -> Sheet:
    kept = credentials_of(office)
    secrets = means.secrets.items() if isinstance(means, Keyed) else ()
    return Sheet(
        name=means.name,
        label=str(means.label),
        is_accepted=means.name in office.adapters,
        can_be_tried=isinstance(means, Examined),
        form=_form(request, office, means),
        secrets=tuple(Secret(str(label), variable(office, key), bool(kept.get(key))) for key, label in secrets),
        notify_url=_notify_url(request, means.name) if secrets else "",
        heard=PaymentEvent.objects.filter(adapter=means.name, payment__revenue_office=office).first(),
    )


def _form(request: HttpRequest, office: RevenueOffice, means: Adapter) -> MeansSettingsForm | None:
    """What the régie writes of this means, as it was sent where it was."""
    if not isinstance(means, Configured):
        return None
    sent = request.POST if request.POST.get("save") == means.name else None
    return MeansSettingsForm(sent, office=office, means=means)


def _saved(request: HttpRequest, office: RevenueOffice, sheets: list[Sheet]) -> bool:
    """Whether settings were sent and kept; they are written in the trail, for none is a secret."""
    for sheet in sheets:
        if sheet.form and sheet.form.is_bound and sheet.form.is_valid():
            sheet.form.save()
            record(SET, office, by=request.user, means=sheet.name, settings=dict(sheet.form.cleaned_data))
            messages.success(request, _("Les réglages de « %s » sont enregistrés. Testez-les.") % sheet.label)
            return True
    return False


def _notify_url(request: HttpRequest, name: str) -> str:
    return request.build_absolute_uri(reverse("payments:notification", args=[name]))


def _tried(request: HttpRequest, office: RevenueOffice, name: str) -> dict:
    """What the bank says of a régie's settings; that it was asked is written down."""
    means = means_of(office, name) if name in adapters() else None
    if not isinstance(means, Examined):
        return {}
    remarks = means.examine(_notify_url(request, name))
    wrong = [remark.what for remark in remarks if not remark.is_right]
    record(TRIED, office, by=request.user, means=name, wrong=wrong)
    return {"tried": name, "remarks": remarks, "is_right": not wrong}


@staff(REFUND)
@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Give back part or all of a payment, with its reason, and show what went back before."""
    payment = get_object_or_404(
        Payment.objects.select_related("revenue_office", "household", "order"), reference=reference
    )
    left = refundable(payment) if can_refund(payment) else None
    form = RefundForm(request.POST or None, left=left, known=payment.refunds.count()) if left else None
    if request.method == "POST" and form and form.is_valid() and _given_back(request, payment, form):
        return redirect("regie:refund", payment.reference)
    context = {"payment": payment, "form": form, "left": left, "means": means_label(payment.adapter)}
    return render(request, "payments/back_office/refund.html", {**context, "refunds": payment.refunds.all()})


def _given_back(request: HttpRequest, payment: Payment, form: RefundForm) -> bool:
    """Whether the refund was asked for; says how it stands, or writes in the form why not."""
    asked = form.cleaned_data
    try:
        done = refund(
            payment, amount=asked["amount"], reason=asked["reason"], by=request.user, at=timezone.now(),
            known=asked["known"],
        )  # fmt: skip
    except PaymentError as error:
        form.add_error(None, str(error))
        return False
    record(REFUNDED, payment, by=request.user, amount=str(done.amount), refund=done.reference, status=done.status)
    say, words = _SAID[done.status]
    say(request, words() % {"amount": written(done.amount)})
    return True


_SAID = {
    Refund.DONE: (messages.success, lambda: _("%(amount)s sont remboursés. La famille est prévenue.")),
    Refund.PENDING: (
        messages.warning,
        lambda: _("Le prestataire n’a pas répondu. Les %(amount)s lui seront redemandés : ne recommencez pas."),
    ),
    Refund.REFUSED: (
        messages.error,
        lambda: _("Le prestataire refuse de rembourser %(amount)s. Rien n’a changé ; l’alerte dit pourquoi."),
    ),
}

urls = [
    path("<int:pk>/moyens/", means, name="means"),
    path("paiements/<slug:reference>/rembourser/", give_back, name="refund"),
]
