"""What this room hears: roles given or taken away are written in the trail, and make an agent of an account."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed
from django.dispatch import receiver

from families import second_factor  # noqa: F401  its receivers register themselves
from families.audit import roles_changed
from families.models import User


@receiver(m2m_changed, sender=User.groups.through, dispatch_uid="families.roles_changed")
def write_the_roles(sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    """Write each change of an account's roles, from either side; whoever holds a role is an agent."""
    if action not in ("post_add", "post_remove", "pre_clear"):
        return
    for user, names in _changed(instance, reverse, pk_set):
        if names:
            _write(user, names, given=action == "post_add")


def _changed(instance: Any, reverse: bool, pk_set: Any) -> list[tuple[User, set[str]]]:
    """The accounts concerned, each with the names of its roles that change; no set of keys means all of them."""
    if reverse:
        users = User.objects.filter(pk__in=pk_set) if pk_set is not None else instance.user_set.all()
        return [(user, {instance.name}) for user in users]
    groups = Group.objects.filter(pk__in=pk_set) if pk_set is not None else instance.groups.all()
    return [(instance, set(groups.values_list("name", flat=True)))]


def _write(user: User, names: set[str], *, given: bool) -> None:
    if given and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    roles_changed(user, added=names if given else set(), removed=set() if given else names)
