"""Who works on règlements."""

import pytest
from django.contrib.auth.models import Permission

from families.models import User


def agent(name: str, *codenames: str) -> User:
    """A member of staff who may enter the back office, with these permissions on règlements."""
    user = User.objects.create_user(name, password="un mot de passe")
    wanted = Permission.objects.filter(content_type__app_label="rules", codename__in=codenames)
    user.user_permissions.set([*wanted, Permission.objects.get(codename="access_admin")])
    return user


@pytest.fixture
def tariff_officer(db):
    """Writes and publishes règlements."""
    return agent("tarifs", "change_edition", "publish_edition")


@pytest.fixture
def desk(client, tariff_officer):
    """The tariff officer's browser."""
    client.force_login(tariff_officer)
    return client
