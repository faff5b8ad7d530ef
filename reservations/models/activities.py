"""What families may use: activities, who their groups take, the units one books."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rules.models import Rulebook


class Activity(models.Model):
    """A service of one school year, with its régie, its calendar and its three règlements."""

    class Mode(models.TextChoices):
        IMMEDIATE = "immediat", _("Paiement immédiat")
        DEFERRED = "differe", _("Paiement différé")

    name = models.CharField(
        _("nom"), max_length=120, help_text=_("Ce que lisent les familles : « Cantine Les Lutins Gourmands ».")
    )
    slug = models.SlugField(_("nom court"), help_text=_("Le critère « activité » des règlements."))
    school_year = models.ForeignKey(
        "reservations.SchoolYear", models.PROTECT, related_name="activities", verbose_name=_("année scolaire")
    )
    revenue_office = models.ForeignKey(
        "payments.RevenueOffice",
        models.PROTECT,
        related_name="activities",
        verbose_name=_("régie"),
        help_text=_("La régie qui encaisse ; deux régies, deux paiements."),
    )
    calendar = models.ForeignKey(
        "reservations.Calendar",
        models.PROTECT,
        related_name="activities",
        verbose_name=_("calendrier"),
        help_text=_("Les jours fériés, vacances et fermetures de ce service."),
    )
    access_rulebook = models.ForeignKey(
        Rulebook,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("règlement d'accès"),
        help_text=_("Qui peut réserver. Sans règlement, personne ne le peut."),
    )
    cutoff_rulebook = models.ForeignKey(
        Rulebook,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("règlement des dates limites"),
        help_text=_("Jusqu'à quand réserver et annuler. Sans règlement, jusqu'au début de la séance."),
    )
    price_rulebook = models.ForeignKey(
        Rulebook,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("règlement des prix"),
        help_text=_("Sans règlement, rien n'a de prix et rien ne se réserve."),
    )
    payment_mode = models.CharField(
        _("paiement"),
        max_length=10,
        choices=Mode,
        default=Mode.IMMEDIATE,
        help_text=_("Immédiat : payé à la réservation. Différé : facturé à la fin du mois."),
    )
    accounting_code = models.CharField(
        _("imputation comptable"), max_length=30, blank=True, help_text=_("Reprise sur chaque ligne facturée.")
    )
    description = models.TextField(_("description"), blank=True)
    position = models.PositiveSmallIntegerField(
        _("ordre"), default=0, help_text=_("Le plus petit d'abord, sur le planning.")
    )
    is_published = models.BooleanField(
        _("visible des familles"), default=True, help_text=_("Décochez pour la retirer des plannings.")
    )

    class Meta:
        verbose_name = _("activité")
        verbose_name_plural = _("activités")
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["school_year", "slug"], name="one_activity_per_slug_and_year")]

    def __str__(self):
        return f"{self.name} {self.school_year}"

    def clean(self):
        """Each règlement is of its kind, and a price règlement serves one régie and one payment mode."""
        kinds = {
            "access_rulebook": Rulebook.Kind.ACCESS,
            "cutoff_rulebook": Rulebook.Kind.CUTOFF,
            "price_rulebook": Rulebook.Kind.PRICE,
        }
        for name, kind in kinds.items():
            rulebook = getattr(self, name)
            if rulebook and rulebook.kind != kind:
                raise ValidationError({name: _("Ce règlement n'est pas de la bonne nature.")})
        if self.price_rulebook_id and self._others_differ():
            raise ValidationError(
                {"price_rulebook": _("Ce règlement sert déjà une autre régie ou un autre mode de paiement.")}
            )

    def _others_differ(self) -> bool:
        others = Activity.objects.filter(price_rulebook=self.price_rulebook_id).exclude(pk=self.pk)
        return others.exclude(revenue_office=self.revenue_office_id, payment_mode=self.payment_mode).exists()

    @property
    def is_immediate(self) -> bool:
        return self.payment_mode == self.Mode.IMMEDIATE


class Group(models.Model):
    """The children an activity takes together: by level or school, everybody when none is named."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="groups", verbose_name=_("activité"))
    slug = models.SlugField(_("nom court"))
    name = models.CharField(_("nom"), max_length=80)
    levels = models.JSONField(
        _("niveaux"), default=list, blank=True, help_text=_("Les niveaux accueillis ; vide, tous.")
    )
    schools = models.JSONField(
        _("écoles"), default=list, blank=True, help_text=_("Les écoles accueillies ; vide, toutes.")
    )
    capacity = models.PositiveSmallIntegerField(
        _("places par séance"), null=True, blank=True, help_text=_("Vide : sans limite.")
    )
    animators = models.ManyToManyField(
        "families.User",
        blank=True,
        related_name="+",
        verbose_name=_("animateurs"),
        help_text=_("Ceux qui pointent ce groupe et voient ses fiches ; aucun coché, tous les animateurs."),
    )

    class Meta:
        verbose_name = _("groupe")
        verbose_name_plural = _("groupes")
        ordering = ["activity_id", "name"]
        constraints = [models.UniqueConstraint(fields=["activity", "slug"], name="one_group_per_slug_in_an_activity")]

    def __str__(self):
        return self.name


