"""Every notice is a row, written in the transaction that causes it and sent by the queue."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from families.models.people import Household


class MessageQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(status=Message.Status.WAITING)

    def due(self, at: datetime):
        """The e-mails to try now: their time has come, or whoever was sending them died before saying so."""
        now = Q(try_after__isnull=True) | Q(try_after__lte=at)
        ready = Q(status=Message.Status.WAITING) & now
        abandoned = Q(status=Message.Status.SENDING, try_after__lte=at)
        return self.filter(ready | abandoned, channel=Message.Channel.EMAIL)


class Message(models.Model):
    """A notice to a household or a person; ``key`` makes a notice that must be unique so.

    ``try_after`` is when a waiting message is tried next, or when one being sent is taken for abandoned;
    ``resent`` counts the times an agent sent it again.
    """

    class Channel(models.TextChoices):
        EMAIL = "courriel", _("courriel")
        LETTER = "courrier", _("courrier")
        SMS = "sms", _("SMS")

    class Status(models.TextChoices):
        WAITING = "attente", _("à envoyer")
        SENDING = "envoi", _("envoi en cours")
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
    resent = models.PositiveSmallIntegerField(_("renvois"), default=0)
    last_error = models.TextField(_("dernière erreur"), blank=True)
    created_at = models.DateTimeField(_("écrit le"))
    try_after = models.DateTimeField(_("prochain essai"), null=True, blank=True)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-id"]
        permissions = [("resend_message", _("Renvoyer un message"))]
        indexes = [models.Index(fields=["status", "try_after"], name="message_by_next_try")]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(key__isnull=False), name="one_message_per_key"),
            models.CheckConstraint(
                condition=~Q(status="envoye") | Q(sent_at__isnull=False), name="a_sent_message_has_a_moment"
            ),
            models.CheckConstraint(
                condition=~Q(status="envoi") | Q(try_after__isnull=False), name="a_message_being_sent_has_an_end"
            ),
        ]

    def __str__(self):
        return self.subject
