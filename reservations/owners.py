"""Whose each fact is: the lines of one household, child or day have the same value of it."""

from families.models import Criterion

OWNERS = {
    **dict.fromkeys(("quotient_familial", "resident", "nombre_enfants", "impaye"), "foyer"),
    **dict.fromkeys(
        ("inscrit_ecole_commune", "niveau", "classe", "ecole", "age", "naissance", "rang_enfant", "regime", "pai"),
        "enfant",
    ),
    **dict.fromkeys(("jour", "jour_semaine", "periode", "jour_ferie", "jour_ouvert"), "jour"),
    **dict.fromkeys(
        ("activite", "unite", "variante", "groupe", "reservation", "presence", "motif_absence", "minutes",
         "duree_constatee", "action", "places_restantes"),
        "ligne",
    ),
}  # whose each fact is; a row dated within the group is read on its first day  # fmt: skip

OWNER_OF = {
    Criterion.Target.HOUSEHOLD: "foyer",
    Criterion.Target.CHILD: "enfant",
    Criterion.Target.ENROLMENT: "enfant",
}
