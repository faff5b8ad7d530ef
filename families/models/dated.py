"""What a price reads about people, as dated rows: in force on a day = the latest that starts on or before it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from families.models.people import Child, Household


class DatedQuerySet(models.QuerySet):
    def in_force(self, on):
        """The row in force on the day ``on``, or None: the latest that starts on or before it."""
        return self.filter(valid_from__lte=on).order_by("-valid_from").first()


class Quotient(models.Model):
    """A household's quotient (or another measure) from a day on; without value, unknown from that day."""

    class Source(models.TextChoices):
        CAF = "CAF", _("CAF")
        MSA = "MSA", _("MSA")
        TOWN = "MAIRIE", _("calculé par la mairie")
        NONE = "AUCUN", _("sans justificatif")

    household = models.ForeignKey(Household, models.CASCADE, related_name="quotients", verbose_name=_("foyer"))
    measure = models.SlugField(_("mesure"), default="quotient_familial")
    valid_from = models.DateField(_("applicable à partir du"))
    value = models.DecimalField(_("valeur (€)"), max_digits=10, decimal_places=2, null=True, blank=True)
    source = models.CharField(_("origine"), max_length=8, choices=Source, default=Source.CAF)
    proof = models.ForeignKey(
        "families.SupportingDocument", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("pièce")
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("quotient familial")
        verbose_name_plural = _("quotients familiaux")
        ordering = ["household_id", "measure", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "measure", "valid_from"], name="one_quotient_per_household_measure_and_day"
            ),
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value__gte=0), name="quotient_is_not_negative"),
        ]

    def __str__(self):
        return f"{self.household} : {'inconnu' if self.value is None else self.value}"


class Residence(models.Model):
    """Whether a household lives in the commune, from a day on; without answer, unknown."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="residences", verbose_name=_("foyer"))
    valid_from = models.DateField(_("à partir du"))
    is_resident = models.BooleanField(_("habite la commune"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("résidence")
        verbose_name_plural = _("résidences")
        ordering = ["household_id", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["household", "valid_from"], name="one_residence_per_household_and_day")
        ]

    def __str__(self):
        return f"{self.household} : {self.is_resident}"


class Schooling(models.Model):
    """A child's school, level and class from a day on."""

    class Level(models.TextChoices):
        TPS = "toute-petite-section", _("toute petite section")
        PS = "petite-section", _("petite section")
        MS = "moyenne-section", _("moyenne section")
        GS = "grande-section", _("grande section")
        CP = "cp", _("CP")
        CE1 = "ce1", _("CE1")
        CE2 = "ce2", _("CE2")
        CM1 = "cm1", _("CM1")
        CM2 = "cm2", _("CM2")
        ULIS = "ulis", _("ULIS")

    child = models.ForeignKey(Child, models.CASCADE, related_name="schoolings", verbose_name=_("enfant"))
    valid_from = models.DateField(_("à partir du"))
    school = models.SlugField(_("école"), max_length=60, blank=True)
    school_name = models.CharField(_("nom de l'école"), max_length=120, blank=True)
    level = models.SlugField(_("niveau"), choices=Level, blank=True)
    class_name = models.CharField(_("classe"), max_length=60, blank=True)
    in_commune = models.BooleanField(_("école de la commune"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("scolarité")
        verbose_name_plural = _("scolarités")
        ordering = ["child_id", "-valid_from"]
        constraints = [models.UniqueConstraint(fields=["child", "valid_from"], name="one_schooling_per_child_and_day")]

    def __str__(self):
        return f"{self.child} : {self.get_level_display()}"
