"""The trail: who did what, when, on which object. Written by `families.audit`, never changed."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models.audit_log import BaseLogEntry, BaseLogEntryManager


class AuditManager(BaseLogEntryManager):
    """What Wagtail and the house write when somebody acts on an object."""

    def log_action(self, instance, action, **kwargs):
        return super().log_action(instance, action, object_id=str(instance.pk), **kwargs)

    def for_instance(self, instance):
        kind = ContentType.objects.get_for_model(instance, for_concrete_model=False)
        return self.filter(content_type=kind, object_id=str(instance.pk))

    def viewable_by_user(self, user):
        """The trail itself is for those who may read it, whatever they may do with what it is about."""
        return self.all() if user.has_perm("families.view_auditentry") else self.none()


class AuditEntry(BaseLogEntry):
    """One act on one object, with the family it concerns where there is one. Append-only by trigger on both databases.

    Whoever is named stays named: neither the account nor the household is tied, so that both may leave.
    """

    object_id = models.CharField(_("numéro"), max_length=255, db_index=True)
    household = models.ForeignKey(
        "families.Household", models.DO_NOTHING, null=True, blank=True, db_constraint=False, related_name="+",
        verbose_name=_("foyer"),
    )  # fmt: skip

    objects = AuditManager()

    class Meta(BaseLogEntry.Meta):
        verbose_name = _("trace")
        verbose_name_plural = _("traces")
        ordering = ["-timestamp", "-id"]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.timestamp:%d/%m/%Y %H:%M} {self.label}"
