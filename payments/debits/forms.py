"""What a family writes to be debited, and what the régie writes of a debit."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from payments.debits.accounts import BIC, iban_is_right, plain
from payments.models import RevenueOffice


class MandateForm(forms.Form):
    """The account to debit, and the signature: a box ticked by the person signed in, dated and kept."""

    holder = forms.CharField(
        label=_("Titulaire du compte"), max_length=70, widget=forms.TextInput({"autocomplete": "name"})
    )
    iban = forms.CharField(
        label=_("IBAN"), max_length=42, widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Sur votre relevé d’identité bancaire. Les espaces ne comptent pas."),
    )  # fmt: skip
    bic = forms.CharField(
        label=_("BIC (facultatif)"), max_length=14, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    agreed = forms.BooleanField(
        label=_("J’autorise cette régie à prélever mes factures sur ce compte, et je signe ce mandat."),
        error_messages={"required": _("Cochez cette case pour signer le mandat.")},
    )

    def __init__(self, *args, office: RevenueOffice, **kwargs):
        self.office = office
        super().__init__(*args, auto_id=f"id_{office.pk}_%s", **kwargs)

    def clean_iban(self):
        """The key of the number tells a mistake."""
        iban = plain(self.cleaned_data["iban"])
        if not iban_is_right(iban):
            raise ValidationError(_("Cet IBAN n’est pas juste : un caractère est faux ou manque. Recopiez-le."))
        return iban

    def clean_bic(self):
        bic = plain(self.cleaned_data["bic"])
        if bic and not BIC.match(bic):
            raise ValidationError(_("Ce BIC n’est pas juste : il a 8 ou 11 caractères. Vous pouvez le laisser vide."))
        return bic


class CreditForm(forms.Form):
    """The account to which a credit is given back."""

    holder = forms.CharField(
        label=_("Titulaire du compte"), max_length=70, widget=forms.TextInput({"autocomplete": "name"})
    )
    iban = forms.CharField(
        label=_("IBAN"), max_length=42, widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Le compte où la régie fera le virement. Les espaces ne comptent pas."),
    )  # fmt: skip

    def __init__(self, *args, office: RevenueOffice, **kwargs):
        self.office = office
        super().__init__(*args, auto_id=f"id_{office.pk}_%s", **kwargs)

    def clean_iban(self):
        """The key of the number tells a mistake."""
        iban = plain(self.cleaned_data["iban"])
        if not iban_is_right(iban):
            raise ValidationError(_("Cet IBAN n’est pas juste : un caractère est faux ou manque. Recopiez-le."))
        return iban


class PlanForm(forms.Form):
    """The day to debit, at a régie that does."""

    revenue_office = forms.ModelChoiceField(
        RevenueOffice.objects.exclude(creditor_id=""), label=_("Régie"), empty_label=None
    )
    debit_on = forms.DateField(
        label=_("Jour du prélèvement"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Au moins quatorze jours après aujourd’hui : les familles sont prévenues d’abord."),
    )


class RejectForm(forms.Form):
    """Why the bank refused."""

    reason = forms.CharField(label=_("Motif donné par la banque"), max_length=120)
