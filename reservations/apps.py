"""The reservations room as Django knows it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def put_guards_back(sender, using, **kwargs):
    """Install the guards and the marks after every migration: SQLite loses triggers when it remakes a table."""
    from payments.guards import install
    from reservations import marks
    from reservations.guards import GUARDS

    install(using, GUARDS)
    marks.install(using)


class ReservationsConfig(AppConfig):
    name = "reservations"
    verbose_name = _("Réservations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        post_migrate.connect(put_guards_back, sender=self, dispatch_uid="reservations.guards")
        from reservations import receivers  # noqa: F401 - order_paid is heard from the start
