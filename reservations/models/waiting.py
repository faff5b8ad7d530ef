"""Who waits for a place in a full session."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from families.models import Child, Household, User
from reservations.models.bookings import Reservation
from reservations.models.sessions import Session


class WaitingQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(status=WaitingEntry.Status.WAITING)

    def living(self):
        """Those that still hope, and those to whom a place is offered."""
        return self.filter(status__in=[WaitingEntry.Status.WAITING, WaitingEntry.Status.OFFERED])

    def in_turn(self):
        """By rank of the règlement, then by moment."""
        return self.order_by("priority", "joined_at", "pk")


class WaitingEntry(models.Model):
    """A child of a household in the queue of a session.

    ``hopes_until`` is when to look again whether a place freed could still be taken;
    ``priority`` is the rank the access règlement gave it when it joined; an offered place is a reservation held
    for the household until ``offered_until``.
    """

    class Status(models.TextChoices):
        WAITING = "attente", _("en attente")
        OFFERED = "proposee", _("place proposée")
        TAKEN = "prise", _("place prise")
        LAPSED = "expiree", _("place proposée, non prise")
        LEFT = "quittee", _("liste quittée")
        CLOSED = "close", _("attente close sans place")

    child = models.ForeignKey(Child, models.PROTECT, related_name="waiting_entries", verbose_name=_("enfant"))
    household = models.ForeignKey(Household, models.PROTECT, related_name="waiting_entries", verbose_name=_("foyer"))
    session = models.ForeignKey(Session, models.PROTECT, related_name="waiting_entries", verbose_name=_("séance"))
    priority = models.PositiveSmallIntegerField(_("rang"))
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.WAITING)
    joined_at = models.DateTimeField(_("inscrit le"))
    joined_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("par l'agent"),
        help_text=_("Vide quand la famille s'est inscrite elle-même."),
    )  # fmt: skip
    hopes_until = models.DateTimeField(
        _("espère jusqu'au"), null=True, blank=True, help_text=_("La prochaine date limite, ou le début de la séance.")
    )
    offered_at = models.DateTimeField(_("place proposée le"), null=True, blank=True)
    offered_until = models.DateTimeField(_("à prendre avant le"), null=True, blank=True)
    reservation = models.OneToOneField(
        Reservation, models.SET_NULL, null=True, blank=True, related_name="waiting_entry", verbose_name=_("réservation")
    )
    ended_at = models.DateTimeField(_("terminée le"), null=True, blank=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        verbose_name = _("attente")
        verbose_name_plural = _("attentes")
        ordering = ["session_id", "priority", "joined_at", "id"]
        indexes = [models.Index(fields=["session", "status"], name="waiting_by_session")]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "session"],
                condition=Q(status__in=["attente", "proposee"]),
                name="one_living_wait_per_child_and_session",
            ),
            models.CheckConstraint(
                condition=~Q(status="proposee") | (Q(offered_at__isnull=False) & Q(offered_until__isnull=False)),
                name="an_offered_place_is_offered_until_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["attente", "proposee"]) | Q(ended_at__isnull=False),
                name="a_wait_that_ended_says_when",
            ),
        ]

    def __str__(self):
        return f"{self.child} – {self.session}"
