"""Raising what a person must look at."""

from datetime import datetime

from payments.models import Alert


def raise_alert(
    kind: str, about: str, message: str, *, at: datetime, household=None, order=None, payment=None
) -> Alert:
    """Tell the régie: while an alert of this kind about this thing is open, another is not made."""
    subjects = {"household": household, "order": order, "payment": payment}
    alert, _created = Alert.objects.get_or_create(
        kind=kind, about=about, resolved_at=None, defaults={"message": message, "created_at": at, **subjects}
    )
    return alert


def was_raised(kind: str, about: str) -> bool:
    """Whether the régie was ever told this, resolved or not."""
    return Alert.objects.filter(kind=kind, about=about).exists()
