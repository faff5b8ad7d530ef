"""The payments room, and the guards its database keeps."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from payments import guards


def put_guards_back(sender, using, **kwargs):
    """Install the money guards after every migration: SQLite loses triggers when it remakes a table."""
    guards.install(using)


class PaymentsConfig(AppConfig):
    name = "payments"
    verbose_name = _("Régie et paiements")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        post_migrate.connect(put_guards_back, sender=self, dispatch_uid="payments.guards")
