"""The form of « Combien paierai-je ? » for anybody: the units, the days, and what the tariff asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.french import WEEKDAYS
from reservations.models import Unit
from reservations.planning.simulating import last_of
from reservations.public.stranger import Asked
from rules.facts import Fact, Kind, Value

YES, NO = "oui", "non"
USUALLY = {"rang_enfant": 1, "nombre_enfants": 1, "pai": NO}


class StrangerForm(forms.Form):
    """A month of one child nobody knows. What is typed is in no address and is kept nowhere."""

    unites = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Ce que vous réserveriez"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    jours = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Jours de la semaine"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    mois = forms.TypedChoiceField(label=gettext_lazy("Mois"), coerce=date.fromisoformat)

    def __init__(
        self, units: Sequence[Unit], months: Sequence[tuple[str, str]], asked: Iterable[Fact], data: Any = None
    ) -> None:
        self.asked = list(asked)
        choices = [(str(unit.pk), unit.name) for unit in units]
        days = [
            (str(day), WEEKDAYS[day].capitalize()) for day in sorted({day for unit in units for day in unit.weekdays})
        ]
        usual = {"unites": [key for key, _name in choices[:1]], "jours": [key for key, _name in days]}
        super().__init__(data, initial={**usual, **USUALLY})
        self.fields["unites"].choices, self.fields["jours"].choices = choices, days
        self.fields["mois"].choices = months
        self.fields |= {fact.name: field_of(fact) for fact in self.asked}

    @property
    def wish(self) -> Asked:
        """What was asked, once the form is valid."""
        said = self.cleaned_data
        facts = {fact.name: _value(fact, said[fact.name]) for fact in self.asked}
        return Asked(said["unites"], said["jours"], said["mois"], last_of(said["mois"]), facts)


def field_of(fact: Fact) -> forms.Field:
    """The question a fact makes; what may be unknown may be left empty."""
    title = fact.title[:1].upper() + fact.title[1:]
    label = f"{title} ({fact.unit})" if fact.unit else title
    common = {"label": label, "required": not fact.nullable}
    if fact.kind is Kind.NUMBER:
        empty = _("Laissez vide si vous ne le connaissez pas.") if fact.nullable else ""
        places = max(0, -int(fact.grain.as_tuple().exponent)) if fact.grain else 0
        return forms.DecimalField(
            **common, min_value=fact.minimum, max_digits=8, decimal_places=places, localize=True, help_text=empty
        )
    if fact.kind is Kind.DATE:
        return forms.DateField(**common, widget=forms.DateInput(attrs={"type": "date"}))
    choices = [(YES, _("Oui")), (NO, _("Non"))]
    if fact.kind is Kind.CHOICE:
        choices = [(choice.slug, choice.label) for choice in fact.choices]
    return forms.ChoiceField(**common, choices=[("", _("Je ne sais pas")), *choices] if fact.nullable else choices)


def _value(fact: Fact, said: Any) -> Value:
    if said in ("", None):
        return None
    return said == YES if fact.kind is Kind.BOOLEAN else said
