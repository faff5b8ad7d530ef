"""Who is enrolled for the year, and who comes on a day."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from families.models import Child, Household
from reservations.models.activities import Activity, Group, Variant
from reservations.models.sessions import Session


class Enrolment(models.Model):
    """A child of a household in a group, from a day on; no two overlap for one child, household and activity."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="enrolments", verbose_name=_("enfant"))
    household = models.ForeignKey(
        Household,
        models.PROTECT,
        related_name="enrolments",
        verbose_name=_("foyer payeur"),
        help_text=_("Celui qui réserve et paie ; en garde alternée, une inscription par foyer."),
    )
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="enrolments", verbose_name=_("activité"))
    group = models.ForeignKey(Group, models.PROTECT, related_name="enrolments", verbose_name=_("groupe"))
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(
        _("au"), null=True, blank=True, help_text=_("Dernier jour compris ; vide, sans fin prévue.")
    )
    regime = models.SlugField(
        _("régime"), blank=True, help_text=_("Le critère « régime » des règlements : forfait, occasionnel…")
    )
    criteria = models.JSONField(_("critères"), default=dict, blank=True)

    class Meta:
        verbose_name = _("inscription")
        verbose_name_plural = _("inscriptions")
        ordering = ["child_id", "activity_id", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
                name="an_enrolment_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["child", "household", "activity", "starts_on"], name="one_enrolment_per_child_activity_and_day"
            ),
        ]

    def __str__(self):
        return f"{self.child} – {self.activity}"

    def covers(self, day) -> bool:
        return self.meets(day, day)

    def meets(self, first, last) -> bool:
        """Does it cover a day of this period, both ends included?"""
        return self.starts_on <= last and (self.ends_on is None or first <= self.ends_on)


class ReservationQuerySet(models.QuerySet):
    def held(self):
        return self.filter(status=Reservation.Status.HELD)

    def pending(self):
        """What the basket holds: places kept, and confirmed places about to be given up."""
        return self.filter(status__in=[Reservation.Status.HELD, Reservation.Status.LEAVING])

    def touched_by(self, changes):
        """The pending changes that some others undo: places held that are unticked or whose hours change, places
        leaving for good that are ticked again."""
        undone = Q(pk__in=[])
        for change in changes:
            other = (set(change.unwanted) - set(change.wanted)) | set(change.terms)
            held = Q(status=Reservation.Status.HELD, session__in=other)
            leaving = Q(status=Reservation.Status.LEAVING, session__in=set(change.wanted), is_replaced=False)
            undone |= Q(child=change.child) & (held | leaving)
        return self.alias(is_replaced=Exists(self.replacements())).filter(undone)

    def replacements(self):
        """The place held that takes over a place leaving: the same child, the same session."""
        same = Reservation.objects.filter(child=OuterRef("child"), session=OuterRef("session"))
        return same.filter(status=Reservation.Status.HELD)

    def expired(self, at: datetime):
        return self.pending().filter(held_until__lte=at)

    def living(self, at: datetime):
        """The places taken at a moment: confirmed, leaving, and held ones that have not expired."""
        kept = Q(status=Reservation.Status.HELD, held_until__gt=at)
        return self.filter(kept | Q(status__in=[Reservation.Status.CONFIRMED, Reservation.Status.LEAVING]))


