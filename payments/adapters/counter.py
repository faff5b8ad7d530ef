"""What a clerk takes at the desk: the money is there, so the answer is PAID at once."""

from django.utils.translation import gettext_lazy as _

from payments.adapters.base import Counter


class Cash(Counter):
    """Coins and notes, against a page of the receipt book."""

    name = "cash"
    label = _("Espèces")
    asks = {
        "received": _("Somme remise"),
        "change": _("Monnaie rendue"),
        "receipt_book": _("Numéro du carnet à souche"),
    }


class Cheque(Counter):
    """A cheque: its number, the bank it is drawn on, and who signed it."""

    name = "cheque"
    label = _("Chèque")
    asks = {
        "cheque_number": _("Numéro du chèque"),
        "bank": _("Banque"),
        "drawer": _("Émetteur"),
        "receipt_book": _("Numéro du carnet à souche"),
    }


class Title(Counter):
    """A paper title with a face value: it is taken whole, and no change is given on it."""

    keeps_excess = True
    asks = {
        "issuer": _("Émetteur"),
        "title_number": _("Numéro du titre"),
        "face_value": _("Valeur faciale"),
        "receipt_book": _("Numéro du carnet à souche"),
    }


class Cesu(Title):
    """A pre-financed CESU, on paper."""

    name = "cesu"
    label = _("CESU")


class Voucher(Title):
    """Any other paper title a régie accepts: holiday voucher, voucher of a works council or of the CCAS."""

    name = "voucher"
    label = _("Bon ou chèque-vacances")
