"""What each role of the town hall may do. To grant a right, add one line to `GRANTS`: nothing else is to be changed.

A line says, in the words an agent reads, what its rights allow, where, and which roles hold them; the administrateur
holds every line. From these lines come the groups of the database (after every `migrate`), the page « Mes droits »,
and `docs/roles.md`, which the suite compares (`manage.py roles --write` writes it again).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COMMUNICATION, TARIFS, ACCUEIL, REGIE = "communication", "tarifs", "accueil", "régie"
COMPTABLE, ANIMATEUR, ADMINISTRATEUR = "comptable", "animateur", "administrateur"
NAMES = (COMMUNICATION, TARIFS, ACCUEIL, REGIE, COMPTABLE, ANIMATEUR, ADMINISTRATEUR)

PORTAL, COUNTER, OFFICE = _("Portail"), _("Guichet"), _("Gestion")


@dataclass(frozen=True)
class Grant:
    """What holding `rights` (permission names, "app.codename") allows, where, and the roles that hold them."""

    place: str | Promise
    says: str | Promise
    rights: frozenset[str]
    roles: frozenset[str]


def grant(place: Promise, says: Promise, rights: set[str], *roles: str) -> Grant:
    """A line of the table; the administrateur is always one of its roles."""
    return Grant(place, says, frozenset(rights), frozenset({*roles, ADMINISTRATEUR}))


def rights(verbs: str, app: str, *models: str) -> set[str]:
    """Django's own rights: `rights("view change", "payments", "alert")`."""
    return {f"{app}.{verb}_{model}" for verb in verbs.split() for model in models}


PEOPLE = ("household", "guardian", "child")
DATED = ("quotient", "residence", "schooling")
SERVICES = ("schoolyear", "calendar", "calendarperiod", "outage", "activity", "group", "unit", "session")
EDIT, ALL = "add change view", "add change delete view"

