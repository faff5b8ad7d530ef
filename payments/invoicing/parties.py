"""Who issues an invoice and to whom, kept as they were that day."""

from __future__ import annotations

from families.models import Household
from payments.models import RevenueOffice


def parties_of(office: RevenueOffice, household: Household) -> dict[str, dict[str, str]]:
    """Give the issuer and the addressee of a document as plain texts: what the law asks an invoice to name."""
    return {
        "emetteur": {
            "collectivite": office.legal_name,
            "regie": office.name,
            "adresse": office.address,
            "siret": office.siret,
            "comptable": office.accountant,
            "regisseur": office.revenue_officer,
        },
        "destinataire": {
            "nom": household.name,
            "reference": household.reference,
            "adresse": household.address,
            "ville": f"{household.postcode} {household.city}".strip(),
        },
    }