class Unit(models.Model):
    """What is booked, recorded or due: a meal, the morning, a late pick-up, a yearly fee; over a span of days."""

    class Origin(models.TextChoices):
        BOOKED = "reservee", _("réservée par la famille")
        RECORDED = "constatee", _("constatée au pointage")
        DUE = "due", _("due à l'inscription")

    class Span(models.TextChoices):
        DAY = "jour", _("un jour")
        WEEK = "semaine", _("une semaine")
        MONTH = "mois", _("un mois")
        PERIOD = "periode", _("une période")
        YEAR = "annee", _("l'année")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="units", verbose_name=_("activité"))
    slug = models.SlugField(_("nom court"), help_text=_("Le critère « unité » des règlements."))
    name = models.CharField(_("nom"), max_length=80)
    position = models.PositiveSmallIntegerField(
        _("ordre"), default=0, help_text=_("Le plus petit d'abord, sur le planning.")
    )
    origin = models.CharField(
        _("origine"),
        max_length=10,
        choices=Origin,
        default=Origin.BOOKED,
        help_text=_("D'où vient une ligne : la famille réserve, l'animateur constate, l'inscription oblige."),
    )
    span = models.CharField(
        _("durée"),
        max_length=10,
        choices=Span,
        default=Span.DAY,
        help_text=_("Ce qui se réserve d'un coup."),
    )
    weekdays = models.JSONField(
        _("jours d'ouverture"), default=list, blank=True, help_text=_("0 pour lundi … 6 pour dimanche")
    )
    in_holidays = models.BooleanField(_("ouvre pendant les vacances scolaires"), default=False)
    starts_at = models.TimeField(_("commence à"), null=True, blank=True)
    ends_at = models.TimeField(_("finit à"), null=True, blank=True)
    serves_meal = models.BooleanField(
        _("sert un repas"), default=False, help_text=_("Compté dans la commande de la cuisine.")
    )
    ticket_kind = models.ForeignKey(
        "payments.TicketKind",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name=_("ticket papier"),
        help_text=_("Un ticket de cette sorte paie une réservation, au guichet. Vide : aucun ticket."),
    )
    hours_step = models.PositiveSmallIntegerField(
        _("heures au choix, par pas de (minutes)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(5)],
        help_text=_("30 : la famille choisit l'arrivée et le départ à la demi-heure. Vide : les heures de l'unité."),
    )

    class Meta:
        verbose_name = _("unité")
        verbose_name_plural = _("unités")
        ordering = ["activity_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "slug"], name="one_unit_per_slug_in_an_activity"),
            models.CheckConstraint(
                condition=Q(hours_step__isnull=True)
                | Q(hours_step__gte=5, starts_at__isnull=False, ends_at__isnull=False),
                name="hours_are_chosen_between_those_of_the_unit",
            ),
        ]

    def __str__(self):
        return self.name


class Variant(models.Model):
    """A kind of the unit a family may choose: vegetarian meal, packed lunch."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="variants", verbose_name=_("unité"))
    slug = models.SlugField(_("nom court"))
    name = models.CharField(_("nom"), max_length=80)

    class Meta:
        verbose_name = _("variante")
        verbose_name_plural = _("variantes")
        ordering = ["unit_id", "name"]
        constraints = [models.UniqueConstraint(fields=["unit", "slug"], name="one_variant_per_slug_in_a_unit")]

    def __str__(self):
        return self.name
