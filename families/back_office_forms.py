"""What a clerk may write about a family; an account is tied to a person by an invitation, never here."""

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from families.criteria import AsksDatedCriteria
from families.models import (
    AuthorisedPerson,
    Child,
    Criterion,
    Guardian,
    HealthSheet,
    Household,
    Quotient,
    Residence,
    Schooling,
)


class HouseholdForm(AsksDatedCriteria, WagtailAdminModelForm):
    """A household, and its answers to the town's own criteria."""

    target = Criterion.Target.HOUSEHOLD

    class Meta:
        model = Household
        fields = ["reference", "name", "kind", "address", "postcode", "city", "email", "phone"]


class GuardianForm(WagtailAdminModelForm):
    class Meta:
        model = Guardian
        fields = ["household", "role", "first_name", "last_name", "email", "phone"]


class ChildForm(AsksDatedCriteria, WagtailAdminModelForm):
    """A child belongs to at least one household; the town may ask more of it."""

    target = Criterion.Target.CHILD

    class Meta:
        model = Child
        fields = ["first_name", "last_name", "birth_date", "sex", "households"]
        widgets = {"birth_date": AdminDateInput}
        help_texts = {"households": _("Deux foyers en cas de garde alternée.")}


class QuotientForm(WagtailAdminModelForm):
    """A change is a new row: what was true before stays in the history."""

    class Meta:
        model = Quotient
        fields = ["household", "valid_from", "value", "source"]
        widgets = {"valid_from": AdminDateInput}
        help_texts = {"value": _("Laissez vide si le quotient est inconnu à partir de cette date.")}


class ResidenceForm(WagtailAdminModelForm):
    class Meta:
        model = Residence
        fields = ["household", "valid_from", "is_resident"]
        widgets = {"valid_from": AdminDateInput}


class SchoolingForm(WagtailAdminModelForm):
    class Meta:
        model = Schooling
        fields = ["child", "valid_from", "school", "school_name", "level", "class_name", "in_commune"]
        widgets = {"valid_from": AdminDateInput}


class HealthSheetForm(WagtailAdminModelForm):
    """A change is a new row: the prices of the days before it stay what they were."""

    class Meta:
        model = HealthSheet
        fields = ["child", "valid_from", "diet", "has_pai", "allergies", "instructions"]
        widgets = {"valid_from": AdminDateInput}


class AuthorisedPersonForm(WagtailAdminModelForm):
    class Meta:
        model = AuthorisedPerson
        fields = ["child", "name", "relation", "phone", "valid_from", "valid_until"]
        widgets = {"valid_from": AdminDateInput, "valid_until": AdminDateInput}


class CriterionForm(WagtailAdminModelForm):
    """The answers of a list are written one a line; their short names are made from their labels, once."""

    answers = forms.CharField(
        label=_("Réponses possibles"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text=_("Une par ligne, pour un choix dans une liste."),
    )

    class Meta:
        model = Criterion
        fields = ["label", "slug", "target", "kind", "help_text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["answers"] = "\n".join(choice["label"] for choice in self.instance.choices)

    def clean(self):
        data = super().clean()
        labels = [line.strip() for line in data.get("answers", "").splitlines() if line.strip()]
        is_a_list = data.get("kind") == Criterion.Kind.CHOICE
        if is_a_list and len(labels) < 2:
            self.add_error("answers", _("Une liste demande au moins deux réponses. Écrivez-en une par ligne."))
        known = {choice["label"]: choice["slug"] for choice in self.instance.choices}
        self.choices = [{"slug": known.get(label) or slugify(label), "label": label} for label in labels]
        if len({choice["slug"] for choice in self.choices}) < len(labels):
            self.add_error("answers", _("Deux réponses se ressemblent trop. Donnez-leur des noms différents."))
        return data

    def save(self, commit=True):
        self.instance.choices = self.choices if self.instance.kind == Criterion.Kind.CHOICE else []
        return super().save(commit)
