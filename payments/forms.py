"""What a person may write about money."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from payments.adapters.registry import adapters
from payments.models import Alert, DemoBankPayment, RevenueOffice, TicketKind


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
            "adapters", "credentials", "minimum_online", "minimum_invoice",
        ]  # fmt: skip


class TicketKindForm(WagtailAdminModelForm):
    """A paper ticket the town once sold; the units say which of their bookings it pays."""

    class Meta:
        model = TicketKind
        fields = ["name", "slug", "revenue_office"]
