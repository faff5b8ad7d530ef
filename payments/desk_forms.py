"""What a clerk writes down when a family pays at the desk: every means on one page, checked together."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from payments import tickets
from payments.desk import Part, Taking, refuse_sum
from payments.errors import TicketError
from payments.models import TicketKind
from payments.money import CENT, ZERO, written

TITLES = 30  # paper titles in one settlement
CHEQUE = ("cheque_amount", "cheque_number", "cheque_bank", "cheque_drawer")


class EurosFormField(forms.DecimalField):
    """An amount typed by a person: « 7,20 », « 7.20 € »."""

    default_error_messages = {"invalid": _("Écrivez un montant en euros, par exemple 7,20.")}

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_digits=8, decimal_places=2, min_value=kwargs.pop("min_value", ZERO), **kwargs)

    def to_python(self, value):
        text = str(value if value is not None else "")
        for unwanted in ("\u202f", "\u00a0", " ", "€"):
            text = text.replace(unwanted, "")
        found = super().to_python(text.replace(",", "."))
        return None if found is None else found.quantize(CENT)

    def prepare_value(self, value):
        return str(value).replace(".", ",") if isinstance(value, Decimal) else value


@dataclass(frozen=True)
class PayableLine:
    """A line a ticket may pay: its key for the caller, what a person reads, its price in euros, and which ticket."""

    key: str
    label: str
    price: Decimal
    kind: TicketKind


class TitleForm(forms.Form):
    """One paper title: who issued it, its number, what is printed on it."""

    means = forms.ChoiceField(label=_("Titre"), required=False)
    issuer = forms.CharField(label=_("Émetteur"), max_length=80, required=False)
    number = forms.CharField(label=_("Numéro"), max_length=40, required=False)
    value = EurosFormField(label=_("Valeur faciale"), min_value=CENT, required=False)

    def __init__(self, *args, choices=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["means"].choices = choices

    def clean(self):
        given = super().clean()
        wanted = {"issuer": _("Indiquez qui a émis ce titre."), "number": _("Indiquez le numéro de ce titre."),
                  "value": _("Indiquez la valeur imprimée sur ce titre.")}  # fmt: skip
        if any(given.get(name) for name in wanted):
            for name, message in wanted.items():
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, message)
        return given


TitleFormSet = forms.formset_factory(TitleForm, extra=2, max_num=TITLES, absolute_max=TITLES, validate_max=True)


class DeskForm(forms.Form):
    """All that settles one order at the desk. `asked` and `charges_total` are euros; `means` the régie's, by name."""

    tickets = forms.MultipleChoiceField(
        label=_("Lignes payées par un ticket"), required=False, widget=forms.CheckboxSelectMultiple
    )
    cheque_amount = EurosFormField(label=_("Montant du chèque"), required=False)
    cheque_number = forms.CharField(label=_("Numéro du chèque"), max_length=40, required=False)
    cheque_bank = forms.CharField(label=_("Banque"), max_length=80, required=False)
    cheque_drawer = forms.CharField(label=_("Émetteur"), max_length=80, required=False)
    cash_amount = EurosFormField(label=_("Montant pris en espèces"), required=False)
    cash_received = EurosFormField(
        label=_("Somme remise"), required=False, help_text=_("Facultatif : la monnaie à rendre est calculée.")
    )
    receipt_book = forms.CharField(label=_("Numéro du carnet à souche"), max_length=40, required=False)

    def __init__(
        self, data=None, *, asked: Decimal, charges_total: Decimal, means: Sequence, lines: Sequence[PayableLine]
    ):
        super().__init__(data, initial={"cash_amount": asked if any(m.name == "cash" for m in means) else None})
        self.asked, self.charges_total, self.lines = asked, charges_total, {line.key: line for line in lines}
        self.fields["tickets"].choices = [(line.key, line.label) for line in lines]
        names = {one.name for one in means}
        for name in [name for name in self.fields if not _accepted(name, names, lines)]:
            del self.fields[name]
        choices = [(one.name, one.label) for one in means if one.keeps_excess]
        typed = data if data and "titres-TOTAL_FORMS" in data else None
        self.titles = TitleFormSet(typed, prefix="titres", form_kwargs={"choices": choices}) if choices else None

    def clean(self):
        given = super().clean()
        self._check_cheque(given)
        self._check_cash(given)
        if self.titles is not None and self.titles.is_bound and not self.titles.is_valid():
            raise forms.ValidationError(_("Un titre est incomplet : revoyez les lignes signalées."))
        if not self.errors:
            refusal = refuse_sum(self.left_after_tickets(), self.parts())
            if refusal:
                raise forms.ValidationError(refusal)
        return given

    def left_after_tickets(self) -> Decimal:
        """What is still to take once the tickets have paid their lines, in euros.

        Raises:
            ValidationError: a ticket too many.
        """
        prices = [self.lines[key].price for key in self.cleaned_data.get("tickets", ())]
        try:
            return max(ZERO, self.asked - (tickets.value_of(prices, self.charges_total) if prices else ZERO))
        except TicketError as error:
            raise forms.ValidationError(str(error)) from error

    def left_for_cash(self) -> Decimal:
        """What titles and the cheque leave to take in cash, in euros: « Calculer le reste »."""
        besides = sum((part.amount for part in self.parts() if part.means != "cash"), ZERO)
        return max(ZERO, self.left_after_tickets() - besides)

    def parts(self) -> list[Part]:
        """The titles, the cheque and the cash, in that order."""
        return [*self._titles(), *self._cheque(), *self._cash()]

    def taking(self, charges: dict[str, int]) -> Taking:
        """What is handed over; `charges` gives the line each key became in the order."""
        chosen = {charges[key]: self.lines[key].kind for key in self.cleaned_data.get("tickets", ())}
        book = self.cleaned_data.get("receipt_book", "")
        return Taking(tuple(self.parts()), chosen, {"receipt_book": book} if book else {})

    def _titles(self) -> list[Part]:
        rows = self.titles.forms if self.titles is not None and self.titles.is_bound else []
        given = [row.cleaned_data for row in rows if row.is_valid() and row.cleaned_data.get("value")]
        return [
            Part(row["means"], row["value"], True, {
                "issuer": row["issuer"], "title_number": row["number"], "face_value": written(row["value"]),
            })
            for row in given
        ]  # fmt: skip

    def _cheque(self) -> list[Part]:
        given = self.cleaned_data
        if not given.get("cheque_amount"):
            return []
        names = {"cheque_number": "cheque_number", "bank": "cheque_bank", "drawer": "cheque_drawer"}
        details = {key: given.get(name, "") for key, name in names.items()}
        return [Part("cheque", given["cheque_amount"], details=details)]

    def _cash(self) -> list[Part]:
        amount, received = self.cleaned_data.get("cash_amount"), self.cleaned_data.get("cash_received")
        if not amount:
            return []
        change = {"received": written(received), "change": written(received - amount)} if received else {}
        return [Part("cash", amount, details=change)]

    def _check_cheque(self, given) -> None:
        """A cheque is whole: its sum, its number, its bank and who signed it."""
        if not any(given.get(name) for name in CHEQUE) or "cheque_amount" not in self.fields:
            return
        for name in CHEQUE:
            if not given.get(name) and name not in self.errors:
                message = _("Un chèque s’enregistre avec son montant, son numéro, sa banque et son émetteur.")
                self.add_error(name, message)

    def _check_cash(self, given) -> None:
        amount, received = given.get("cash_amount"), given.get("cash_received")
        if amount and received and received < amount:
            message = _("La famille a remis %(received)s, moins que les %(amount)s à prendre en espèces.")
            self.add_error("cash_received", message % {"received": written(received), "amount": written(amount)})


def _accepted(field: str, means: set[str], lines: Sequence) -> bool:
    """Whether the régie takes the means this field belongs to."""
    if field == "tickets":
        return "tickets" in means and bool(lines)
    group = field.partition("_")[0]
    return group not in ("cash", "cheque") or group in means
