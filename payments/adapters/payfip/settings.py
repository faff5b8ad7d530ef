"""PayFiP's settings, none of them a secret: written by the régie, tried without moving money, said in French."""

from collections.abc import Callable, Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.adapters.base import AdapterError, BankRefuses, BankUnavailable, Remark, Setting
from payments.adapters.payfip.debts import ADDRESS, Account, account_wrongs

MODES = {
    "T": gettext_lazy("Essai : aucune carte n’est débitée"),
    "X": gettext_lazy("Activation : le seul paiement réel qui ouvre le compte"),
    "W": gettext_lazy("Réel : les cartes sont débitées"),
}
SETTINGS: Mapping[str, Setting] = {
    "payfip_numcli": Setting(
        gettext_lazy("Numéro de client PayFiP"),
        gettext_lazy("Les 6 chiffres que la DGFiP a donnés à cette régie, et à elle seule."),
        pattern=r"[0-9]{6}",
        is_own=True,
    ),
    "payfip_saisie": Setting(
        gettext_lazy("Mode"),
        gettext_lazy("D’abord l’essai, puis l’activation convenue avec la DGFiP, puis le réel."),
        choices=MODES,
    ),
}

Ask = Callable[..., Mapping[str, str | None]]


def examine(account: Account, ask: Ask, notify_url: str) -> tuple[Remark, ...]:
    """Give what is right and wrong, from the number's shape to the name PayFiP knows; no money moves."""
    advice = _("Corrigez les réglages de PayFiP ci-dessus, puis testez à nouveau.")
    if wrongs := tuple(Remark(False, wrong, advice) for wrong in account_wrongs(account)):
        return wrongs
    return (Remark(True, _("Mode : %s.") % MODES[account.saisie]), *_known(account, ask), _told_at(notify_url))


def _known(account: Account, ask: Ask) -> Iterator[Remark]:
    """Whom the number names at PayFiP: the régie reads it and knows itself, or not."""
    try:
        client = ask("recupererDetailClient", numCli=account.numcli)
    except BankRefuses as refusal:
        yield Remark(False, str(refusal))
    except (BankUnavailable, AdapterError):
        advice = _("Vérifiez que le serveur accède à Internet, puis recommencez dans quelques minutes.")
        yield Remark(False, _("PayFiP n’a pas répondu."), advice)
    else:
        names = " · ".join(client[key] or "" for key in ("libelleN1", "libelleN2", "libelleN3") if client.get(key))
        yield Remark(True, _("PayFiP connaît ce numéro : « %s ». Vérifiez que c’est bien votre régie.") % names)


def _told_at(notify_url: str) -> Remark:
    """PayFiP is told the address with each debt: nothing is to be set there."""
    if len(notify_url) > ADDRESS:
        return Remark(False, _("L’adresse des avis est trop longue pour PayFiP : %s") % notify_url)
    return Remark(True, _("PayFiP reçoit l’adresse des avis avec chaque paiement : %s") % notify_url)
