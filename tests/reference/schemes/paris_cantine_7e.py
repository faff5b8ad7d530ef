"""Paris 7e: ten brackets of whole quotients."""

from tests.reference.accounts import Hole, Scheme


def world(facts):
    known = {"activité": facts["activity"], "quotient familial": facts["qf"]}
    return {"lignes": [{"jour": "2020-10-01", "faits": known, "quantite": facts["quantity"]}]}


SCHEME = Scheme(("paris-cantine-7e",), world, {"paris-cantine-7e-11": Hole("paris-cantine-7e-publie", "234,5")})
