"""Lieuvin Pays d'Auge: six brackets, the last one for who neither lives nor goes to school there, meals on top."""

from tests.reference.accounts import Scheme

UNITS = {"heure": "heure", "demi": "demi-journee", "journee": "journee"}


def world(facts):
    known = {"quotient familial": facts["qf"], "habite la commune": facts.get("resident", True),
             "scolarisé dans la commune": facts.get("schooled_in_area", True)}  # fmt: skip
    units = [UNITS[facts["activity"]], *(meal for meal in ("dejeuner", "gouter") if facts.get(meal))]
    return {"lignes": [{"jour": "2024-11-06", "faits": {**known, "unité": unit}} for unit in units]}


SCHEME = Scheme(("lieuvin-pays-dauge",), world)
