"""What this room hears: roles given or taken away are written in the trail, and make an agent of an account."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed
from django.dispatch import receiver

from families.audit import roles_changed
from families.models import User


@receiver(m2m_changed, sender=User.groups.through, dispatch_uid="families.roles_changed")
def write_the_roles(sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    """Write each change of an account's roles; whoever holds a role is an agent."""
    if reverse or action not in ("post_add", "post_remove", "pre_clear"):
        return
    if action == "pre_clear":
        names = set(instance.groups.values_list("name", flat=True))
    else:
        names = set(Group.objects.filter(pk__in=pk_set).values_list("name", flat=True))
    if not names:
        return
    if action == "post_add" and not instance.is_staff:
        instance.is_staff = True
        instance.save(update_fields=["is_staff"])
    added = action == "post_add"
    roles_changed(instance, added=names if added else set(), removed=set() if added else names)
