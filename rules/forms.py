"""What a clerk writes about a règlement, its tables apart: its name, its day, the délibération it comes from."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from rules.models import Edition, Rulebook

RESERVED = ("nouveau", "versions")  # words of our own addresses


class DayInput(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class RulebookForm(forms.ModelForm):
    """A new règlement."""

    class Meta:
        model = Rulebook
        fields = ["name", "kind", "description"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "kind": _("Accès : qui peut réserver. Dates limites : jusqu'à quand. Prix : combien cela coûte."),
            "description": _("Pour s'y retrouver entre agents."),
        }

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        slug = slug_for(name)
        if slug in RESERVED or Rulebook.objects.filter(slug=slug).exists():
            raise ValidationError(_("Un règlement porte déjà ce nom. Choisissez-en un autre."))
        return name

    def save(self, commit=True):
        self.instance.slug = slug_for(self.cleaned_data["name"])
        return super().save(commit)


class EditionForm(forms.ModelForm):
    """The heading of a draft."""

    class Meta:
        model = Edition
        fields = [
            "title",
            "valid_from",
            "council_decision",
            "council_decision_on",
            "council_decision_document",
        ]
        widgets = {"valid_from": DayInput, "council_decision_on": DayInput}
        labels = {"council_decision_document": _("Document de la délibération")}
        help_texts = {"valid_from": _("Jour de service à partir duquel cette version s'applique.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["council_decision_document"].empty_label = _("aucun document")


class CopyForm(forms.Form):
    """The day from which a copy would apply."""

    valid_from = forms.DateField(label=_("Applicable à partir du"), widget=DayInput)


class TrialForm(forms.Form):
    """What the test bench is asked: bookings as examples write them, and over how many days."""

    lines = forms.CharField(
        label=_("Réservations, une par ligne"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000
    )
    day = forms.DateField(label=_("Jour"), widget=DayInput, required=False)
    span = forms.ChoiceField(
        label=_("Pendant"),
        choices=[
            ("jour", _("ce jour")),
            ("semaine", _("la semaine : lundi, mardi, jeudi, vendredi")),
            ("mois", _("le mois : lundis, mardis, jeudis, vendredis")),
        ],
    )


def slug_for(name: str) -> str:
    """The short name of a règlement, in its address."""
    return slugify(name)[:50] or "reglement"
