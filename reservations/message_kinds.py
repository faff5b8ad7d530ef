"""What a family is told about its bookings: the kinds of message of this room, and the words of each."""

from django.utils.translation import gettext_lazy as _

from families.message_kinds import Kind, Word

EXPIRED = Kind(
    slug="panier-expire",
    label=_("Récapitulatif expiré"),
    subject=_("Votre récapitulatif a expiré"),
    body=_(
        "{changements}\n\n"
        "Les places retenues sont de nouveau libres. Vous pouvez les réserver encore depuis votre planning."
    ),
    words=(
        Word(
            "changements",
            _("ce qui n'a pas été payé, en une phrase"),
            _("2 modifications de votre récapitulatif n'ont pas été payées à temps : elles ne sont pas enregistrées."),
        ),
    ),
)

CANCELLED = Kind(
    slug="annulation-mairie",
    label=_("Réservations annulées par la mairie"),
    subject=_("Réservations annulées par la mairie"),
    body=_("La mairie a annulé les réservations suivantes.\n\n{lignes}\n\nMotif : {motif}"),
    words=(
        Word("lignes", _("les réservations, une par ligne"), _("– 08/06/2026 : Sarah, Cantine, Repas")),
        Word("motif", _("la raison écrite par l'agent"), _("Grève du personnel")),
    ),
)

LOST = Kind(
    slug="place-perdue",
    label=_("Paiement reçu, place perdue"),
    subject=_("Votre paiement est reçu, mais une place n'était plus libre"),
    body=_(
        "Votre paiement est arrivé après la fin du délai, et il ne restait plus de place : {jours}.\n\n"
        "La somme est portée à votre crédit ; elle sera déduite de votre prochain paiement, ou remboursée à votre"
        " demande en mairie."
    ),
    words=(Word("jours", _("les jours perdus"), _("08/06/2026 (Sarah, Repas)")),),
)

ATTENDANCE_NOTICE = Kind(
    slug="pointage",
    label=_("Anomalie au pointage"),
    subject=_("{prenom} : {seance}"),
    body=_("{seance}\n\n{faits}\n\n{montant}\n\nUne erreur ? Dites-le à l'accueil de la mairie, qui corrige."),
    words=(
        Word("prenom", _("le prénom de l'enfant"), _("Sarah")),
        Word("seance", _("l'activité, l'unité et le jour"), _("Cantine, Repas, 08/06/2026")),
        Word("faits", _("ce qui a été constaté"), _("Sarah est venu(e) sans réservation.")),
        Word("montant", _("ce que cela change, et pourquoi"), _("Cela ajoute 5,60 € à votre compte.")),
    ),
)

KINDS = (EXPIRED, CANCELLED, LOST, ATTENDANCE_NOTICE)
