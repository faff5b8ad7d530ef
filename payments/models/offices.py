"""The régie: who collects, in whose name, and with which numbers."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.debits.accounts import BIC, creditor_is_right, iban_is_right, plain
from payments.money import EurosField


def right_iban(iban: str) -> None:
    """Refuse an account number whose key or length is wrong, or written with spaces."""
    if iban != plain(iban) or not iban_is_right(iban):
        raise ValidationError(_("Cet IBAN n’est pas juste : recopiez-le sans espace."))


def right_creditor(identifier: str) -> None:
    """Refuse a creditor identifier whose form or key is wrong."""
    if identifier != plain(identifier) or not creditor_is_right(identifier):
        raise ValidationError(_("Cet identifiant créancier n’est pas juste : recopiez-le sans espace (FR72ZZZ123456)."))


class RevenueOffice(models.Model):
    """A régie: its legal identity, its numbering, and the means of payment it accepts.

    `credentials` is only the *name* of the secrets: the process environment holds their values. `means_settings` is
    what is no secret of its means, by the name each gives it. Number and prefix never change once a number was given.
    """

    code = models.SlugField(_("code"), unique=True)
    number = models.PositiveIntegerField(
        _("numéro"), unique=True, help_text=_("Numéro de la régie, repris dans la référence de la dette.")
    )
    name = models.CharField(_("nom"), max_length=120)
    legal_name = models.CharField(_("collectivité"), max_length=200)
    address = models.TextField(_("adresse"), blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    accountant = models.CharField(
        _("comptable"), max_length=200, help_text=_("Par exemple : « SGC de Rives CANTINE-GARDERIE ».")
    )
    revenue_officer = models.CharField(_("régisseur"), max_length=120, blank=True)
    prefix = models.CharField(_("préfixe de numérotation"), max_length=8, blank=True)
    adapters = models.JSONField(_("moyens de paiement acceptés"), default=list, blank=True)
    credentials = models.SlugField(_("nom des identifiants de paiement"), blank=True)
    means_settings = models.JSONField(_("réglages des moyens de paiement"), default=dict, blank=True)
    statement_label = models.CharField(
        _("libellé sur le relevé bancaire"),
        max_length=10,
        blank=True,
        validators=[
            RegexValidator(r"^(?=.*[A-Za-z])[A-Za-z0-9 .-]{2,10}$", _("2 à 10 lettres sans accent ou chiffres."))
        ],
        help_text=_("Ce que le parent lira sur son relevé après le nom de la collectivité, par exemple « CANTINE »."),
    )
    minimum_online = EurosField(_("montant minimum en ligne"), default=0)
    minimum_invoice = EurosField(_("montant minimum d’une facture"), default=0)
    creditor_id = models.CharField(
        _("identifiant créancier SEPA (ICS)"),
        max_length=35,
        blank=True,
        validators=[right_creditor],
        help_text=_("Attribué par la Banque de France ; avec l’IBAN et le BIC, la régie peut prélever."),
    )
    debit_iban = models.CharField(_("IBAN de la régie"), max_length=34, blank=True, validators=[right_iban])
    debit_bic = models.CharField(
        _("BIC de la régie"), max_length=11, blank=True, validators=[RegexValidator(BIC, _("8 ou 11 caractères."))]
    )
    first_reminder = models.PositiveSmallIntegerField(
        _("première relance (jours après l’échéance)"), default=7, help_text=_("0 : jamais.")
    )
    last_reminder = models.PositiveSmallIntegerField(
        _("dernière relance (jours après l’échéance)"),
        default=30,
        help_text=_("0 : jamais. Elle annonce la transmission au comptable public."),
    )

    class Meta:
        verbose_name = _("régie")
        verbose_name_plural = _("régies")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum_online__gte=0, minimum_invoice__gte=0), name="office_minimums_are_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(siret="") | Q(siret__regex=r"^\d{14}$"), name="office_siret_has_14_digits"
            ),
            models.UniqueConstraint(fields=["prefix"], condition=~Q(prefix=""), name="one_office_per_prefix"),
        ]

    def __str__(self):
        return self.name


class NumberSeries(models.Model):
    """The last number given in one series of a régie; taken under its row lock, so without gaps."""

    ORDER, PAYMENT, RECEIPT, INVOICE, CREDIT_NOTE = "order", "payment", "receipt", "invoice", "credit_note"
    DEPOSIT, MANDATE, DEBITS = "deposit", "mandate", "debits"
    KINDS = [
        (ORDER, _("commandes")),
        (PAYMENT, _("références de paiement")),
        (RECEIPT, _("quittances")),
        (INVOICE, _("factures")),
        (CREDIT_NOTE, _("avoirs")),
        (DEPOSIT, _("bordereaux de remise")),
        (MANDATE, _("mandats de prélèvement")),
        (DEBITS, _("fichiers de prélèvement")),
    ]

    revenue_office = models.ForeignKey(RevenueOffice, models.PROTECT, related_name="series", verbose_name=_("régie"))
    kind = models.CharField(_("série"), max_length=12, choices=KINDS)
    year = models.PositiveSmallIntegerField(_("année"), help_text=_("0 : une série qui ne recommence jamais."))
    last = models.PositiveIntegerField(_("dernier numéro"), default=0)

    class Meta:
        verbose_name = _("série de numéros")
        verbose_name_plural = _("séries de numéros")
        constraints = [
            models.UniqueConstraint(
                fields=["revenue_office", "kind", "year"], name="one_number_series_per_office_and_year"
            ),
        ]

    def __str__(self):
        return f"{self.revenue_office} · {self.get_kind_display()} {self.year or ''}".strip()
