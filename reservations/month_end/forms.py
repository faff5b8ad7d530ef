"""What a clerk chooses to open a run."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from payments.models import RevenueOffice


class RunForm(forms.Form):
    """The régie, the month, and until when families may pay."""

    revenue_office = forms.ModelChoiceField(RevenueOffice.objects.all(), label=_("Régie"), empty_label=None)
    month = forms.DateField(
        label=_("Mois à facturer"),
        input_formats=["%Y-%m", "%m/%Y"],
        widget=forms.DateInput({"type": "month"}, format="%Y-%m"),
        help_text=_("Un mois déjà facturé ne prend que ce qui a changé depuis : c’est une campagne corrective."),
    )
    due_on = forms.DateField(
        label=_("À payer avant le"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Vide : dans trente jours."),
    )
