"""Accounts are opened by the town hall: a single-use link, by e-mail or on a letter, never a password."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

import segno
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from families.audit import INVITE, record
from families.message_kinds import INVITATION
from families.models import Guardian, Invitation, User
from families.notices import notify

LIFE = timedelta(days=30)


class InvitationError(Exception):
    """A link that opens nothing: what happened and what to do, in French."""


@dataclass(frozen=True)
class Invited:
    """An invitation and the token of its link, known only now."""

    invitation: Invitation
    token: str


def invite(guardian: Guardian, *, at: datetime, by: User | None = None) -> Invited:
    """A new link for a guardian; links sent before no longer open anything. The account is made if there is none.

    Raises InvitationError for the account of an agent of the town hall, or one that was closed: a letter
    printed at the counter must not give either of them away.
    """
    token = token_urlsafe(24)
    with transaction.atomic():
        if guardian.user is None:
            guardian.user = _account(guardian)
            guardian.save(update_fields=["user"])
        _refuse_protected(guardian.user)
        guardian.invitations.filter(used_at=None, created_at__lt=at).update(expires_at=at)
        guardian.invitations.filter(used_at=None, created_at__gte=at).delete()
        invitation = Invitation.objects.create(
            guardian=guardian, token_hash=fingerprint(token), created_at=at, expires_at=at + LIFE
        )
        record(INVITE, guardian, by=by, at=at)
    return Invited(invitation, token)


def send_by_email(invited: Invited, link: str, *, at: datetime) -> None:
    """Write the e-mail that carries the link."""
    guardian = invited.invitation.guardian
    values = {
        "nom": guardian,
        "identifiant": guardian.user.username,
        "limite": f"{invited.invitation.expires_at:%d/%m/%Y}",
        "lien": link,
    }
    notify(INVITATION, values, household=guardian.household, recipient=guardian.email, at=at)


def opened_by(token: str, *, at: datetime) -> Invitation:
    """The invitation a link opens. Raises InvitationError where it is unknown, used or too old."""
    invitation = Invitation.objects.select_related("guardian__user").filter(token_hash=fingerprint(token)).first()
    if invitation is None or invitation.guardian.user is None:
        raise InvitationError(_("Ce lien n'est pas reconnu. Recopiez-le en entier, ou demandez-en un à la mairie."))
    if invitation.used_at:
        raise InvitationError(_("Ce lien a déjà servi. Connectez-vous, ou choisissez « Mot de passe oublié ? »."))
    if invitation.expires_at <= at:
        raise InvitationError(_("Ce lien n'est plus valable. Demandez-en un nouveau à la mairie."))
    _refuse_protected(invitation.guardian.user)
    return invitation


def activate(token: str, password: str, *, at: datetime) -> User:
    """Give the account its password and use the link up. Raises InvitationError."""
    with transaction.atomic():
        invitation = opened_by(token, at=at)
        used = Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=at)
        if not used:
            raise InvitationError(_("Ce lien a déjà servi. Connectez-vous, ou choisissez « Mot de passe oublié ? »."))
        user = invitation.guardian.user
        user.set_password(password)
        user.save(update_fields=["password"])
    return user


def qr_code(link: str) -> str:
    """The link as an SVG drawing for a letter."""
    return segno.make(link, error="m").svg_inline(scale=5, border=2, svgclass="qr", lineclass=None)


def fingerprint(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def _refuse_protected(user: User) -> None:
    if user.is_staff or user.is_superuser:
        raise InvitationError(
            _("Ce compte est celui d'un agent de la mairie : son mot de passe se change par « Mot de passe oublié ? ».")
        )
    if not user.is_active:
        raise InvitationError(_("Ce compte a été fermé par la mairie. Demandez-lui de le rouvrir avant l'invitation."))


def _account(guardian: Guardian) -> User:
    name = f"{slugify(guardian.first_name)}.{slugify(guardian.last_name)}"
    taken = set(User.objects.filter(username__startswith=name).values_list("username", flat=True))
    username = next(one for one in (name, *(f"{name}{n}" for n in range(2, 10_000))) if one not in taken)
    user = User(username=username, first_name=guardian.first_name, last_name=guardian.last_name, email=guardian.email)
    user.set_unusable_password()
    user.save()
    return user
