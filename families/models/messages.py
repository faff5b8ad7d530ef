"""Every notice is a row, written in the transaction that causes it and sent by the queue."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from families.models.people import Household


class MessageQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(status=Message.Status.WAITING)


class Message(models.Model):
    """A notice to a household or a person; ``key`` makes a notice that must be unique so."""

    class Channel(models.TextChoices):
        EMAIL = "courriel", _("courriel")
        LETTER = "courrier", _("courrier")
        SMS = "sms", _("SMS")

    class Status(models.TextChoices):
        WAITING = "attente", _("à envoyer")
        SENT = "envoye", _("envoyé")
        FAILED = "echec", _("en échec")

    household = models.ForeignKey(
        Household, models.CASCADE, null=True, blank=True, related_name="messages", verbose_name=_("foyer")
    )
    kind = models.SlugField(_("nature"))
    channel = models.CharField(_("canal"), max_length=10, choices=Channel, default=Channel.EMAIL)
    recipient = models.CharField(_("destinataire"), max_length=254, blank=True)
    subject = models.CharField(_("objet"), max_length=200)
    body = models.TextField(_("texte"))
    key = models.CharField(_("clé"), max_length=120, null=True, blank=True)
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    last_error = models.TextField(_("dernière erreur"), blank=True)
    created_at = models.DateTimeField(_("écrit le"))
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(key__isnull=False), name="one_message_per_key"),
            models.CheckConstraint(
                condition=~Q(status="envoye") | Q(sent_at__isnull=False), name="a_sent_message_has_a_moment"
            ),
        ]

    def __str__(self):
        return self.subject
