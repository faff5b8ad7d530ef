"""« Combien paierai-je ? »: a signed-in parent prices a month without booking it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cms.french import WEEKDAYS, euros
from families.access import acting_household
from families.policies import family
from reservations.facts import QUOTIENT
from reservations.planning.simulating import Wish, bookable_units, last_of, months_from, simulate
from reservations.pricing.register import Register, load_register

AHEAD = timedelta(days=335)  # eleven months after this one
SCHOOL_DAYS = ["0", "1", "3", "4"]


class SimulationForm(forms.Form):
    """Whom, what, which days, which month, and the quotient to try."""

    enfants = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Enfants"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    activites = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Activités"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    jours = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Jours de la semaine"),
        coerce=int,
        choices=[(str(number), name.capitalize()) for number, name in enumerate(WEEKDAYS)],
        widget=forms.CheckboxSelectMultiple,
    )
    mois = forms.TypedChoiceField(label=gettext_lazy("Mois"), coerce=date.fromisoformat)
    quotient = forms.DecimalField(
        label=gettext_lazy("Quotient familial (€)"), required=False, min_value=0, max_digits=8, decimal_places=2,
        localize=True,
    )  # fmt: skip

    def __init__(self, register: Register, *args) -> None:
        months = months_from(register.today, register.today + AHEAD)
        units = bookable_units(register)
        children = [(str(child.pk), child.first_name) for child in register.children]
        usual = {"enfants": [key for key, _name in children], "jours": SCHOOL_DAYS, "mois": months[0][0]}
        super().__init__(*args, initial=usual)
        self.fields["enfants"].choices = children
        self.fields["activites"].choices = [(str(unit.pk), f"{unit.activity.name}, {unit.name}") for unit in units]
        self.fields["mois"].choices = months
        self.fields["quotient"].help_text = _own(register)

    @property
    def wish(self) -> Wish:
        said = self.cleaned_data
        first: date = said["mois"]
        return Wish(said["enfants"], said["activites"], said["jours"], first, last_of(first), said["quotient"])


@family
@require_http_methods(["GET", "POST"])
def simulator(request: HttpRequest) -> HttpResponse:
    """The form, and what the month would cost (P43): nothing is kept, the quotient typed is in no address."""
    household, at = acting_household(request), timezone.now()
    today = timezone.localdate(at)
    register = load_register(household, at=at, first=today, last=today + AHEAD)
    form = SimulationForm(register, request.POST or None)
    found = simulate(household, form.wish, at=at) if request.method == "POST" and form.is_valid() else None
    shown = {"form": form, "found": found, "month": form.wish.first if found else None}
    return render(request, "reservations/simulator.html", shown)


def _own(register: Register) -> str:
    mine: Decimal | None = register.records.quotient(register.household.pk, QUOTIENT, register.today)
    if mine is None:
        return _("Laissez vide pour le prix sans quotient : le vôtre n'est pas connu de la mairie.")
    return _("Laissez vide pour votre quotient actuel : %s.") % euros(mine)
