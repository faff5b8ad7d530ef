"""What PayFiP says when it will not: each code, told in French to the régie, and the error it is for the house."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.adapters.base import AdapterError, BankRefuses, BankUnavailable, Unfit, UnknownPayment


class NotKnownYet(AdapterError):
    """P5: the visit is there, and its end is not known yet."""


FORGOTTEN, NOT_YET, TOO_OLD = "P1", "P5", "P4"
TOLD: Mapping[str, object] = {
    "S1": gettext_lazy("Le mode de saisie n’est pas T, X ou W. Corrigez-le dans « Moyens de paiement »."),
    "T1": gettext_lazy("Le numéro de client de la régie n’a pas la bonne forme. Il a 6 chiffres : recopiez-le."),
    "T2": gettext_lazy("PayFiP ne connaît pas ce numéro de client. Recopiez celui que la DGFiP a donné à cette régie."),
    "T4": gettext_lazy("Cette régie n’a pas accès au service sécurisé. Demandez-le à votre correspondant à la DGFiP."),
    "M1": gettext_lazy("PayFiP ne lit pas le montant. Prévenez la personne qui tient le portail."),
    "M3": gettext_lazy("Le montant est inférieur à 1,00 € : PayFiP ne prend rien au-dessous."),
    "M5": gettext_lazy("Le montant dépasse le maximum de PayFiP, 99 999,99 €."),
    "A1": gettext_lazy("Il manque l’adresse électronique de la famille : PayFiP l’exige."),
    "A2": gettext_lazy("L’adresse électronique de la famille n’est pas valable."),
    "N1": gettext_lazy("PayFiP refuse l’adresse des avis. Le portail doit avoir une adresse publique complète."),
    "D1": gettext_lazy("PayFiP refuse l’adresse de retour. Le portail doit avoir une adresse publique complète."),
    "R3": gettext_lazy("PayFiP refuse la référence de la dette : elle doit avoir 6 à 30 lettres et chiffres."),
    "P1": gettext_lazy("PayFiP ne connaît pas ou plus cette opération."),
    "P3": gettext_lazy("Cette opération a déjà servi : sa page ne s’ouvre qu’une fois."),
    "P4": gettext_lazy("Cette opération a plus de 15 minutes : sa page est fermée."),
    "P5": gettext_lazy("Le résultat de cette opération n’est pas encore connu."),
}
TO_THE_FAMILY: Mapping[str, object] = {
    "M3": gettext_lazy(
        "PayFiP ne prend pas de paiement de moins de 1,00 € : ce montant rejoindra votre prochain paiement."
    ),
    "M5": gettext_lazy("PayFiP ne prend pas de paiement de plus de 99 999,99 € : adressez-vous à la mairie."),
    "A1": gettext_lazy(
        "PayFiP demande une adresse électronique. Indiquez-la dans « Mon dossier », puis payez à nouveau."
    ),
    "A2": gettext_lazy(
        "PayFiP refuse votre adresse électronique. Corrigez-la dans « Mon dossier », puis payez à nouveau."
    ),
}
FUNCTIONAL, PROTOCOL = "FonctionnelleErreur", "TechProtocolaireErreur"
TECHNICAL = {"TechDysfonctionnementErreur", "TechIndisponibiliteErreur"}


def error_of(kind: str, code: str, label: str = "") -> AdapterError:
    """Give the error a fault is, from the name of its detail, its code and its own words."""
    if kind == PROTOCOL:
        return BankRefuses(
            _("PayFiP n’a pas compris la demande (%s). Prévenez la personne qui tient le portail.") % (code or label)
        )
    if kind != FUNCTIONAL:
        return BankUnavailable(f"{kind} {code}".strip())
    if code in (FORGOTTEN, TOO_OLD):
        return UnknownPayment(told(code))
    if code == NOT_YET:
        return NotKnownYet(told(code))
    if code in TO_THE_FAMILY:
        return Unfit(str(TO_THE_FAMILY[code]))
    return BankRefuses(told(code, label))


def told(code: str, label: str = "") -> str:
    """Give what a code means, in French; PayFiP's own words where we know no better."""
    if code in TOLD:
        return f"{TOLD[code]} ({code})"
    return _("PayFiP refuse (code %(code)s) : %(label)s") % {"code": code[:10], "label": label[:150]}
