"""The roles of the town hall as Django groups; `settings.ROLES` and `settings.GRANTS` say what each may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.utils.module_loading import import_string

from families.models import User

OURS = {"families", "rules", "payments", "reservations", "imports"}


@dataclass(frozen=True)
class Place:
    """Where an agent may do some things, and which, in words."""

    name: str
    says: tuple[str, ...]


def grant_roles(using: str = "default") -> None:
    """Create the groups and set their rights to those of the settings; rights on pages and documents are left alone.

    A right that no room has declared is skipped: the suite refuses it.
    """
    roles: dict[str, set[str]] = import_string(settings.ROLES)
    known = {name_of(one): one for one in Permission.objects.using(using).select_related("content_type")}
    managed = set().union(*roles.values())
    for name, wanted in roles.items():
        group, _new = Group.objects.using(using).get_or_create(name=name)
        kept = group.permissions.select_related("content_type").exclude(content_type__app_label__in=OURS)
        group.permissions.set(
            [*(one for one in kept if name_of(one) not in managed), *(known[one] for one in wanted if one in known)]
        )


def name_of(permission: Permission) -> str:
    """A right as the code names it: "families.act_for_household"."""
    return f"{permission.content_type.app_label}.{permission.codename}"


def abilities(user: User) -> list[Place]:
    """What this agent may do, place by place, in the words of the settings' table."""
    if not user.is_active:
        return []
    grants: Iterable[Any] = import_string(settings.GRANTS)
    mine = sorted((line for line in grants if user.has_perms(line.rights)), key=lambda line: str(line.place))
    return [
        Place(place, tuple(str(line.says) for line in lines))
        for place, lines in groupby(mine, key=lambda line: str(line.place))
    ]
