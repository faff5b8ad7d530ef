"""What a person may write about money."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from payments.adapters.registry import adapters
from payments.models import Alert, DemoBankPayment, RevenueOffice, TicketKind
from payments.money import written


class DemoBankEmailForm(forms.ModelForm):
    """Where the demonstration bank would send its ticket."""

    class Meta:
        model = DemoBankPayment
        fields = ["email"]
        labels = {"email": _("Adresse électronique")}
        help_texts = {"email": _("Pour recevoir le ticket de paiement.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True


class AlertForm(WagtailAdminModelForm):
    """Closing an alert asks what was done."""

    class Meta:
        model = Alert
        fields = ["resolution"]
        help_texts = {"resolution": _("Ce que vous avez vérifié et fait. L’alerte sera fermée à votre nom.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["resolution"].required = True


class RefundForm(forms.Form):
    """How much goes back and why. `left` is all that can, `known` how many refunds the page showed."""

    amount = forms.DecimalField(label=_("Montant à rembourser (€)"), max_digits=10, decimal_places=2)
    reason = forms.CharField(label=_("Motif"), max_length=250, help_text=_("La famille le lira."))
    known = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, left: Decimal, known: int, **kwargs):
        super().__init__(*args, initial={"amount": left, "known": known}, **kwargs)
        self.fields["amount"].help_text = _("Au plus %s.") % written(left)
        self.fields["amount"].localize = True


def _means() -> list[tuple[str, str]]:
    return [(name, str(means.label)) for name, means in adapters().items()]


class RevenueOfficeForm(WagtailAdminModelForm):
    """The régie's identity, and the means of payment it accepts among those of the town."""

    adapters = forms.MultipleChoiceField(
        label=_("Moyens de paiement acceptés"), choices=_means, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = RevenueOffice
        fields = [
            "name", "code", "number", "legal_name", "address", "siret", "accountant", "revenue_officer", "prefix",
            "adapters", "credentials", "statement_label", "minimum_online", "minimum_invoice",
        ]  # fmt: skip
        help_texts = {
            "credentials": _(
                "Un nom seulement : les secrets sont sur le serveur. « Moyens de paiement » dit lesquels."
            ),
        }


class TicketKindForm(WagtailAdminModelForm):
    """A paper ticket the town once sold; the units say which of their bookings it pays."""

    class Meta:
        model = TicketKind
        fields = ["name", "slug", "revenue_office"]
