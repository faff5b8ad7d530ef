"""What animators tick: each tick is kept for good, a sheet is closed once, the town says what families are told."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from families.models import Child, User
from reservations.models.sessions import Session


class AttendanceEvent(models.Model):
    """One tick of one device about one child of a sheet; append-only, the present state is read from all of them.

    ``key`` is made by the device, so that the same tick sent twice is one; ``seen`` is the number of the last
    event the device knew about this child; ``marks`` holds only what the tick says. A tick that came after the
    sheet was closed is kept ``aside``: it counts for nothing until an agent corrects the sheet.
    """

    key = models.UUIDField(_("clé"))
    session = models.ForeignKey(Session, models.PROTECT, related_name="attendance_events", verbose_name=_("séance"))
    child = models.ForeignKey(Child, models.PROTECT, related_name="attendance_events", verbose_name=_("enfant"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("par"))
    device = models.CharField(_("appareil"), max_length=40, blank=True)
    done_at = models.DateTimeField(_("pointé à"))
    received_at = models.DateTimeField(_("reçu à"))
    seen = models.BigIntegerField(_("dernier pointage connu"), default=0)
    marks = models.JSONField(_("pointage"))
    aside = models.BooleanField(_("mis de côté"), default=False)
    correction = models.BooleanField(_("correction"), default=False)
    reason = models.CharField(_("motif"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("pointage")
        verbose_name_plural = _("pointages")
        ordering = ["id"]
        permissions = [
            ("record_attendance", _("Pointer les présences")),
            ("correct_attendance", _("Corriger une feuille de présence close")),
        ]
        indexes = [models.Index(fields=["session", "child"], name="attendance_by_session")]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="one_attendance_event_per_key"),
            models.CheckConstraint(
                condition=Q(correction=False) | ~Q(reason=""), name="a_correction_of_a_sheet_says_why"
            ),
        ]

    def __str__(self):
        return f"{self.child} – {self.session}"


class SheetClosing(models.Model):
    """A sheet that nobody ticks any more; it is corrected with a reason."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="closing", verbose_name=_("séance"))
    closed_at = models.DateTimeField(_("close le"))
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("close par"))

    class Meta:
        verbose_name = _("clôture d'une feuille")
        verbose_name_plural = _("clôtures des feuilles")

    def __str__(self):
        return f"{self.session}"


class AttendanceSettings(models.Model):
    """One row: of which anomalies a family is told the same day, and after how long without a correction."""

    tell_unbooked = models.BooleanField(_("enfant présent sans réservation"), default=True)
    tell_absence = models.BooleanField(_("enfant réservé et absent"), default=True)
    tell_late = models.BooleanField(_("départ après la fermeture"), default=True)
    quiet_minutes = models.PositiveSmallIntegerField(
        _("attendre avant d'envoyer (minutes)"),
        default=15,
        validators=[MaxValueValidator(240)],
        help_text=_("Un pointage corrigé pendant ce temps ne donne qu'un message, le dernier. 0 : tout de suite."),
    )

    class Meta:
        verbose_name = _("réglages du pointage")
        verbose_name_plural = _("réglages du pointage")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="attendance_settings_are_one_row")]

    def __str__(self):
        return str(_("réglages du pointage"))

    @classmethod
    def current(cls):
        """The town's choices, the defaults where nobody has chosen."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
