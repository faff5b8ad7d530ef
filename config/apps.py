"""The site itself, so that its commands are found."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class ConfigConfig(AppConfig):
    """Préau's settings, doors and start."""

    name = "config"
    verbose_name = "Préau"


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's accounts, with forms that cannot give every right."""

    user_viewset = "families.user_admin.AccountViewSet"
