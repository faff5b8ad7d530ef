"""Who may collect a child, besides those who answer for it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from families.models.people import Child


class AuthorisedQuerySet(models.QuerySet):
    def allowed(self, on):
        """Those who may collect a child on the day ``on``, both ends of their authorisation included."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on)


class AuthorisedPerson(models.Model):
    """Somebody the guardians allow to collect a child, between two days."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="authorised_people", verbose_name=_("enfant"))
    name = models.CharField(_("nom"), max_length=120)
    relation = models.CharField(_("lien"), max_length=60, blank=True, help_text=_("Grand-mère, voisin, assistante…"))
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    valid_from = models.DateField(_("autorisée du"))
    valid_until = models.DateField(
        _("jusqu'au"), null=True, blank=True, help_text=_("Dernier jour compris ; vide, sans fin prévue.")
    )

    objects = AuthorisedQuerySet.as_manager()

    class Meta:
        verbose_name = _("personne autorisée")
        verbose_name_plural = _("personnes autorisées")
        ordering = ["child_id", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_from__lte=F("valid_until")),
                name="an_authorisation_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["child", "name", "valid_from"], name="one_authorisation_per_child_name_and_day"
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.relation})" if self.relation else self.name
