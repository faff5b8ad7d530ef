"""What the planning and the recap send us, checked before anybody acts on it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from payments.desk_forms import DeskForm as _DeskForm
from reservations.days.periods import Period, Scale, day_of, period_of

UNREADABLE = _("Le formulaire reçu est illisible. Rechargez la page et recommencez.")
MOST = 5000


class NumbersField(forms.MultipleChoiceField):
    """Several row numbers; anything else is refused."""

    def to_python(self, value) -> list[int]:
        try:
            numbers = [int(one) for one in super().to_python(value)]
        except ValueError as error:
            raise forms.ValidationError(UNREADABLE) from error
        if len(numbers) > MOST or any(not 0 < number < 2**63 for number in numbers):
            raise forms.ValidationError(UNREADABLE)
        return numbers

    def validate(self, value) -> None:
        """Which sessions these are is for `booking.hold` to say."""


class TicksForm(forms.Form):
    """The ticked boxes of a child: ``place`` those ticked now, ``coche`` those that were when they were shown; their
    names end with ``suffix`` on a page of several children."""

    place = NumbersField(required=False)
    coche = NumbersField(required=False)

    def __init__(self, *args, suffix: str = "", **kwargs) -> None:
        self.suffix = suffix
        super().__init__(*args, **kwargs)

    def add_prefix(self, field_name: str) -> str:
        return f"{field_name}{self.suffix}"

    @property
    def differs(self) -> bool:
        """Has a box changed since the page was shown?"""
        return set(self.cleaned_data["place"]) != set(self.cleaned_data["coche"])


class WhereForm(forms.Form):
    """The day and the scale an address asks for."""

    vue = forms.ChoiceField(choices=[(one.value, one.label) for one in Scale], required=False)
    jour = forms.IntegerField(min_value=1, max_value=31, required=False)

    def period(self, year: int, month: int) -> Period | None:
        """The period asked for, or None where there is no such day."""
        if not self.is_valid():
            return None
        anchor = day_of(year, month, self.cleaned_data["jour"] or 1)
        return period_of(Scale(self.cleaned_data["vue"] or Scale.MONTH), anchor) if anchor else None


class DeskForm(_DeskForm):
    """What a clerk takes for a recap, besides exactly what was shown."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)


class WaiverForm(forms.Form):
    """The days whose deadline is overridden, why, and at which price."""

    NORMAL, LATE = "normal", "tardif"

    days = NumbersField(required=False)
    reason = forms.CharField(
        label=_("Motif de la dérogation"),
        max_length=250,
        help_text=_("La famille le lit à côté de la ligne. Pas de détail de santé : « certificat présenté » suffit."),
    )
    price = forms.ChoiceField(
        label=_("Conditions appliquées"),
        choices=[
            (NORMAL, _("Comme si la date limite n'était pas passée")),
            (LATE, _("Celles des retardataires, si le règlement en prévoit")),
        ],
        initial=NORMAL,
        widget=forms.RadioSelect,
    )


class PayForm(forms.Form):
    """« Payer » or « Confirmer »: exactly what was shown, by this means."""

    digest = forms.CharField(max_length=64)
    shown = forms.CharField(required=False)
    means = forms.CharField(max_length=30, required=False)
