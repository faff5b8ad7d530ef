"""A file from the mairie, from its preview to its application."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One file, read as one kind of rows; its preview is kept, and applying must write just that."""

    class Status(models.TextChoices):
        PREVIEWED = "apercu", _("aperçu")
        APPLIED = "applique", _("appliqué")
        REFUSED = "refuse", _("refusé")

    kind = models.SlugField(_("contenu"))
    file_name = models.CharField(_("fichier"), max_length=200)
    content = models.BinaryField(_("octets du fichier"))
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.PREVIEWED)
    new = models.PositiveIntegerField(_("nouvelles"), default=0)
    changed = models.PositiveIntegerField(_("modifiées"), default=0)
    unchanged = models.PositiveIntegerField(_("inchangées"), default=0)
    refused = models.PositiveIntegerField(_("refusées"), default=0)
    rows = models.JSONField(_("lignes"), default=list)
    created_at = models.DateTimeField(_("déposé le"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("déposé par")
    )
    applied_at = models.DateTimeField(_("appliqué le"), null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("appliqué par"),
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-id"]
        permissions = [("run_import", _("Déposer et appliquer des imports"))]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="applique") | Q(applied_at__isnull=False), name="an_applied_import_has_a_moment"
            )
        ]

    def __str__(self):
        return self.file_name
