"""What a draft held each time somebody saved it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rules.models.editions import Edition


class DraftSave(models.Model):
    """A draft as somebody left it: whoever saves after, what was typed is still there.

    ``content`` is the digest of ``data``, see `rules.drafting.content_digest`.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="saves", verbose_name=_("version"))
    number = models.PositiveIntegerField(_("numéro"))
    content = models.CharField(_("empreinte"), max_length=20)
    data = models.JSONField(_("contenu"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enregistré par"),
    )
    saved_at = models.DateTimeField(_("enregistré le"))

    class Meta:
        verbose_name = _("enregistrement")
        verbose_name_plural = _("enregistrements")
        ordering = ["edition_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="one_save_per_number_in_an_edition"),
        ]

    def __str__(self):
        return f"{self.edition} – {self.number}"
