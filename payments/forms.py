"""What a person may write about money."""

from decimal import Decimal

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from payments.adapters.base import Configured, Setting
from payments.adapters.registry import adapters, imposed_on
from payments.models import Alert, DemoBankPayment, RevenueOffice, TicketKind
from payments.money import written
from payments.numbering import number_prefix


class DemoBankEmailForm(forms.ModelForm):
    """Where the demonstration bank would send its ticket."""

    class Meta:
        model = DemoBankPayment
        fields = ["email"]
        labels = {"email": _("Adresse électronique")}
        help_texts = {"email": _("Pour recevoir le ticket de paiement.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True


class AlertForm(WagtailAdminModelForm):
    """Closing an alert asks what was done."""

    class Meta:
        model = Alert
        fields = ["resolution"]
        help_texts = {"resolution": _("Ce que vous avez vérifié et fait. L’alerte sera fermée à votre nom.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["resolution"].required = True


class RefundForm(forms.Form):
    """How much goes back and why. `left` is all that can, `known` how many refunds the page showed."""

    amount = forms.DecimalField(label=_("Montant à rembourser (€)"), max_digits=10, decimal_places=2)
    reason = forms.CharField(label=_("Motif"), max_length=250, help_text=_("La famille le lira."))
    known = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, left: Decimal, known: int, **kwargs):
        super().__init__(*args, initial={"amount": left, "known": known}, **kwargs)
        self.fields["amount"].help_text = _("Au plus %s.") % written(left)
        self.fields["amount"].localize = True


def _means() -> list[tuple[str, str]]:
    return [(name, str(means.label)) for name, means in adapters().items()]


class RevenueOfficeForm(WagtailAdminModelForm):
    """The régie's identity, and the means of payment it accepts among those of the town."""

    adapters = forms.MultipleChoiceField(
        label=_("Moyens de paiement acceptés"), choices=_means, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = RevenueOffice
        fields = [
            "name", "code", "number", "legal_name", "address", "siret", "accountant", "revenue_officer", "prefix",
            "adapters", "credentials", "statement_label", "minimum_online", "minimum_invoice", "first_reminder",
            "last_reminder", "creditor_id", "debit_iban", "debit_bic",
        ]  # fmt: skip
        help_texts = {
            "credentials": _(
                "Un nom seulement : les secrets sont sur le serveur. « Moyens de paiement » dit lesquels."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.series.filter(last__gt=0).exists():
            for name in ("number", "prefix"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Des documents portent déjà des numéros : il ne change plus.")

    def clean(self):
        prefix, number = self.cleaned_data.get("prefix"), self.cleaned_data.get("number")
        others = RevenueOffice.objects.exclude(pk=self.instance.pk)
        mine = prefix or f"{number}-"
        if mine in {number_prefix(other) for other in others}:
            self.add_error("prefix", _("Une autre régie numérote déjà ainsi. Choisissez un autre préfixe."))
        return super().clean()


class MeansSettingsForm(forms.Form):
    """What a régie writes of one means of payment: as the means says, kept under its names."""

    def __init__(self, *args, office: RevenueOffice, means: Configured, **kwargs):
        super().__init__(*args, initial={**office.means_settings, **imposed_on(office)}, **kwargs)
        self.office, self.means = office, means
        for name, setting in means.settings.items():
            self.fields[name] = _field(setting)
            self.fields[name].disabled = name in imposed_on(office)

    def clean(self):
        for name, setting in self.means.settings.items():
            if setting.is_own and self._is_taken(name):
                self.add_error(name, _("Une autre régie a déjà cette valeur : chacune a la sienne. Vérifiez laquelle."))
        return self.cleaned_data

    def _is_taken(self, name: str) -> bool:
        others = RevenueOffice.objects.exclude(pk=self.office.pk).exclude(means_settings={})
        return self.cleaned_data.get(name) in {other.means_settings.get(name) for other in others} - {None}

    def save(self) -> None:
        """Keep what was written, with the settings of the other means."""
        written_here = {name: value for name, value in self.cleaned_data.items() if not self.fields[name].disabled}
        self.office.means_settings = {**self.office.means_settings, **written_here}
        self.office.save(update_fields=["means_settings"])


def _field(setting: Setting) -> forms.Field:
    if setting.choices:
        return forms.ChoiceField(label=setting.label, help_text=setting.help, choices=list(setting.choices.items()))
    shape = RegexValidator(f"^(?:{setting.pattern})$", _("Cette valeur n’a pas la bonne forme. %s") % setting.help)
    return forms.CharField(label=setting.label, help_text=setting.help, max_length=80, validators=[shape])


class TicketKindForm(WagtailAdminModelForm):
    """A paper ticket the town once sold; the units say which of their bookings it pays."""

    class Meta:
        model = TicketKind
        fields = ["name", "slug", "revenue_office"]


class InvoicePaymentForm(forms.Form):
    """Which invoices of one régie, how much of them, and by which means; nothing written pays all that is left."""

    invoices = forms.MultipleChoiceField(
        label=_("Factures à payer"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Cochez au moins une facture à payer.")},
    )
    amount = forms.DecimalField(
        label=_("Montant à payer maintenant, en euros"),
        required=False,
        max_digits=8,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("Laissez vide pour tout payer. Vous pouvez payer une partie : le reste reste dû."),
    )
    means = forms.ChoiceField(label=_("Moyen de paiement"), widget=forms.RadioSelect)

    def __init__(self, *args, till, **kwargs):
        self.till = till
        super().__init__(*args, auto_id=f"id_{till.office.pk}_%s", **kwargs)
        payable = {str(one.pk): one for one in till.payable}
        self.fields["invoices"].choices = [(key, self._words(one)) for key, one in payable.items()]
        self.fields["invoices"].initial = list(payable)
        self.fields["means"].choices = [(one.name, one.label) for one in till.means]
        self.fields["means"].initial = till.means[0].name if till.means else None

    @staticmethod
    def _words(invoice) -> str:
        """A choice as it is read: number, what is left of it, until when."""
        values = {"number": invoice, "left": written(invoice.left), "day": f"{invoice.due_on:%d/%m/%Y}"}
        return _("Facture %(number)s : %(left)s, avant le %(day)s") % values

    @property
    def chosen(self):
        """The invoices ticked, as they were read."""
        return [one for one in self.till.payable if str(one.pk) in self.cleaned_data["invoices"]]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("invoices"):
            left = sum((one.left for one in self.chosen), Decimal("0.00"))
            asked = max(Decimal("0.00"), left - self.till.credit)
            cleaned["amount"] = asked if cleaned.get("amount") is None else cleaned["amount"]
            self._check(cleaned["amount"], left)
        return cleaned

    def _check(self, amount: Decimal, left: Decimal) -> None:
        if amount == 0:
            self.add_error("invoices", _("Votre avoir couvre ces factures : il n’y a rien à payer."))
        elif amount > left:
            self.add_error("amount", _("Il ne reste que %s à payer sur ces factures.") % written(left))
        elif amount < self.till.minimum:
            self.add_error("amount", _("Un paiement en ligne est d’au moins %s.") % written(self.till.minimum))
