"""The operations: what each takes, checks and gives, with the service's own codes of refusal."""

import re
from collections.abc import Callable
from datetime import datetime

from payments.doubles.payfip.register import PARIS, Operation, Register
from payments.doubles.payfip.soap import Refusal

LEAST, MOST = 100, 9_999_999  # cents
ASKED = ("exer", "mel", "montant", "numcli", "objet", "refdet", "saisie", "urlnotif", "urlredirect")
TOLD = (
    "dattrans", "exer", "heurtrans", "idOp", "mel", "montant", "numauto", "numcli", "objet", "refdet", "resultrans",
    "saisie",
)  # fmt: skip
Fields = dict[str, str]


class Desk:
    """The service over a register. `closed` are clients without secure access."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.closed: set[str] = set()

    def do(self, operation: str, fields: Fields) -> Fields:
        """Give what an operation answers, or refuse."""
        act = OPERATIONS.get(operation)
        if act is None:
            raise Refusal("", f"Opération inconnue : {operation}", "TechProtocolaireErreur")
        return act(self, fields)

    def create(self, fields: Fields) -> Fields:
        asked = {name: fields.get(name, "") for name in ASKED}
        self._client(asked["numcli"])
        for wrong, code, words in _checks(asked):
            if wrong:
                raise Refusal(code, words)
        return {"idOp": self.register.create(asked).idop}

    def detail(self, fields: Fields) -> Fields:
        idop = fields.get("idOp", "")
        one = self.register.find(idop)
        if one is None:
            raise Refusal("P1", "IdOp incorrect.")
        if not one.result and self.register.is_late(one):
            raise Refusal("P4", "IdOp de plus de 15 minutes.")
        if not one.result:
            raise Refusal("P5", "Résultat de la transaction non connu.")
        return detail_of(one)

    def client(self, fields: Fields) -> Fields:
        number = fields.get("numCli", "")
        labels = self._client(number)
        return {"libelleN1": labels[0], "libelleN2": labels[1], "libelleN3": labels[2], "numcli": number}

    def _client(self, number: str) -> tuple[str, str, str]:
        if not re.fullmatch(r"[0-9]{6}", number):
            raise Refusal("T1", "Numéro client incorrect.")
        if number in self.closed:
            raise Refusal("T4", "Le client n'a pas d'accès sécurisé.")
        if number not in self.register.clients:
            raise Refusal("T2", "Numéro client inconnu.")
        return self.register.clients[number]


def detail_of(one: Operation) -> Fields:
    """Give all that is told of an operation that ended."""
    moment = datetime.fromtimestamp(one.ended, PARIS)
    number = f"{int(one.idop[:6], 16) % 1_000_000:06d}" if one.result in ("P", "V") else ""
    known = {
        **one.asked,
        "dattrans": f"{moment:%d%m%Y}",
        "heurtrans": f"{moment:%H%M}",
        "idOp": one.idop,
        "numauto": number,
        "resultrans": one.result,
    }
    return {name: known[name] for name in TOLD}


def _checks(asked: Fields) -> list[tuple[bool, str, str]]:
    """What would be refused, in the order it is."""
    cents = asked["montant"]
    amount = int(cents) if re.fullmatch(r"[0-9]+", cents) else None
    address = re.compile(r"https?://\S{1,240}")
    return [
        (asked["saisie"] not in ("T", "X", "W"), "S1", "Valeur du paramètre saisie incorrecte."),
        (not re.fullmatch(r"[0-9]{4}", asked["exer"]), "E1", "Exercice incorrect."),
        (amount is None, "M1", "Format du montant incorrect."),
        (amount is not None and amount < LEAST, "M3", "Montant inférieur à 1 euro."),
        (amount is not None and amount > MOST, "M5", "Montant supérieur à la limite."),
        (not asked["mel"], "A1", "Adresse de messagerie absente."),
        (not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", asked["mel"]) or not 6 <= len(asked["mel"]) <= 80, "A2",
         "Adresse de messagerie incorrecte."),
        (not re.fullmatch(r"[0-9A-Za-z ]{1,100}", asked["objet"]), "O1", "Objet incorrect."),
        (not re.fullmatch(r"[0-9A-Za-z]{6,30}", asked["refdet"]), "R3", "Référence de la dette incorrecte."),
        (not address.fullmatch(asked["urlnotif"]), "N1", "Adresse de notification incorrecte."),
        (not address.fullmatch(asked["urlredirect"]), "D1", "Adresse de redirection incorrecte."),
    ]  # fmt: skip


OPERATIONS: dict[str, Callable[[Desk, Fields], Fields]] = {
    "creerPaiementSecurise": Desk.create,
    "recupererDetailPaiementSecurise": Desk.detail,
    "recupererDetailClient": Desk.client,
}
