"""What a family is told about its money: the kinds of message of this room, and the words of each."""

from django.utils.translation import gettext_lazy as _

from families.message_kinds import Kind, Word

_AMOUNT = Word("montant", _("la somme payée"), _("7,20 €"))
_REFERENCE = Word("reference", _("la référence de la dette"), _("20261231x207x0042"))

RECEIPT = Kind(
    slug="payment-receipt",
    label=_("Reçu d'un paiement"),
    subject=_("Reçu de votre paiement de {montant}"),
    body="{recu}",
    words=(
        _AMOUNT,
        Word(
            "recu",
            _("le reçu : numéro, référence, lignes payées"),
            _("Commune de Villeneuve\nReçu n° 2026-0042\nMontant : 7,20 €\n\n- 08/06/2026 · Sarah - Repas : 3,60 €"),
        ),
    ),
)

CREDIT = Kind(
    slug="payment-became-credit",
    label=_("Paiement devenu un avoir"),
    subject=_("Votre paiement est devenu un avoir"),
    body=_(
        "Votre paiement de {montant} (référence {reference}) nous est bien parvenu, mais la commande qu’il devait "
        "régler n’attendait plus de paiement. Rien n’est perdu : cette somme est un avoir sur votre compte et sera "
        "déduite de votre prochain paiement. Vérifiez vos réservations sur le planning et réservez à nouveau les jours "
        "qui manquent."
    ),
    words=(_AMOUNT, _REFERENCE),
)

ADJUSTED = Kind(
    slug="account-adjusted",
    label=_("Régularisation du compte"),
    subject=_("Régularisation de votre compte"),
    body=_("Votre compte a été régularisé.\nMotif : {motif}\n\n{lignes}\n\n{effet}"),
    words=(
        Word("motif", _("la raison écrite par l'agent"), _("Pointage corrigé")),
        Word("lignes", _("ce qui change, une ligne par réservation"), _("- 08/06/2026 · Sarah - Repas : −3,60 €")),
        Word(
            "effet",
            _("ce que cela fait au solde"),
            _("3,60 € sont portés en avoir et seront déduits de votre prochain paiement."),
        ),
    ),
)

REFUND = Kind(
    slug="payment-refunded",
    label=_("Remboursement d'un paiement"),
    subject=_("Remboursement de {montant}"),
    body=_(
        "{montant} de votre paiement {reference} vous sont remboursés par le moyen qui a servi à payer : une carte est "
        "créditée sous cinq à dix jours.\nMotif : {motif}\n\nVotre compte en tient compte dès maintenant."
    ),
    words=(
        Word("montant", _("la somme remboursée"), _("3,60 €")),
        _REFERENCE,
        Word("motif", _("la raison écrite par l'agent"), _("Repas annulé")),
    ),
)

INVOICE = Kind(
    slug="invoice-issued",
    label=_("Nouvelle facture"),
    subject=_("Votre facture de {mois} : {montant}"),
    body=_(
        "Bonjour,\n\nvotre facture n° {facture} de {mois} est disponible : {montant}, {echeance}.\n"
        "Elle explique chaque ligne ; vous pouvez la lire, la télécharger et la payer ici :\n{lien}\n\n{regie}"
    ),
    words=(
        Word("mois", _("le mois facturé"), _("octobre 2026")),
        Word("montant", _("le total de la facture"), _("45,60 €")),
        Word("facture", _("le numéro de la facture"), _("2026-000012")),
        Word("echeance", _("jusqu'à quand payer, ou ce que devient l'avoir"), _("à payer avant le 30/11/2026")),
        Word("lien", _("l'adresse de la facture"), _("https://portail.villeneuve.exemple.fr/facturation/factures/12/")),
        Word("regie", _("le nom de la régie"), _("Régie cantine et garderie")),
    ),
)

_NUMBER = Word("facture", _("le numéro de la facture"), _("2026-000012"))
_LINK = Word("lien", _("l'adresse de la facture"), _("https://portail.villeneuve.exemple.fr/facturation/factures/12/"))

INVOICE_CANCELLED = Kind(
    slug="invoice-cancelled",
    label=_("Facture annulée"),
    subject=_("Votre facture {facture} est annulée"),
    body=_(
        "Votre facture {facture} de {montant} est annulée par l’avoir {avoir}.\nMotif : {motif}\n\nVous n’avez rien à "
        "payer pour elle ; ce que vous aviez déjà payé reste en avoir sur votre compte.\n{lien}"
    ),
    words=(
        _NUMBER,
        Word("montant", _("le total de la facture"), _("45,60 €")),
        Word("avoir", _("le numéro de l'avoir"), _("A2026-000003")),
        Word("motif", _("la raison écrite par l'agent"), _("Enfant facturé deux fois")),
        _LINK,
    ),
)

REMINDER = Kind(
    slug="invoice-reminder",
    label=_("Relance d'une facture impayée"),
    subject=_("Facture {facture} : {reste} restent à payer"),
    body=_(
        "Bonjour,\n\nsauf erreur de notre part, il reste {reste} à payer sur votre facture {facture}, à payer avant le "
        "{echeance}.\n{suite}\n\nPour la lire et la payer : {lien}\nSi vous venez de la payer, ne tenez pas compte de "
        "ce message. En cas de difficulté, parlez-en à la régie.\n\n{regie}"
    ),
    words=(
        _NUMBER,
        Word("reste", _("ce qui reste à payer"), _("45,60 €")),
        Word("echeance", _("le dernier jour pour payer"), _("30/11/2026")),
        Word("suite", _("ce qui se passera ensuite"), _("Sans paiement, elle sera transmise au comptable public.")),
        _LINK,
        Word("regie", _("le nom de la régie"), _("Régie cantine et garderie")),
    ),
)

CREDIT_GIVEN_BACK = Kind(
    slug="credit-given-back",
    label=_("Avoir remboursé"),
    subject=_("Votre avoir de {montant} est remboursé"),
    body=_(
        "La régie vous a viré {montant} sur le compte {compte} (virement {virement}). Votre compte en tient compte dès "
        "maintenant."
    ),
    words=(
        Word("montant", _("la somme remboursée"), _("12,00 €")),
        Word("compte", _("le compte, en partie masqué"), _("FR76 •••• •••• 0189")),
        Word("virement", _("la référence du virement"), _("VIR-2026-118")),
    ),
)

CREDIT_REFUSED = Kind(
    slug="credit-refused",
    label=_("Remboursement d'un avoir refusé"),
    subject=_("Votre demande de remboursement de {montant}"),
    body=_(
        "La régie n’a pas remboursé votre avoir de {montant}.\nMotif : {motif}\n\nIl reste sur votre compte et sera "
        "déduit de votre prochain paiement."
    ),
    words=(
        Word("montant", _("la somme demandée"), _("12,00 €")),
        Word("motif", _("la raison écrite par l'agent"), _("Avoir utilisé depuis pour la facture de novembre")),
    ),
)

KINDS = (
    RECEIPT, CREDIT, ADJUSTED, REFUND, INVOICE, INVOICE_CANCELLED, REMINDER, CREDIT_GIVEN_BACK, CREDIT_REFUSED,
)  # fmt: skip
