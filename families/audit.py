"""The trail of who did what: `record` writes a line, and every room may call it.

The ground rooms that import nobody write the same line with `wagtail.log_actions.log(object, action, user=…)`: the
objects of all our rooms are tied to this trail. An action has a name ("payments.refund") and a French label, declared
in the `register_log_actions` hook of its room; an action nobody declared is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, get_active_log_context, log
from wagtail.models import Page

from families.guards import SHORTEST
from families.models import AuditEntry, Child, Household, User

ROOMS = ("families", "rules", "payments", "reservations", "imports", "cms")
READ, ACT, EXPORT, ROLES = "families.read", "families.act", "families.export", "families.roles"
STAFF_ACT = "families.staff_act"
INVITE, RESET, PURGE = "families.invite", "families.reset_second_factor", "families.purge"
FACTOR_ADDED, FACTOR_REMOVED = "families.add_second_factor", "families.remove_second_factor"
SLICE = 5000

ACTIONS = {
    READ: (gettext_lazy("Dossier lu"), gettext_lazy("A lu le dossier")),
    ACT: (gettext_lazy("Action pour un foyer"), gettext_lazy("A agi pour le foyer")),
    STAFF_ACT: (gettext_lazy("Action d'un agent"), gettext_lazy("A agi")),
    EXPORT: (gettext_lazy("Liste exportée"), gettext_lazy("A exporté la liste")),
    ROLES: (gettext_lazy("Rôles changés"), gettext_lazy("A changé les rôles")),
    INVITE: (gettext_lazy("Compte ouvert"), gettext_lazy("A envoyé un lien d'activation")),
    RESET: (gettext_lazy("Double authentification remise à zéro"), gettext_lazy("A retiré le second facteur")),
    FACTOR_ADDED: (gettext_lazy("Second facteur lié"), gettext_lazy("A lié un téléphone")),
    FACTOR_REMOVED: (gettext_lazy("Second facteur retiré"), gettext_lazy("A retiré son téléphone")),
    PURGE: (gettext_lazy("Purge du journal"), gettext_lazy("A purgé les traces anciennes")),
}


def record(
    action: str,
    instance: Model,
    *,
    by: User | AnonymousUser | None = None,
    household: Household | None = None,
    at: datetime | None = None,
    **data: Any,
) -> AuditEntry:
    """Write that somebody did something to an object, in the transaction under way.

    `by` is the account that acted (the one of the back office's request by default, nobody for a command), `household`
    the family concerned where the object does not name it, `data` what else should be read later (no health detail).

    Raises:
        ValidationError: nobody declared this action.
    """
    actor = by if by is not None and by.is_authenticated else None
    family = household or household_of(instance)
    moment = {"timestamp": at} if at else {}
    return log(instance, action, user=actor, household=family, data=data, **moment)


def household_of(instance: Model) -> Household | None:
    """The family an object is about, where it names one."""
    if isinstance(instance, Household):
        return instance
    if isinstance(instance, Child):
        return instance.households.first()
    found = getattr(instance, "household", None)
    return found if isinstance(found, Household) else None


def register(actions: LogActionRegistry) -> None:
    """Declare the actions of this room, and tie the objects of every room to the trail."""
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)
    for model in (*_models(), Group):
        actions.register_model(model, AuditEntry)


def _models() -> Iterator[type[Model]]:
    for room in ROOMS:
        yield from (one for one in apps.get_app_config(room).get_models() if not issubclass(one, Page))


def roles_changed(user: User, *, added: set[str], removed: set[str]) -> None:
    """Write which roles an account was given or lost, by whoever is at work in the back office."""
    actor = get_active_log_context().user
    record(ROLES, user, by=actor, added=sorted(added), removed=sorted(removed))


def purge(*, at: datetime, days: int | None = None) -> int:
    """Take away the entries older than `days` (the setting by default), and write that it was done; gives how many.

    Raises:
        ValueError: less than six months, which the database refuses as well.
    """
    kept = settings.AUDIT_KEPT_DAYS if days is None else days
    if kept < SHORTEST:
        raise ValueError(_("Le journal se garde au moins %d jours.") % SHORTEST)
    before = at - timedelta(days=kept)
    gone = 0
    while slice_gone := _purge_slice(before):
        gone += slice_gone
    _write_purge(at, before, gone)
    return gone


@transaction.atomic
def _purge_slice(before: datetime) -> int:
    old = list(AuditEntry.objects.filter(timestamp__lt=before).order_by("pk").values_list("pk", flat=True)[:SLICE])
    return AuditEntry.objects.filter(pk__in=old).delete()[0]


def _write_purge(at: datetime, before: datetime, gone: int) -> None:
    AuditEntry.objects.create(
        content_type=ContentType.objects.get_for_model(AuditEntry), object_id="purge", label=_("journal"),
        action=PURGE, timestamp=at, data={"before": before.isoformat(), "entries": gone},
    )  # fmt: skip
