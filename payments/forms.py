"""What a person may write about a payment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from payments.models import DemoBankPayment


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
