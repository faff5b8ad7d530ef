"""Bills under a minimum are carried to the next: a setting of the régie, applied when the month is invoiced."""

from tests.reference.accounts import NotADecision, Scheme

REASON = "un minimum de facture est un réglage de la régie, appliqué à la clôture du mois"
SCHEME = Scheme((), dict, {f"gk-minimum-bill-{number:02}": NotADecision(REASON) for number in range(1, 7)})
