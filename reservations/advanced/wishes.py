"""What « Modification avancée » sends: which children, activities, weekdays and dates, and what to do with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.french import WEEKDAYS
from families.models import Child, Household
from reservations.advanced.proposals import ACTS, Act, Wish
from reservations.advanced.usual import Usuals
from reservations.models import Unit
from reservations.planning.picks import Pick, picks, read_terms
from reservations.terms import Terms, offer_of

LONGEST = timedelta(days=366)


def bookable_units(household: Household, *, on: date) -> list[Unit]:
    """The units the household's children may book, of the school years that have not ended."""
    mine = Unit.objects.filter(
        origin=Unit.Origin.BOOKED,
        activity__is_published=True,
        activity__school_year__ends_on__gte=on,
        activity__in=household.enrolments.values("activity"),
    )
    order = ("activity__school_year__starts_on", "activity__position", "activity__name", "position", "pk")
    return list(mine.select_related("activity__school_year").prefetch_related("variants").order_by(*order))


class WishForm(forms.Form):
    """« Modification avancée »: a wish for many days at once."""

    quoi = forms.ChoiceField(
        label=_("Que voulez-vous faire ?"), choices=[(act.value, label) for act, label in ACTS.items()],
        widget=forms.RadioSelect,
    )  # fmt: skip
    enfant = forms.MultipleChoiceField(
        label=_("Pour quels enfants ?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins un enfant.")},
    )  # fmt: skip
    unite = forms.MultipleChoiceField(
        label=_("Pour quelles activités ?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins une activité.")},
    )  # fmt: skip
    jour = forms.MultipleChoiceField(label=_("Quels jours de la semaine ?"), widget=forms.CheckboxSelectMultiple,
                                     required=False)  # fmt: skip
    du = forms.DateField(
        label=_("Du"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Écrivez le premier jour."), "invalid": _("Ce jour n'existe pas.")},
    )  # fmt: skip
    au = forms.DateField(
        label=_("Au"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Écrivez le dernier jour."), "invalid": _("Ce jour n'existe pas.")},
    )  # fmt: skip

    def __init__(
        self, data: Mapping[str, Any] | None, *, children: Sequence[Child], units: Sequence[Unit], usual: Usuals,
        initial: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial=dict(initial or {}))
        self.children, self.units, self.usual = children, units, usual
        self.fields["enfant"].choices = [(str(child.pk), child.first_name) for child in children]
        self.fields["unite"].choices = [(str(unit.pk), _label(unit, units)) for unit in units]
        open_days = {day for unit in units for day in unit.weekdays}
        self.fields["jour"].choices = [(str(day), WEEKDAYS[day]) for day in sorted(open_days)]
        if not usual:
            self.fields["quoi"].choices = [(act.value, label) for act, label in ACTS.items() if act is not Act.USUAL]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("du"), data.get("au")
        if first and last and last < first:
            self.add_error("au", _("Le dernier jour vient avant le premier. Changez l'une des deux dates."))
        elif first and last and last - first > LONGEST:
            self.add_error("au", _("La période dépasse un an. Choisissez-en une plus courte."))
        if data.get("quoi") in (Act.BOOK, Act.CANCEL) and not data.get("jour") and "jour" not in self.errors:
            self.add_error("jour", _("Choisissez au moins un jour de la semaine."))
        self.terms = self._clean_hours(data.get("unite", ()))
        return data

    @property
    def picks(self) -> list[tuple[str, tuple[Pick, ...]]]:
        """The hours or the variant to book, for each unit that leaves a choice."""
        offers = [(unit, offer_of(unit)) for unit in self.units]
        return [
            (self.label(unit), picks(offer, offer.usual, _key(unit), self.data.dict() if self.is_bound else {}))
            for unit, offer in offers
            if offer
        ]

    def _clean_hours(self, chosen: Collection[str]) -> dict[int, Terms]:
        """What was sent of each unit chosen; hours that cannot be are an error of the form."""
        found = {}
        for unit in self.units:
            offer, asked = offer_of(unit), read_terms(_key(unit), self.data)
            if str(unit.pk) in chosen and offer and asked:
                found[unit.pk] = offer.filled(asked)
                problem = offer.problem(found[unit.pk])
                if problem:
                    self.add_error(None, f"{self.label(unit)} : {problem}")
        return found

    def label(self, unit: Unit) -> str:
        return _label(unit, self.units)

    @property
    def wish(self) -> Wish:
        """What is asked, once the form is valid."""
        data = self.cleaned_data
        chosen = set(data["enfant"])
        return Wish(
            act=Act(data["quoi"]),
            children=tuple(child for child in self.children if str(child.pk) in chosen),
            units=frozenset(map(int, data["unite"])),
            first=data["du"],
            last=data["au"],
            weekdays=frozenset(map(int, data["jour"])),
            usual=self.usual,
            terms=self.terms,
        )


def _key(unit: Unit) -> str:
    return f"unite-{unit.pk}"


def _label(unit: Unit, units: Sequence[Unit]) -> str:
    """« Garderie, Soir »; with its school year where two are open."""
    years = {one.activity.school_year_id for one in units}
    year = f" {unit.activity.school_year.label}" if len(years) > 1 else ""
    return f"{unit.activity.name}{year}, {unit.name}"
