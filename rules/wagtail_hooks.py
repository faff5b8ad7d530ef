"""The back office of règlements: its addresses under « gestion », and its place in the menu."""

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from rules import views
from rules.gate import PUBLISHED
from rules.policies import EDIT
from rules.workshop import views as workshop

urls = [
    path("", views.index, name="index"),
    path("nouveau/", views.add, name="add"),
    path("versions/<int:pk>/", views.edition, name="edition"),
    path("versions/<int:pk>/modifier/", views.edit, name="edit"),
    path("versions/<int:pk>/en-direct/", workshop.live, name="live"),
    path("versions/<int:pk>/coller/", workshop.paste, name="paste"),
    path("versions/<int:pk>/essayer/", workshop.try_draft, name="try"),
    path("versions/<int:pk>/lire/", workshop.reading, name="reading"),
    path("versions/<int:pk>/annexe.pdf", workshop.annex_pdf, name="annex"),
    path("versions/<int:pk>/copier/", views.copy_edition, name="copy"),
    path("versions/<int:pk>/supprimer/", views.discard, name="discard"),
    path("versions/<int:pk>/fichier/", views.download, name="download"),
    path("<slug:slug>/", views.rulebook, name="rulebook"),
]


@hooks.register("register_admin_urls")
def register_addresses():
    return [path("reglements/", include((urls, "rules")))]


class RulebooksMenuItem(MenuItem):
    """Shown to those who may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(EDIT)


@hooks.register("register_admin_menu_item")
def register_menu():
    return RulebooksMenuItem(_("Règlements"), reverse("rules:index"), name="reglements", icon_name="table", order=250)


@hooks.register("register_permissions")
def register_permissions():
    from django.contrib.auth.models import Permission  # noqa: PLC0415 - models are not ready when hooks are read

    return Permission.objects.filter(
        content_type__app_label="rules", codename__in=["change_edition", "publish_edition"]
    )


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action(PUBLISHED, _("Règlement publié"), _("A publié une version de règlement"))
