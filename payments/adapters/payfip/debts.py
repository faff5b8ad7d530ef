"""What PayFiP is told of a debt, in its own forms, checked before it is asked: pure functions."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from payments.adapters.base import BankRefuses, PaymentRequest, Unfit

LEAST, MOST = Decimal("1.00"), Decimal("99999.99")  # euros of one payment
SUBJECT, ADDRESS = 100, 249  # characters at most
NUMCLI, SAISIE = re.compile(r"[0-9]{6}"), ("T", "X", "W")
REFDET = re.compile(r"[0-9A-Za-z]{6,30}")
MEL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Account:
    """A régie at PayFiP: its client number, and T (trial), X (activation) or W (real)."""

    numcli: str
    saisie: str


def order_of(request: PaymentRequest, account: Account) -> dict[str, str]:
    """Give the fields of `creerPaiementSecurise`.

    Raises:
        Unfit: PayFiP would refuse what the family asks; its text tells the family.
        BankRefuses: PayFiP would refuse what the town set; its text tells the régie.
    """
    for said in _unfit(request):
        raise Unfit(said)
    for said in _wrong(request, account):
        raise BankRefuses(said)
    return {
        "exer": request.reference[:4],
        "mel": request.email,
        "montant": cents(request.amount),
        "numcli": account.numcli,
        "objet": subject(request.purpose),
        "refdet": request.reference,
        "saisie": account.saisie,
        "urlnotif": request.notify_url,
        "urlredirect": request.return_url,
    }


def cents(amount: Decimal) -> str:
    """Give an amount in euros with two places as whole cents, in digits."""
    return str(int(amount * 100))


def subject(text: str) -> str:
    """Give a text in the letters, digits and spaces PayFiP takes: « Régie n° 2 » is « Regie n 2 »."""
    letters = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[0-9A-Za-z]+", plain))[:SUBJECT].strip()


def account_of(secrets: Mapping[str, str]) -> Account:
    """Give the account of a régie as it is set, whether right or not; without a mode, it is a trial."""
    return Account(secrets.get("payfip_numcli", ""), secrets.get("payfip_saisie", "") or "T")


def account_wrongs(account: Account) -> Iterator[str]:
    """Say what is wrong in an account, in French."""
    if not NUMCLI.fullmatch(account.numcli):
        yield _("Le numéro de client PayFiP de la régie doit avoir 6 chiffres.")
    if account.saisie not in SAISIE:
        yield _("Le mode PayFiP doit être T (essai), X (activation) ou W (réel).")


def _unfit(request: PaymentRequest) -> Iterator[str]:
    """What a family can do something about."""
    if not (6 <= len(request.email) <= 80 and MEL.fullmatch(request.email)):
        yield _(
            "PayFiP envoie son justificatif par e-mail, et nous n’avons pas d’adresse valable pour vous. "
            "Indiquez-la dans « Mon dossier », puis payez à nouveau."
        )
    if request.amount < LEAST:
        yield _("PayFiP ne prend pas de paiement de moins de 1,00 € : ce montant rejoindra votre prochain paiement.")
    if request.amount > MOST:
        yield _("PayFiP ne prend pas de paiement de plus de 99 999,99 € : adressez-vous à la mairie.")


def _wrong(request: PaymentRequest, account: Account) -> Iterator[str]:
    """What only the town can set right."""
    yield from account_wrongs(account)
    if not REFDET.fullmatch(request.reference):
        yield _("La référence de la dette doit avoir 6 à 30 lettres et chiffres : %s.") % request.reference
    if not subject(request.purpose):
        yield _("L’objet du paiement ne contient ni lettre ni chiffre : vérifiez le nom de la régie.")
    for address in (request.notify_url, request.return_url):
        if len(address) > ADDRESS or not address.startswith(("http://", "https://")):
            yield _("PayFiP ne prend que des adresses complètes de moins de 250 caractères : %s.") % address[:80]
