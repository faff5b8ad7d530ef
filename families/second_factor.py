"""The second factor of agents: asked of them where the settings want it, counted by the lock-out, put right."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

import segno
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_used
from axes.handlers.proxy import AxesProxyHandler
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from families.audit import FACTOR_ADDED, FACTOR_REMOVED, RESET, record
from families.models import User
from families.notices import post_message

PROVED = "second_factor"  # in the session: the authenticator that opened it
TOTP = Authenticator.Type.TOTP


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's second factor as a town wants it: our drawing of the key, and no way out for an agent who needs it."""

    def build_totp_svg(self, url: str) -> str:
        """The key to aim at; sized by the page, so with a frame of its own."""
        return segno.make(url, error="m").svg_inline(omitsize=True, border=4, svgclass="qr", lineclass=None)

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not (settings.STAFF_SECOND_FACTOR and authenticator.user.is_staff)


def _cipher() -> MultiFernet:
    """The secrets of telephones are of no use to who reads the database alone."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(f"second-factor {key}".encode()).digest())) for key in keys])


class _NotLockedOut:
    """A form that takes a code, unless this account is locked out here: failed codes count like failed passwords."""

    user: User

    def clean_code(self) -> str:
        if not AxesProxyHandler.is_allowed(context.request, {"username": self.user.get_username()}):
            context.request.axes_locked_out = True
            raise ValidationError(_("Trop d'essais : ce compte est bloqué pendant un quart d'heure."))
        return super().clean_code()  # type: ignore[misc]


class AuthenticateForm(_NotLockedOut, forms.AuthenticateForm):
    """The code asked after the password."""


class ReauthenticateForm(_NotLockedOut, forms.ReauthenticateForm):
    """The code asked again, of somebody already signed in."""


@receiver(authentication_failed, dispatch_uid="families.count_a_wrong_code")
def count_a_wrong_code(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Tell the lock-out of a code that was refused."""
    user_login_failed.send(sender=__name__, credentials={"username": user.get_username()}, request=request)


@receiver(authenticator_used, dispatch_uid="families.remember_the_factor")
def remember_the_factor(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """This session was opened with the factor the account holds."""
    factor = factor_of(user)
    request.session[PROVED] = factor.pk if factor else None


@receiver(authenticator_added, dispatch_uid="families.write_the_factor_added")
def write_the_factor_added(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """The code that activated it proved it; the trail says so."""
    if authenticator.type == TOTP:
        request.session[PROVED] = authenticator.pk
        record(FACTOR_ADDED, user, by=user)


@receiver(authenticator_removed, dispatch_uid="families.write_the_factor_removed")
def write_the_factor_removed(sender: Any, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type == TOTP:
        record(FACTOR_REMOVED, user, by=user)


def factor_of(user: User) -> Authenticator | None:
    """The telephone of this account, if one is enrolled."""
    found: Authenticator | None = Authenticator.objects.filter(user=user, type=TOTP).first()
    return found


@transaction.atomic
def reset(user: User, *, by: User, at: datetime) -> None:
    """Take a lost telephone away: the agent enrols another one at the next log-in, and is told. The trail keeps it."""
    Authenticator.objects.filter(user=user).delete()
    record(RESET, user, by=by, at=at)
    if user.email:
        post_message(
            kind="second-facteur",
            subject=_("Votre double authentification est remise à zéro"),
            body=_(
                "Bonjour %(name)s,\n\nUn administrateur du portail a retiré le téléphone lié à votre compte. Vous en"
                " lierez un autre à votre prochaine connexion.\n\nVous n'avez rien demandé ? Prévenez la mairie sans"
                " attendre.\n"
            )
            % {"name": user.get_full_name() or user.get_username()},
            recipient=user.email,
            at=at,
        )


class SecondFactorMiddleware:
    """Where the settings ask it, an agent opens the public pages and their account alone until a factor is proved."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *arguments: object) -> HttpResponse | None:
        """Send an agent to enrol a telephone, or to prove it holds the one enrolled."""
        if not settings.STAFF_SECOND_FACTOR or _is_open(request, view) or not request.user.is_staff:
            return None
        factor = factor_of(request.user)
        if factor and request.session.get(PROVED) == factor.pk:
            return None
        if factor is None:
            messages.warning(request, _("Votre mairie demande un code en plus du mot de passe : liez votre téléphone."))
        door = "mfa_reauthenticate" if factor else "mfa_activate_totp"
        return redirect(f"{reverse(door)}?{urlencode({'next': request.get_full_path()})}")


def _is_open(request: HttpRequest, view: Any) -> bool:
    """Pages everybody opens, and those of one's own account."""
    name = request.resolver_match.url_name or ""
    return getattr(view, "policy", "") == "public" or name in OPEN or name.startswith(("account_", "mfa_"))


OPEN = {"wagtail_serve", "media", "wagtailadmin_logout"}
