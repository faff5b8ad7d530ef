"""The families room."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def grant_roles_after_the_last_app(sender, using, **kwargs):
    """Give each role its rights once every app has created its permissions."""
    from families.roles import grant_roles

    if sender.name == [config.name for config in apps.get_app_configs() if config.models_module][-1]:
        grant_roles(using)


def put_guards_back(sender, using, **kwargs):
    """Install the guards of the trail after every migration: SQLite loses triggers when it remakes a table."""
    from families import guards

    guards.install(using)


class FamiliesConfig(AppConfig):
    name = "families"
    verbose_name = _("Familles")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from families import receivers  # noqa: F401  they register themselves

        post_migrate.connect(put_guards_back, sender=self, dispatch_uid="families.guards")
        post_migrate.connect(grant_roles_after_the_last_app, dispatch_uid="families.roles")
