"""A règlement through the years."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rulebook(models.Model):
    """A règlement: who may come, until when one may book, or what it costs; its editions say how, from a day on."""

    class Kind(models.TextChoices):
        ACCESS = "acces", _("accès")
        CUTOFF = "dates-limites", _("dates limites")
        PRICE = "prix", _("prix")

    slug = models.SlugField(_("nom court"), unique=True)
    name = models.CharField(_("nom"), max_length=120)
    kind = models.CharField(_("nature"), max_length=15, choices=Kind)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("règlement")
        verbose_name_plural = _("règlements")
        ordering = ["kind", "name"]

    def __str__(self):
        return self.name

    def edition_on(self, day: date):
        """The live edition in force on ``day``: the latest that starts on or before it, or None."""
        return self.editions.live().filter(valid_from__lte=day).order_by("-valid_from").first()
