"""A family declines the messages that are not necessary: from its file, or by the link that ends each of them."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from families.message_kinds import Kind, kind_named, optional_kinds
from families.models import Household, MessagePreferences

_SALT = "families.unsubscribing"


def unsubscribe_url(household: Household, kind: Kind) -> str:
    """The address that declines a kind of message for a household, without logging in."""
    token = signing.dumps([household.pk, kind.slug], salt=_SALT)
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse('families:unsubscribe', args=[token])}"


def read_token(token: str) -> tuple[Household, Kind] | None:
    """Whom and what a link declines, or None where it is not one of ours."""
    try:
        pk, slug = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    household, kind = Household.objects.filter(pk=pk).first(), kind_named(slug)
    return (household, kind) if household and kind and kind.optional else None


def decline(household: Household, kind: Kind) -> None:
    """No more messages of this kind."""
    chosen = MessagePreferences.of(household)
    choose(household, declined=[*chosen.declined, kind.slug], language=chosen.language)


@transaction.atomic
def choose(household: Household, *, declined: list[str], language: str) -> MessagePreferences:
    """Write what a household declines, among what may be, and the language it reads."""
    allowed = {kind.slug for kind in optional_kinds()}
    values = {"declined": sorted(set(declined) & allowed), "language": language}
    return MessagePreferences.objects.update_or_create(household=household, defaults=values)[0]
