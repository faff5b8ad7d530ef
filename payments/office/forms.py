"""What an agent writes about a till, a slip or a family's tickets."""

from collections.abc import Sequence

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from payments.desk_forms import EurosFormField
from payments.models import RevenueOffice, TicketKind
from payments.tills import Counted, Holding


class FloatForm(forms.Form):
    """The change a till starts with."""

    revenue_office = forms.ModelChoiceField(RevenueOffice.objects.all(), label=_("Régie"), empty_label=None)
    amount = EurosFormField(label=_("Fonds de caisse"), help_text=_("Ce que contient le tiroir avant d’encaisser."))


class CountForm(forms.Form):
    """What is counted of each means when a till is closed; a difference is explained."""

    def __init__(self, data=None, *, held: Sequence[Holding]):
        super().__init__(data)
        self.held = held
        for one in held:
            self.fields[f"{one.adapter}_counted"] = EurosFormField(label=_("%s : compté") % one.label)
            self.fields[f"{one.adapter}_why"] = forms.CharField(
                label=_("%s : explication de l’écart") % one.label, max_length=250, required=False
            )

    def clean(self):
        given = super().clean()
        for one in self.held:
            counted, why = given.get(f"{one.adapter}_counted"), given.get(f"{one.adapter}_why")
            if counted is not None and counted != one.expected and not why:
                self.add_error(f"{one.adapter}_why", _("Le compte diffère de l’attendu : dites pourquoi."))
        return given

    def rows(self) -> list[tuple]:
        """Each means with its two fields, to be shown."""
        return [(one, self[f"{one.adapter}_counted"], self[f"{one.adapter}_why"]) for one in self.held]

    def counted(self) -> dict[str, Counted]:
        """What was counted, by means."""
        given = self.cleaned_data
        return {one.adapter: Counted(given[f"{one.adapter}_counted"], given[f"{one.adapter}_why"]) for one in self.held}


class UndoForm(forms.Form):
    """Why a payment taken by mistake is undone."""

    reason = forms.CharField(label=_("Motif de l’annulation"), max_length=200)


class SlipForm(forms.Form):
    """The payments of one means to hand over."""

    payments = forms.TypedMultipleChoiceField(
        label=_("Paiements à remettre"), coerce=int, error_messages={"required": _("Choisissez au moins un paiement.")}
    )

    def __init__(self, data=None, *, waiting):
        super().__init__(data)
        self.fields["payments"].choices = [(payment.pk, payment.reference) for payment in waiting]


class TicketsForm(forms.Form):
    """Tickets a family holds, recorded, or its stock brought to what the clerk counts."""

    ADD, CORRECT = "add", "correct"

    act = forms.ChoiceField(
        label=_("Que faites-vous ?"),
        choices=[
            (ADD, _("Ajouter des tickets : carnet acheté autrefois, tickets présentés au guichet")),
            (CORRECT, _("Corriger le stock : le nombre de tickets comptés")),
        ],
        initial=ADD,
        widget=forms.RadioSelect,
    )
    kind = forms.ModelChoiceField(TicketKind.objects.all(), label=_("Sorte de ticket"), empty_label=None)
    quantity = forms.IntegerField(
        label=_("Nombre de tickets"),
        min_value=0,
        max_value=2000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    label = forms.CharField(
        label=_("Origine ou motif"),
        max_length=200,
        help_text=_("Par exemple : « carnet n° 128 », « comptés au guichet »."),
    )


def posted(request: HttpRequest):
    """What was sent to a form, or None where the page is only read."""
    return request.POST if request.method == "POST" else None


class CancelInvoiceForm(forms.Form):
    """Why an invoice is cancelled."""

    reason = forms.CharField(
        label=_("Motif de l’annulation"),
        max_length=250,
        help_text=_("La famille le lit. La facture est conservée ; un avoir numéroté l’annule."),
    )
