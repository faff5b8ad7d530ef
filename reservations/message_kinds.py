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

_WHO = (
    Word("enfant", _("le prénom de l'enfant"), _("Sarah")),
    Word("activite", _("l'activité et ce qui est réservé"), _("Centre de loisirs, Journée")),
    Word("jour", _("le jour"), _("mercredi 10 juin 2026")),
)

PLACE_OFFERED = Kind(
    slug="place-proposee",
    label=_("Liste d'attente : une place vous attend"),
    subject=_("Une place s'est libérée pour {enfant}, {jour}"),
    body=_(
        "Une place s'est libérée : {activite}, {jour}, pour {enfant}.\n\n"
        "Elle est gardée pour vous jusqu'au {limite}. Pour la prendre, validez votre récapitulatif :\n{lien}\n\n"
        "Passé ce délai, elle ira à la famille suivante et rien ne vous sera compté."
    ),
    words=(
        *_WHO,
        Word("limite", _("le moment où la place va à la suivante"), _("mardi 9 juin 2026 à 10 h")),
        Word("lien", _("l'adresse du récapitulatif"), _("https://portail.exemple.fr/recapitulatif/")),
    ),
)

PLACE_CONFIRMED = Kind(
    slug="place-confirmee",
    label=_("Liste d'attente : place confirmée"),
    subject=_("{enfant} a une place, {jour}"),
    body=_(
        "Une place s'est libérée et elle est pour vous : {activite}, {jour}, pour {enfant}.\n\n"
        "Vous n'avez rien à faire : elle est confirmée, et sera sur la facture du mois. Si vous n'en avez plus besoin,"
        " annulez-la depuis votre planning."
    ),
    words=_WHO,
)

PLACE_LAPSED = Kind(
    slug="place-non-prise",
    label=_("Liste d'attente : place non prise"),
    subject=_("La place gardée pour {enfant} va à la famille suivante"),
    body=_(
        "Une place était gardée pour {enfant} : {activite}, {jour}. Elle n'a pas été prise à temps ; elle va à la"
        " famille suivante et rien ne vous est compté.\n\n"
        "Vous pouvez rejoindre de nouveau la liste depuis votre planning."
    ),
    words=_WHO,
)

WAIT_CLOSED = Kind(
    slug="attente-close",
    label=_("Liste d'attente : aucune place"),
    subject=_("Aucune place ne s'est libérée, {jour}"),
    body=_(
        "Vous attendiez une place pour {enfant} : {activite}, {jour}. Aucune n'a pu vous être proposée à temps ;"
        " votre attente est close et rien ne vous est compté."
    ),
    words=_WHO,
)

REMINDER = Kind(
    slug="rappel-date-limite",
    label=_("Rappel avant une date limite"),
    subject=_("Vous n'avez pas encore réservé : la date limite approche"),
    body=_(
        "Bonjour,\n\nRien n'est encore réservé :\n\n{lignes}\n\n"
        "Pour réserver : {lien}\n\nSi vos enfants ne viennent pas, vous n'avez rien à faire."
    ),
    words=(
        Word(
            "lignes",
            _("ce qui n'est pas réservé, avec sa date limite"),
            _("– Sarah, Cantine, Repas, semaine du lundi 8 juin 2026 : avant le jeudi 4 juin 2026 à 10 h"),
        ),
        Word("lien", _("l'adresse du planning"), _("https://portail.exemple.fr/planning/")),
    ),
    optional=True,
)

ABSENCE_ACCEPTED = Kind(
    slug="absence-acceptee",
    label=_("Absence pour maladie acceptée"),
    subject=_("Absence de {prenom} {jours} : acceptée"),
    body=_(
        "Le certificat de {prenom} est accepté pour les jours {jours}.\nRéservations excusées : {places} (jours de "
        "carence, qui restent dus : {carence}).\n{effet}\n\nLe certificat a été lu puis effacé."
    ),
    words=(
        Word("prenom", _("le prénom de l'enfant"), _("Sarah")),
        Word("jours", _("les jours d'absence"), _("du 08/06/2026 au 10/06/2026")),
        Word("places", _("le nombre de réservations excusées"), _("2")),
        Word("carence", _("le nombre de jours qui restent dus"), _("1")),
        Word("effet", _("ce que cela change au compte"), _("7,20 € sont portés en avoir.")),
    ),
)

ABSENCE_REFUSED = Kind(
    slug="absence-refusee",
    label=_("Absence pour maladie refusée"),
    subject=_("Absence de {prenom} {jours} : non retenue"),
    body=_(
        "L'absence de {prenom} {jours} n'est pas retenue.\nMotif : {motif}\n\n"
        "Les réservations de ces jours restent dues."
    ),
    words=(
        Word("prenom", _("le prénom de l'enfant"), _("Sarah")),
        Word("jours", _("les jours d'absence"), _("du 08/06/2026 au 10/06/2026")),
        Word("motif", _("la raison écrite par l'agent"), _("Certificat illisible")),
    ),
)

KINDS = (
    REMINDER,
    EXPIRED,
    CANCELLED,
    LOST,
    ATTENDANCE_NOTICE,
    PLACE_OFFERED,
    PLACE_CONFIRMED,
    PLACE_LAPSED,
    WAIT_CLOSED,
    ABSENCE_ACCEPTED,
    ABSENCE_REFUSED,
)
