"""A règlement's file as somebody writes it by hand."""

CANTEEN = {
    "reglement": {"nom": "Cantine", "nature": "prix"},
    "version": {
        "titre": "2026",
        "applicable": "2026-09-01",
        "deliberation": "2026-41",
        "delibere-le": "2026-06-25",
    },
    "criteres": [{"nom": "agent communal", "type": "oui-non", "porte-sur": "foyer"}],
    "compteurs": [
        {
            "nom": "repas tardifs",
            "sur": "enfant-annee",
            "parmi": "réservation : tardive",
            "ordre": "réservation",
            "partis-aussi": True,
        }
    ],
    "etapes": [
        {
            "nom": "prix du repas",
            "niveau": "unite",
            "operation": "fixer",
            "ecrit": "repas",
            "arrondi": "au centime le plus proche",
            "colonnes": ["quotient familial"],
            "lignes": [
                ["moins de 450", "1,20 €"],
                ["de 450 à moins de 900", "3,60 €"],
                ["900 et plus", "4,50 €"],
                ["inconnu", "5,40 €"],
            ],
        },
        {
            "nom": "agents",
            "niveau": "ligne",
            "operation": "multiplier",
            "arrondi": "au centime le plus proche",
            "colonnes": ["agent communal"],
            "lignes": [["oui", "-10 %"], ["non, inconnu", "sans effet"]],
        },
        {
            "nom": "retard",
            "niveau": "ligne",
            "operation": "ajouter",
            "ecrit": "retard",
            "arrondi": "au centime le plus proche",
            "colonnes": ["réservation", "repas tardifs"],
            "regle": "F",
            "lignes": [["tardive", "3 et plus", "2 €"], ["—", "—", "sans effet"]],
        },
    ],
    "exemples": [{"cas": "Sarah", "lignes": ["quotient familial = 512"], "attendu": "3,60 €"}],
}
DEADLINES = {
    "reglement": {"nom": "Délais", "nature": "dates-limites"},
    "version": {"applicable": "2026-09-01"},
    "etapes": [
        {
            "nom": "date limite",
            "colonnes": ["action"],
            "lignes": [
                ["réserver", "tardif : 2 jours ouvrés avant, avant 10 h ; refusé : jour même, avant 9 h"],
                ["annuler", "refusé : 1 jour ouvré avant, avant 10 h"],
            ],
        }
    ],
}


def without(data, *keys):
    """The same file less some of its keys."""
    return {key: value for key, value in data.items() if key not in keys}
