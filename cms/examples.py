"""The values that the catalogue of components shows."""

from datetime import date
from decimal import Decimal

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _


class ExampleForm(forms.Form):
    """One field of each kind, as a family meets them."""

    phone = forms.CharField(label=_("Téléphone"), help_text=_("Dix chiffres, par exemple 02 99 00 00 00."))
    email = forms.EmailField(label=_("Adresse électronique"))
    diet = forms.ChoiceField(
        label=_("Régime"), choices=[("", _("Aucun")), ("sans-porc", _("Sans porc"))], required=False
    )
    notes = forms.CharField(label=_("Précisions"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    means = forms.ChoiceField(
        label=_("Moyen de paiement"),
        choices=[("card", _("Carte bancaire")), ("cheque", _("Chèque"))],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(label=_("J'ai lu le règlement de la cantine"))


def context() -> dict[str, object]:
    """What the examples need, the same at every visit."""
    return {
        "form": ExampleForm({"phone": "02 99", "email": "sarah.martin", "means": "card"}),
        "amount": Decimal("3.60"),
        "total": Decimal("1214.40"),
        "credit": Decimal("-7.20"),
        "day": date(2018, 6, 6),
        "page_obj": Paginator(range(60), 10).page(3),
    }
