"""What those who look after a child must know, from a day on: what it eats, its PAI, its allergies."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from families.models.dated import DatedQuerySet
from families.models.people import Child


class HealthSheet(models.Model):
    """A child's diet and PAI from a day on; a price reads them on the day of service.

    Health data: only what those who serve the meal and open the door need (see docs/decisions).
    """

    class Diet(models.TextChoices):
        STANDARD = "standard", _("standard")
        VEGETARIAN = "vegetarien", _("végétarien")
        WITHOUT_PORK = "sans-porc", _("sans porc")

    child = models.ForeignKey(Child, models.CASCADE, related_name="health_sheets", verbose_name=_("enfant"))
    valid_from = models.DateField(_("à partir du"))
    diet = models.CharField(_("régime alimentaire"), max_length=20, choices=Diet, default=Diet.STANDARD)
    has_pai = models.BooleanField(_("projet d'accueil individualisé"), default=False)
    allergies = models.CharField(
        _("allergies"), max_length=200, blank=True, help_text=_("Ce qu'il ne doit pas manger ou approcher : arachide.")
    )
    instructions = models.CharField(
        _("consigne"),
        max_length=300,
        blank=True,
        help_text=_("Ce que fait l'animateur : « Trousse rouge dans l'infirmerie ». Rien de plus sur la santé."),
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("fiche sanitaire")
        verbose_name_plural = _("fiches sanitaires")
        ordering = ["child_id", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["child", "valid_from"], name="one_health_sheet_per_child_and_day")
        ]

    def __str__(self):
        return f"{self.child} : {self.get_diet_display()}{', PAI' if self.has_pai else ''}"
