"""The imports in the menu of the back office."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from imports.running import APPLIED


class ImportsMenuItem(MenuItem):
    """Shown to those who may run an import."""

    def is_shown(self, request):
        return request.user.has_perm("imports.run_import")


@hooks.register("register_admin_menu_item")
def imports_menu_item():
    return ImportsMenuItem(_("Imports"), reverse("imports:index"), icon_name="upload", order=700)


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action(APPLIED, _("Import appliqué"), _("A appliqué un import"))
