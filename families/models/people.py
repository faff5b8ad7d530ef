"""Households, the adults who answer for them, and their children."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody who signs in with a user name: a parent, or an agent of the town hall."""

    class Meta(AbstractUser.Meta):
        verbose_name = _("compte")
        verbose_name_plural = _("comptes")


class Household(models.Model):
    """A family, or an organisation that pays a share of what families owe."""

    class Kind(models.TextChoices):
        FAMILY = "famille", _("famille")
        ORGANISATION = "organisme", _("organisme")

    reference = models.CharField(_("référence"), max_length=30)
    name = models.CharField(_("nom"), max_length=120)
    kind = models.CharField(_("nature"), max_length=12, choices=Kind, default=Kind.FAMILY)
    address = models.CharField(_("adresse"), max_length=200, blank=True)
    postcode = models.CharField(_("code postal"), max_length=10, blank=True)
    city = models.CharField(_("commune"), max_length=100, blank=True)
    email = models.EmailField(_("courriel"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("foyer")
        verbose_name_plural = _("foyers")
        ordering = ["name", "reference"]
        permissions = [("act_for_household", _("Agir au guichet pour un foyer"))]
        constraints = [models.UniqueConstraint(fields=["reference"], name="one_household_per_reference")]

    def __str__(self):
        return _("foyer %(name)s (%(reference)s)") % {"name": self.name, "reference": self.reference}


class Child(models.Model):
    """A child, who belongs to one household or, in shared custody, to two."""

    class Sex(models.TextChoices):
        GIRL = "F", _("fille")
        BOY = "M", _("garçon")

    first_name = models.CharField(_("prénom"), max_length=80)
    last_name = models.CharField(_("nom"), max_length=80)
    birth_date = models.DateField(_("date de naissance"))
    sex = models.CharField(_("sexe"), max_length=1, choices=Sex, blank=True)
    households = models.ManyToManyField(
        Household, through="families.ChildHousehold", related_name="children", verbose_name=_("foyers")
    )

    class Meta:
        verbose_name = _("enfant")
        verbose_name_plural = _("enfants")
        ordering = ["first_name", "last_name", "birth_date"]

    def __str__(self):
        return f"{self.first_name} {self.last_name}"

    def age_on(self, day):
        """Whole years on ``day`` (article 388 of the civil code counts them to the birthday)."""
        before_birthday = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before_birthday


class ChildHousehold(models.Model):
    """A child of a household."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="memberships", verbose_name=_("enfant"))
    household = models.ForeignKey(Household, models.PROTECT, related_name="memberships", verbose_name=_("foyer"))

    class Meta:
        verbose_name = _("rattachement")
        verbose_name_plural = _("rattachements")
        constraints = [models.UniqueConstraint(fields=["child", "household"], name="a_child_is_once_in_a_household")]

    def __str__(self):
        return f"{self.child} – {self.household}"


class Guardian(models.Model):
    """An adult who answers for a household, with or without an account."""

    class Role(models.TextChoices):
        MOTHER = "mere", _("mère")
        FATHER = "pere", _("père")
        GUARDIAN = "tuteur", _("tuteur ou tutrice")
        OTHER = "autre", _("autre responsable")

    household = models.ForeignKey(Household, models.CASCADE, related_name="guardians", verbose_name=_("foyer"))
    user = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="guardianships", verbose_name=_("compte")
    )
    role = models.CharField(_("qualité"), max_length=10, choices=Role, default=Role.GUARDIAN)
    first_name = models.CharField(_("prénom"), max_length=80)
    last_name = models.CharField(_("nom"), max_length=80)
    email = models.EmailField(_("courriel"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("responsable légal")
        verbose_name_plural = _("responsables légaux")
        ordering = ["household_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "household"],
                condition=Q(user__isnull=False),
                name="one_guardian_per_user_and_household",
            )
        ]

    def __str__(self):
        return f"{self.first_name} {self.last_name}"
