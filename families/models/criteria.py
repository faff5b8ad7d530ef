"""Criteria of the town's own, and their dated values."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from families.models.dated import DatedQuerySet
from families.models.people import Child, Household


class Criterion(models.Model):
    """A question the town asks of its own: at once a column of the règlements, a field and an import column."""

    class Target(models.TextChoices):
        HOUSEHOLD = "foyer", _("foyer")
        CHILD = "enfant", _("enfant")
        ENROLMENT = "inscription", _("inscription")

    class Kind(models.TextChoices):
        NUMBER = "nombre", _("nombre")
        BOOLEAN = "oui-non", _("oui ou non")
        CHOICE = "choix", _("choix dans une liste")
        DATE = "date", _("date")

    slug = models.SlugField(_("nom court"), unique=True)
    label = models.CharField(_("libellé"), max_length=120)
    target = models.CharField(_("porte sur"), max_length=12, choices=Target)
    kind = models.CharField(_("type"), max_length=10, choices=Kind)
    choices = models.JSONField(_("choix"), default=list, blank=True)
    help_text = models.CharField(_("aide"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("critère de la commune")
        verbose_name_plural = _("critères de la commune")
        ordering = ["label"]

    def __str__(self):
        return self.label


class CriterionValue(models.Model):
    """The answer of a household or a child to a criterion, from a day on; without value, unknown."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="values", verbose_name=_("critère"))
    household = models.ForeignKey(
        Household, models.CASCADE, null=True, blank=True, related_name="criteria", verbose_name=_("foyer")
    )
    child = models.ForeignKey(
        Child, models.CASCADE, null=True, blank=True, related_name="criteria", verbose_name=_("enfant")
    )
    valid_from = models.DateField(_("à partir du"))
    value = models.JSONField(_("valeur"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("valeur d'un critère")
        verbose_name_plural = _("valeurs des critères")
        ordering = ["criterion_id", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(household__isnull=False, child__isnull=True)
                | Q(household__isnull=True, child__isnull=False),
                name="criterion_value_is_of_a_household_or_a_child",
            ),
            models.UniqueConstraint(
                fields=["criterion", "household", "valid_from"],
                condition=Q(household__isnull=False),
                name="one_criterion_value_per_household_and_day",
            ),
            models.UniqueConstraint(
                fields=["criterion", "child", "valid_from"],
                condition=Q(child__isnull=False),
                name="one_criterion_value_per_child_and_day",
            ),
        ]

    def __str__(self):
        return f"{self.criterion} : {self.value}"
