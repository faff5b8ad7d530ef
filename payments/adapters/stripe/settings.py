"""Stripe's settings, tried without moving money, and what to do where one is wrong, in French."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import stripe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.adapters.base import AdapterError, Remark
from payments.adapters.stripe.answers import ABOUT_A_SESSION, TO_ASK_ABOUT

SIGNATURE = "stripe_webhook_secret"
SECRETS = {
    "stripe_key": gettext_lazy("clé secrète de l’API (sk_… ou rk_…)"),
    SIGNATURE: gettext_lazy("secret de signature des avis (whsec_…)"),
}
KEYS, SIGNATURES = ("sk_test_", "sk_live_", "rk_test_", "rk_live_"), "whsec_"


def is_live(secrets: Mapping[str, str]) -> bool:
    """Whether these keys move real money."""
    return secrets.get("stripe_key", "").startswith(("sk_live_", "rk_live_"))


def examine(
    secrets: Mapping[str, str], client: Callable[[], stripe.StripeClient], notify_url: str
) -> tuple[Remark, ...]:
    """Give what is right and wrong, from the keys' shape to what Stripe answers; no money moves."""
    shapes = tuple(_shapes(secrets))
    if not all(remark.is_right for remark in shapes):
        return shapes
    return shapes + tuple(_answers(client, notify_url))


def _shapes(secrets: Mapping[str, str]) -> Iterator[Remark]:
    """Each secret is there and looks like what it should be; its value is never shown."""
    for key, starts in (("stripe_key", KEYS), (SIGNATURE, (SIGNATURES,))):
        name, value = SECRETS[key], secrets.get(key, "")
        if not value:
            yield Remark(False, _("Il manque : %s.") % name, _("Ajoutez-la aux variables du serveur, puis redémarrez."))
        elif not value.startswith(starts):
            wanted = _(" ou ").join(starts)
            advice = _("Elle doit commencer par %s : recopiez-la depuis le tableau de bord Stripe.") % wanted
            yield Remark(False, _("Cette valeur n’est pas la bonne : %s.") % name, advice)
        else:
            yield Remark(True, _("Présent sur le serveur : %s.") % name)
    if secrets.get("stripe_key", "").startswith(KEYS):
        yield _mode(is_live(secrets))


def _mode(live: bool) -> Remark:
    if live:
        return Remark(True, _("La clé est réelle : les cartes seront débitées."))
    return Remark(True, _("La clé est d’essai : aucune carte ne sera débitée."))


def _answers(client: Callable[[], stripe.StripeClient], notify_url: str) -> Iterator[Remark]:
    """Stripe accepts the key, and tells our address all that must be told."""
    try:
        client().v1.checkout.sessions.list(params={"limit": 1})
    except (stripe.AuthenticationError, stripe.PermissionError):
        advice = _("Elle est révoquée ou incomplète : créez-en une autre dans Stripe, remplacez-la sur le serveur.")
        yield Remark(False, _("Stripe refuse la clé."), advice)
        return
    except (stripe.StripeError, AdapterError):
        advice = _("Vérifiez que le serveur accède à Internet, puis recommencez dans quelques minutes.")
        yield Remark(False, _("Stripe n’a pas répondu."), advice)
        return
    yield Remark(True, _("Stripe accepte la clé."))
    yield _notices(client, notify_url)


def _notices(client: Callable[[], stripe.StripeClient], notify_url: str) -> Remark:
    try:
        listed = client().v1.webhook_endpoints.list(params={"limit": 100}).to_dict()["data"]
    except (stripe.StripeError, AdapterError):
        advice = _("La clé ne permet pas de le lire : vérifiez vous-même dans Stripe, « Webhooks ».")
        return Remark(False, _("L’adresse des avis n’a pas pu être vérifiée."), advice)
    ours = [one for one in listed if one["url"] == notify_url and one["status"] == "enabled"]
    if not ours:
        advice = _("Dans Stripe, « Webhooks », ajoutez l’adresse %s.") % notify_url
        return Remark(False, _("Stripe n’envoie pas ses avis à ce portail."), advice)
    if silent := _not_told(ours[0]["enabled_events"]):
        advice = _("Ajoutez à l’adresse des avis les événements : %s.") % ", ".join(silent)
        return Remark(False, _("Stripe n’envoie pas tous les avis utiles."), advice)
    return Remark(True, _("Stripe envoie ses avis à %s.") % notify_url)


def _not_told(events: list[Any]) -> list[str]:
    return [] if "*" in events else sorted((ABOUT_A_SESSION | TO_ASK_ABOUT) - set(events))