class Reservation(models.Model):
    """A place for a child in a session; its payer is fixed when it is held.

    ``unbooked`` says the animator found the child there without a booking;
    ``late`` says the cut-off's late edge had passed when it was booked; ``frozen`` and
    ``frozen_edition`` keep the facts and the edition it was charged with.
    """

    class Status(models.TextChoices):
        HELD = "retenue", _("retenue")
        CONFIRMED = "confirmee", _("confirmée")
        LEAVING = "en-depart", _("à annuler")
        CANCELLED = "annulee", _("annulée")

    class Cancellation(models.TextChoices):
        IN_TIME = "a-temps", _("à temps")
        LATE = "tardive", _("tardive")
        JUSTIFIED = "justifiee", _("justifiée")
        TOWN = "mairie", _("par la mairie")

    class Presence(models.TextChoices):
        PRESENT = "present", _("présent")
        ABSENT = "absent", _("absent")

    class Absence(models.TextChoices):
        UNJUSTIFIED = "non-justifiee", _("non justifiée")
        JUSTIFIED = "justifiee", _("justifiée par la famille")
        CERTIFICATE = "certificat", _("certificat médical")

    child = models.ForeignKey(Child, models.PROTECT, related_name="reservations", verbose_name=_("enfant"))
    household = models.ForeignKey(Household, models.PROTECT, related_name="reservations", verbose_name=_("foyer"))
    session = models.ForeignKey(Session, models.PROTECT, related_name="reservations", verbose_name=_("séance"))
    variant = models.ForeignKey(
        Variant, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("variante")
    )
    starts_at = models.TimeField(_("arrive à"), null=True, blank=True)
    ends_at = models.TimeField(_("part à"), null=True, blank=True)
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.HELD)
    booked_at = models.DateTimeField(_("réservée le"))
    booked_by = models.ForeignKey(
        "families.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("réservée par l'agent"),
        help_text=_("Vide quand la famille a réservé elle-même."),
    )
    held_until = models.DateTimeField(_("retenue jusqu'au"), null=True, blank=True)
    late = models.BooleanField(_("réservation tardive"), default=False)
    cancellation = models.CharField(_("annulation"), max_length=10, choices=Cancellation, blank=True)
    cancelled_at = models.DateTimeField(_("annulée le"), null=True, blank=True)
    presence = models.CharField(_("pointage"), max_length=8, choices=Presence, blank=True)
    arrived_at = models.TimeField(_("arrivée constatée"), null=True, blank=True)
    left_at = models.TimeField(_("départ constaté"), null=True, blank=True)
    absence_reason = models.SlugField(_("motif d'absence"), choices=Absence, blank=True)
    unbooked = models.BooleanField(_("venu sans réservation"), default=False)
    order = models.ForeignKey(
        "payments.Order",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reservations",
        verbose_name=_("commande"),
    )
    frozen = models.JSONField(_("critères figés"), default=dict, blank=True)
    frozen_edition = models.ForeignKey(
        "rules.Edition", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("version figée")
    )

    objects = ReservationQuerySet.as_manager()
    waiver = None  # the deadline overridden for it, once it was looked for

    replaces: "Reservation | None" = None  # the place it takes over, once read: see `reservations.days.bookings`

    class Meta:
        verbose_name = _("réservation")
        verbose_name_plural = _("réservations")
        ordering = ["session_id", "id"]
        indexes = [
            models.Index(fields=["household", "status"], name="reservation_by_household"),
            models.Index(fields=["session", "status"], name="reservation_by_session"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(starts_at__lt=F("ends_at")),
                name="a_booking_arrives_before_it_leaves",
            ),
            models.UniqueConstraint(
                fields=["child", "session"],
                condition=Q(status__in=["retenue", "confirmee"]),
                name="one_living_reservation_per_child_and_session",
            ),
            models.UniqueConstraint(
                fields=["child", "session"],
                condition=Q(status="en-depart"),
                name="one_leaving_reservation_per_child_and_session",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["retenue", "en-depart"]) | Q(held_until__isnull=False),
                name="a_held_place_is_held_until_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status="annulee") | (Q(cancelled_at__isnull=False) & ~Q(cancellation="")),
                name="a_cancelled_reservation_says_when_and_how",
            ),
        ]

    def __str__(self):
        return f"{self.child} – {self.session}"

    def stay(self) -> None:
        """Confirm again a place that was to be given up; the caller saves."""
        self.status, self.held_until, self.cancellation, self.order = Reservation.Status.CONFIRMED, None, "", None

    @property
    def is_pending(self) -> bool:
        return self.status in (Reservation.Status.HELD, Reservation.Status.LEAVING)

    @property
    def subject(self) -> str:
        return f"reservation:{self.pk}"
