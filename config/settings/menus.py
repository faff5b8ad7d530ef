"""What rooms bring to the site's shell: menus, shortcuts of the signed-in home page, tabs of the régie, live blocks."""

from django.utils.translation import gettext_lazy as _

_SERVICES = {"subjects": "reservations.views.live.subjects"}
CMS_LIVE_BLOCKS = {
    "tarif": {"label": _("Tarif en vigueur"), "renders": "reservations.views.live.tariff", **_SERVICES},
    "dates-limites": {"label": _("Dates limites"), "renders": "reservations.views.live.deadlines", **_SERVICES},
}
CMS_VISITORS_MENU = [{"label": _("Tarifs"), "url_name": "reservations:tariffs", "under": "/tarifs/"}]
_FAMILY = {"shown": "families.access.has_household"}
CMS_MENU = [
    {"label": _("Accueil"), "url_name": "wagtail_serve", "args": [""]},
    {"label": _("Dossier"), "url_name": "families:dossier", "under": "/dossier/", **_FAMILY},
    {"label": _("Inscriptions"), "url_name": "reservations:activities", "under": "/inscriptions/", **_FAMILY},
    {
        "label": _("Planning"),
        "url_name": "reservations:planning",
        "under": ("/planning/", "/recapitulatif/", "/liste-d-attente/", "/combien-paierai-je/", "/absences/"),
        **_FAMILY,
    },
    {"label": _("Facturation"), "url_name": "payments:history", "under": ("/facturation/", "/paiement/"), **_FAMILY},
    {
        "label": _("Pointage"),
        "url_name": "reservations:attendance",
        "under": "/pointage/",
        "shown": "reservations.attendance.sheets.may_record",
    },
    {"label": _("Guichet"), "url_name": "families:counter", "under": "/guichet/", "shown": "families.access.may_act"},
    {
        "label": _("Absences"),
        "url_name": "reservations:office_absences",
        "under": "/absences-a-examiner/",
        "shown": "reservations.absences.reading.may_decide",
    },
    {"label": _("Caisse"), "url_name": "payments:my_till", "under": "/caisse/", "shown": "families.access.may_act"},
    {"label": _("Régie"), "url_name": "payments:tills", "under": "/regie/", "shown": "payments.office.access.may_read"},
    {"label": _("Gestion"), "url_name": "wagtailadmin_home", "shown": "families.access.may_manage"},
    {"label": _("Mes droits"), "url_name": "families:rights", "shown": "families.access.is_agent"},
]
CMS_HOME_PANELS = [
    {
        "title": _("Mon dossier"),
        "icon": "folder",
        "entries": [{"label": _("Consulter mon dossier et mes démarches"), "url_name": "families:dossier", **_FAMILY}],
    },
    {
        "title": _("Inscription"),
        "icon": "family",
        "entries": [
            {"label": _("Visualiser les activités de mes enfants"), "url_name": "reservations:activities", **_FAMILY}
        ],
    },
    {
        "title": _("Planning"),
        "icon": "calendar",
        "entries": [
            {"label": _("Visualiser le planning de mes enfants"), "url_name": "reservations:planning", **_FAMILY},
            {"label": _("Effectuer de nouvelles réservations"), "url_name": "reservations:planning_edit", **_FAMILY},
            {"label": _("Suivre mes listes d'attente"), "url_name": "reservations:queues", **_FAMILY},
            {"label": _("Déclarer une absence pour maladie"), "url_name": "reservations:absences", **_FAMILY},
            {"label": _("Combien paierai-je ?"), "url_name": "reservations:simulator", **_FAMILY},
        ],
    },
    {
        "title": _("Facturation"),
        "icon": "euro",
        "entries": [
            {"label": _("Payer mes factures"), "url_name": "payments:invoices", **_FAMILY},
            {"label": _("Consulter l'historique de mon compte"), "url_name": "payments:history", **_FAMILY},
            {"label": _("Mes prélèvements"), "url_name": "payments:debits", **_FAMILY},
        ],
    },
]
OFFICE_TABS = [  # what other rooms add to the régie's pages
    {"label": _("Fin de mois"), "url_name": "reservations:runs", "right": "payments.view_invoicerun"}
]
