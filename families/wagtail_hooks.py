"""The families in the back office: households, their people, and the dated rows a price reads."""

from django.contrib.auth.models import Permission
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy

from families import audit, outbox, staff_views, wording_views
from families import back_office_forms as forms
from families.audit_list import AuditViewSet
from families.models import (
    AuthorisedPerson,
    Child,
    Criterion,
    Guardian,
    HealthSheet,
    Household,
    Message,
    Quotient,
    Residence,
    Schooling,
)
from families.read_only import OnlyActions
from families.recorded import RecordedEditView, RecordedIndexView, RecordedInspectView

register_permission_policy(Message, OnlyActions(Message, "view"))


class FamilyViewSet(ModelViewSet):
    """A list of people or of what is known about them; its form is written by us."""

    index_view_class = RecordedIndexView
    edit_view_class = RecordedEditView
    inspect_view_class = RecordedInspectView
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50
    form: type

    def get_form_class(self, for_update=False):
        return self.form


class HouseholdViewSet(FamilyViewSet):
    model = Household
    form = forms.HouseholdForm
    icon = "home"
    menu_label = _("Foyers")
    list_display = ["name", "reference", "city", "phone", "email"]
    list_filter = ["kind", "city"]
    search_fields = ["name", "reference", "email", "phone", "children__first_name", "guardians__last_name"]


class GuardianViewSet(FamilyViewSet):
    model = Guardian
    form = forms.GuardianForm
    icon = "user"
    menu_label = _("Responsables")
    list_display = ["__str__", "household", "role", "phone", "email"]
    search_fields = ["first_name", "last_name", "email", "household__name"]


class ChildViewSet(FamilyViewSet):
    model = Child
    form = forms.ChildForm
    icon = "group"
    menu_label = _("Enfants")
    list_display = ["__str__", "birth_date", "sex"]
    search_fields = ["first_name", "last_name", "households__name"]


class QuotientViewSet(FamilyViewSet):
    model = Quotient
    form = forms.QuotientForm
    icon = "history"
    menu_label = _("Quotients")
    list_display = ["household", "valid_from", "value", "source"]
    list_filter = ["source"]
    search_fields = ["household__name", "household__reference"]


class ResidenceViewSet(FamilyViewSet):
    model = Residence
    form = forms.ResidenceForm
    icon = "site"
    menu_label = _("Résidences")
    list_display = ["household", "valid_from", "is_resident"]
    list_filter = ["is_resident"]
    search_fields = ["household__name", "household__reference"]


class SchoolingViewSet(FamilyViewSet):
    model = Schooling
    form = forms.SchoolingForm
    icon = "openquote"
    menu_label = _("Scolarités")
    list_display = ["child", "valid_from", "level", "school_name", "in_commune"]
    list_filter = ["level", "in_commune"]
    search_fields = ["child__first_name", "child__last_name", "school_name"]


class HealthSheetViewSet(FamilyViewSet):
    model = HealthSheet
    form = forms.HealthSheetForm
    icon = "warning"
    menu_label = _("Fiches sanitaires")
    list_display = ["child", "valid_from", "diet", "has_pai", "allergies"]
    list_filter = ["diet", "has_pai"]
    search_fields = ["child__first_name", "child__last_name"]


class AuthorisedPersonViewSet(FamilyViewSet):
    model = AuthorisedPerson
    form = forms.AuthorisedPersonForm
    icon = "key"
    menu_label = _("Personnes autorisées")
    list_display = ["name", "child", "relation", "phone", "valid_from", "valid_until"]
    search_fields = ["name", "child__first_name", "child__last_name"]


class CriterionViewSet(FamilyViewSet):
    model = Criterion
    form = forms.CriterionForm
    icon = "tag"
    menu_label = _("Critères")
    list_display = ["label", "slug", "target", "kind"]


class FamiliesGroup(ViewSetGroup):
    menu_label = _("Familles")
    menu_icon = "group"
    menu_order = 200
    items = (
        HouseholdViewSet, GuardianViewSet, ChildViewSet, QuotientViewSet, ResidenceViewSet, SchoolingViewSet,
        HealthSheetViewSet, AuthorisedPersonViewSet, CriterionViewSet, outbox.MessageViewSet,
    )  # fmt: skip


@hooks.register("register_admin_viewset")
def register_families():
    return FamiliesGroup()


@hooks.register("register_admin_viewset")
def register_trail():
    return AuditViewSet()


@hooks.register("register_admin_urls")
def register_agent_addresses():
    mine = [
        path("<int:pk>/", staff_views.account, name="account"),
        path("<int:pk>/second-facteur/", staff_views.reset_factor, name="reset"),
    ]
    return [path("agents/", include((mine, "agents")))]


@hooks.register("register_user_listing_buttons")
def rights_button(user, request_user):
    if user.is_staff:
        yield Button(_("Droits et double authentification"), reverse("agents:account", args=[user.pk]), icon_name="key")


@hooks.register("register_log_actions")
def register_log_actions(actions):
    audit.register(actions)


@hooks.register("register_permissions")
def register_permissions():
    ours = ["act_for_household", "add_invitation", "resend_message", "change_wording", "view_auditentry"]
    return Permission.objects.filter(content_type__app_label="families", codename__in=ours)


@hooks.register("register_admin_urls")
def register_message_addresses():
    sent = [
        path("<int:pk>/renvoyer/", outbox.resend, name="resend"),
        path("echecs/", outbox.resend_failed, name="failed"),
    ]
    texts = [path("", wording_views.index, name="index"), path("<slug:slug>/", wording_views.wording, name="wording")]
    return [
        path("messages/envois/", include((sent, "outbox"))),
        path("messages/textes/", include((texts, "wordings"))),
    ]


class WordingsMenuItem(MenuItem):
    """Shown to those who may word the messages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(wording_views.EDIT)


@hooks.register("register_admin_menu_item")
def register_wordings_menu():
    return WordingsMenuItem(_("Messages types"), reverse("wordings:index"), icon_name="mail", order=260)
