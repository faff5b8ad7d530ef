"""The roles of the town hall as Django groups; `settings.ROLES` says what each may do."""

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.utils.module_loading import import_string


def grant_roles(using: str = "default") -> None:
    """Create the groups and set their rights to those of the settings; rights on pages and documents are left alone."""
    roles: dict[str, set[str]] = import_string(settings.ROLES)
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    ours = {"families", "rules", "payments", "reservations", "imports"}
    for name, wanted in roles.items():
        group, _new = Group.objects.using(using).get_or_create(name=name)
        kept = group.permissions.exclude(content_type__app_label__in=ours)
        group.permissions.set([*kept, *(known[one] for one in wanted if one in known)])
