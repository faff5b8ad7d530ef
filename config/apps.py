"""The site itself, so that its commands are found."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Préau's settings, doors and start."""

    name = "config"
    verbose_name = "Préau"
