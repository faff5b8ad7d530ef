"""Papers a family hands in."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from families.models.people import Child, Household


class SupportingDocument(models.Model):
    """A paper (CAF notice, insurance, certificate) with the days it is valid."""

    class Status(models.TextChoices):
        RECEIVED = "recue", _("reçue")
        ACCEPTED = "acceptee", _("acceptée")
        REFUSED = "refusee", _("refusée")

    household = models.ForeignKey(Household, models.CASCADE, related_name="documents", verbose_name=_("foyer"))
    child = models.ForeignKey(
        Child, models.CASCADE, null=True, blank=True, related_name="documents", verbose_name=_("enfant")
    )
    kind = models.SlugField(_("nature"))
    file = models.FileField(_("fichier"), upload_to="pieces/%Y/", blank=True)
    valid_from = models.DateField(_("valable du"), null=True, blank=True)
    valid_until = models.DateField(_("valable jusqu'au"), null=True, blank=True)
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.RECEIVED)
    received_at = models.DateTimeField(_("reçue le"))

    class Meta:
        verbose_name = _("pièce justificative")
        verbose_name_plural = _("pièces justificatives")
        ordering = ["-received_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lte=F("valid_until")),
                name="document_validity_is_in_order",
            )
        ]

    def __str__(self):
        return self.kind
