"""Poissy: a price that follows the quotient piece by piece, to the tenth of a cent."""

from tests.reference.accounts import RoundingNotChosen, Scheme, Silence


def world(facts):
    known = {"quotient familial": facts["qf"], "habite la commune": facts["resident"],
             "nombre d'enfants du foyer": facts["children_count"]}  # fmt: skip
    return {"lignes": [{"jour": "2016-11-07", "faits": known}]}


SCHEME = Scheme(
    ("yvelines-poissy-2016",),
    world,
    {
        "yvelines-poissy-2016-02": RoundingNotChosen("yvelines-poissy-2016-sans-arrondi"),
        "yvelines-poissy-2016-07": Silence(("yvelines-poissy-2016", "yvelines-poissy-2016-pour-tous")),
    },
)