GRANTS: tuple[Grant, ...] = (
    grant(OFFICE, _("Entrer dans l'espace de gestion"), {"wagtailadmin.access_admin"},
          COMMUNICATION, TARIFS, ACCUEIL, REGIE, COMPTABLE),
    grant(OFFICE, _("Changer le nom, le logo et les couleurs du site"), {"cms.change_siteidentity"}, COMMUNICATION),
    grant(COUNTER, _("Ouvrir le dossier d'une famille et agir pour elle : réserver, annuler, encaisser"),
          {"families.act_for_household"}, ACCUEIL, REGIE),
    grant(COUNTER, _("Ouvrir le compte d'un parent, par courriel ou par lettre"), {"families.add_invitation"}, ACCUEIL),
    grant(PORTAL, _("Lire la liste des enfants d'une séance"), rights("view", "reservations", "session", "reservation"),
          ANIMATEUR),
    grant(PORTAL, _("Pointer les présences, lire les fiches des enfants du jour et la commande de la cuisine"),
          {"reservations.record_attendance"}, ANIMATEUR, ACCUEIL, REGIE),
    grant(PORTAL, _("Corriger une feuille de présence close, avec un motif"), {"reservations.correct_attendance"},
          REGIE),
    grant(PORTAL, _("Lire les certificats des absences pour maladie, et y répondre"),
          {"reservations.change_absencedeclaration"}, ACCUEIL, REGIE),
    grant(OFFICE, _("Lire les foyers, les responsables et les enfants"), rights("view", "families", *PEOPLE),
          ACCUEIL, REGIE),
    grant(OFFICE, _("Ajouter et modifier les foyers, les responsables et les enfants"),
          rights(EDIT, "families", *PEOPLE), ACCUEIL),
    grant(OFFICE, _("Tenir les quotients, les résidences et les scolarités"), rights(ALL, "families", *DATED), ACCUEIL),
    grant(OFFICE, _("Tenir les fiches sanitaires et les personnes autorisées à venir chercher un enfant"),
          rights(ALL, "families", "healthsheet", "authorisedperson"), ACCUEIL),
    grant(OFFICE, _("Supprimer un foyer, un responsable ou un enfant sans historique"),
          rights("delete", "families", *PEOPLE)),
    grant(OFFICE, _("Tenir les critères propres à la commune"), rights(ALL, "families", "criterion"), ACCUEIL),
    grant(OFFICE, _("Inscrire les enfants aux activités"), rights(ALL, "reservations", "enrolment"), ACCUEIL),
    grant(OFFICE, _("Lire les messages envoyés aux familles, et les renvoyer"),
          {"families.view_message", "families.resend_message"}, ACCUEIL),
    grant(OFFICE, _("Écrire les textes des messages aux familles"), {"families.change_wording"}, COMMUNICATION),
    grant(OFFICE, _("Importer les listes de la mairie"), {"imports.run_import"}, ACCUEIL),
    grant(OFFICE, _("Écrire les règlements : accès, dates limites, tarifs"),
          rights(ALL, "rules", "rulebook", "edition"), TARIFS),
    grant(OFFICE, _("Publier une version de règlement"), {"rules.publish_edition"}, TARIFS),
    grant(OFFICE, _("Tenir les activités, les calendriers et les séances"), rights(ALL, "reservations", *SERVICES),
          TARIFS),
    grant(OFFICE, _("Lire les listes d'attente"), rights("view", "reservations", "waitingentry"), ACCUEIL, TARIFS),
    grant(OFFICE, _("Changer les réglages des réservations"), rights(EDIT, "reservations", "bookingsettings")),
    grant(OFFICE, _("Choisir les anomalies du pointage dont les familles sont prévenues"),
          rights(EDIT, "reservations", "attendancesettings")),
    grant(OFFICE, _("Lire les commandes, les paiements et le grand livre"),
          rights("view", "payments", "order", "payment", "ledgerentry"), REGIE, COMPTABLE),
    grant(OFFICE, _("Lire les alertes de la régie"), rights("view", "payments", "alert"), REGIE, COMPTABLE),
    grant(OFFICE, _("Clore une alerte de la régie"), rights("change", "payments", "alert"), REGIE),
    grant(OFFICE, _("Lire les factures et les campagnes de facturation, les exporter pour le comptable"),
          rights("view", "payments", "invoice", "invoicerun"), REGIE, COMPTABLE),
    grant(OFFICE, _("Préparer et émettre les factures d'un mois"), {"payments.add_invoicerun"}, REGIE),
    grant(OFFICE, _("Lire les demandes de remboursement d'un avoir"), {"payments.view_creditrequest"}, REGIE,
          COMPTABLE),
    grant(OFFICE, _("Rembourser un avoir par virement, ou dire pourquoi non"), {"payments.change_creditrequest"},
          REGIE),
    grant(OFFICE, _("Lire les prélèvements"), rights("view", "payments", "directdebit", "debitbatch"), REGIE,
          COMPTABLE),
    grant(OFFICE, _("Prévoir les prélèvements, créer le fichier de la banque, écrire ses rejets"),
          {"payments.add_debitbatch"}, REGIE),
    grant(OFFICE, _("Annuler une facture par un avoir, avec un motif"), {"payments.add_creditnote"}, REGIE),
    grant(OFFICE, _("Rembourser un paiement par le moyen qui l'a encaissé"), {"payments.refund_payment"}, REGIE),
    grant(OFFICE, _("Lire l'identité des régies"), rights("view", "payments", "revenueoffice"), REGIE, COMPTABLE),
    grant(OFFICE, _("Changer l'identité des régies et leurs moyens de paiement, tester leurs réglages"),
          rights(EDIT, "payments", "revenueoffice"), REGIE),
    grant(COUNTER, _("Déroger à une date limite, en écrivant pourquoi"), {"reservations.waive_deadline"}, REGIE),
    grant(OFFICE, _("Lire les dérogations accordées"), rights("view", "reservations", "waiver"), REGIE, TARIFS),
    grant(COUNTER, _("Lire toutes les caisses, les bordereaux de remise et les tickets papier"),
          rights("view", "payments", "till", "depositslip", "ticketmovement"), REGIE, COMPTABLE),
    grant(COUNTER, _("Arrêter la caisse d'un autre agent et annuler ses encaissements"), {"payments.close_any_till"},
          REGIE),
    grant(COUNTER, _("Émettre un bordereau de remise"), {"payments.add_depositslip"}, REGIE),
    grant(OFFICE, _("Tenir les sortes de tickets papier"), rights(EDIT, "payments", "ticketkind"), REGIE),
    grant(OFFICE, _("Ouvrir, fermer les comptes et donner les rôles"), rights(EDIT, "families", "user")),
    grant(OFFICE, _("Lire le journal : qui a fait quoi, quand, sur quel dossier"),
          rights("view", "families", "auditentry")),
)  # fmt: skip

ROLES: dict[str, set[str]] = {
    name: {right for line in GRANTS if name in line.roles for right in line.rights} for name in NAMES
}
