"""What a family is told of its direct debits."""

from django.utils.translation import gettext_lazy as _

from families.message_kinds import Kind, Word

_MANDATE = Word("mandat", _("la référence unique du mandat"), _("RUM-207-00000012"))
_AMOUNT = Word("montant", _("la somme prélevée"), _("45,60 €"))
_INVOICE = Word("facture", _("le numéro de la facture"), _("2026-000012"))
_DAY = Word("jour", _("le jour du prélèvement"), _("05/12/2026"))
_OFFICE = Word("regie", _("le nom de la régie"), _("Régie cantine et garderie"))

MANDATE_SIGNED = Kind(
    slug="mandate-signed",
    label=_("Mandat de prélèvement signé"),
    subject=_("Votre mandat de prélèvement {mandat}"),
    body=_(
        "Vous avez autorisé {regie} à prélever vos factures sur le compte {compte}.\nRéférence unique du mandat : "
        "{mandat}\n\nVous êtes prévenu quatorze jours avant chaque prélèvement. Vous pouvez révoquer ce mandat à tout "
        "moment dans « Mes prélèvements ». Si ce n’est pas vous, prévenez la régie."
    ),
    words=(_OFFICE, _MANDATE, Word("compte", _("le compte, en partie masqué"), _("FR76 •••• •••• 0189"))),
)

DEBIT_PLANNED = Kind(
    slug="debit-planned",
    label=_("Prélèvement annoncé"),
    subject=_("Prélèvement de {montant} le {jour}"),
    body=_(
        "Votre facture {facture} sera prélevée : {montant} le {jour}.\nCompte : {compte}\nRéférence unique du mandat : "
        "{mandat}\nIdentifiant du créancier : {creancier}\n\nVous n’avez rien à faire. Une erreur ? Écrivez à la régie "
        "avant ce jour.\n\n{regie}"
    ),
    words=(
        _INVOICE,
        _AMOUNT,
        _DAY,
        Word("compte", _("le compte, en partie masqué"), _("FR76 •••• •••• 0189")),
        _MANDATE,
        Word("creancier", _("l'identifiant créancier SEPA de la régie"), _("FR72ZZZ123456")),
        _OFFICE,
    ),
)

DEBIT_REJECTED = Kind(
    slug="debit-rejected",
    label=_("Prélèvement rejeté"),
    subject=_("Votre prélèvement de {montant} a été rejeté"),
    body=_(
        "Votre banque a rejeté le prélèvement de {montant} du {jour} pour la facture {facture}.\nMotif : {motif}\n\nLa "
        "somme est de nouveau due : vous pouvez la payer dans « Payer mes factures ».\n\n{regie}"
    ),
    words=(_AMOUNT, _DAY, _INVOICE, Word("motif", _("le motif de la banque"), _("Provision insuffisante")), _OFFICE),
)

KINDS = (MANDATE_SIGNED, DEBIT_PLANNED, DEBIT_REJECTED)
