"""The rules room as Django knows it, and the guards its database keeps."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from rules import guards


def put_guards_back(sender, using, **kwargs):
    """Install the guards of live editions after every migration: SQLite loses triggers when it remakes a table."""
    guards.install(using)


class RulesConfig(AppConfig):
    name = "rules"
    verbose_name = _("Règlements")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        post_migrate.connect(put_guards_back, sender=self, dispatch_uid="rules.guards")
