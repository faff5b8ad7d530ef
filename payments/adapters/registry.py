"""Which means of payment this town has: `settings.PAYMENT_ADAPTERS`, dotted paths, one a means."""

import os
from collections.abc import Mapping
from decimal import Decimal

from django.conf import settings
from django.utils.module_loading import import_string

from families.rows import read
from payments.adapters.base import Adapter, Configured, Keyed, Signs
from payments.models import RevenueOffice


def adapters() -> dict[str, Adapter]:
    """Give every means of payment of the town by its name, in the order of the settings."""
    found = (import_string(path)() for path in settings.PAYMENT_ADAPTERS)
    return {adapter.name: adapter for adapter in found}


def adapter_named(name: str) -> Adapter:
    """Give the means of payment called `name`.

    Raises:
        KeyError: the town has no such means.
    """
    return adapters()[name]


def means_of(revenue_office: RevenueOffice, name: str) -> Adapter:
    """Give the means of payment called `name` as this régie uses it, with its keys where the means wants some.

    Raises:
        KeyError: the town has no such means.
    """
    means = adapter_named(name)
    return means.with_secrets(credentials_of(revenue_office)) if isinstance(means, Keyed) else means


def readers_of(name: str) -> list[tuple[str | None, Adapter]]:
    """Give who may know a notice: the means with each set of keys in use, under its name; alone where none is signed.

    Raises:
        KeyError: the town has no such means.
    """
    means = adapter_named(name)
    if not isinstance(means, Signs):
        return [(None, means)]
    offices = {office.credentials: office for office in read(RevenueOffice, "WHERE t.credentials <> ''")}
    return [(key, means.with_secrets(credentials_of(office))) for key, office in offices.items()]


def means_for(
    revenue_office: RevenueOffice, *, at_counter: bool = False, amount: Decimal | None = None
) -> list[Adapter]:
    """Give the means a régie accepts, online for a parent or at the counter for a clerk.

    Those it did not finish to set up are left out; where the `amount` in euros is given, those that ask for more too.
    """
    return [
        adapter
        for name, adapter in adapters().items()
        if name in revenue_office.adapters
        and adapter.at_counter is at_counter
        and is_set_up(revenue_office, adapter)
        and (amount is None or adapter.minimum <= amount)
    ]


def is_set_up(revenue_office: RevenueOffice, means: Adapter) -> bool:
    """Whether the régie wrote all that this means asks it to."""
    return not isinstance(means, Configured) or all(credentials_of(revenue_office).get(key) for key in means.settings)


def credentials_of(revenue_office: RevenueOffice) -> Mapping[str, str]:
    """Give a régie's settings, and its secrets from the environment, which wins: the database has no secret."""
    return {**revenue_office.means_settings, **imposed_on(revenue_office)}


def imposed_on(revenue_office: RevenueOffice) -> Mapping[str, str]:
    """Give what the environment says of a régie: `PREAU_<NAME>_<KEY>`, keys in lower case."""
    if not revenue_office.credentials:
        return {}
    prefix = variable(revenue_office, "")
    return {key.removeprefix(prefix).lower(): value for key, value in os.environ.items() if key.startswith(prefix)}


def variable(revenue_office: RevenueOffice, key: str) -> str:
    """Give the name of the environment variable that holds a secret of a régie."""
    return f"PREAU_{revenue_office.credentials.upper().replace('-', '_')}_{key.upper()}"
