"""What a template may ask about money."""

from django import template
from django.conf import settings

from payments.debits.accounts import masked
from payments.receipts import means_label

register = template.Library()


@register.filter
def means(name: str) -> str:
    """What a person reads for a means of payment: « Chèque » for `cheque`."""
    return means_label(name)


@register.filter
def account(iban: str) -> str:
    """An IBAN as a page may show it: « FR76 •••• •••• 0189 »."""
    return masked(iban)


@register.simple_tag(takes_context=True)
def office_tabs(context) -> list[dict]:
    """The pages of the régie that other rooms have, named by `settings.OFFICE_TABS`, where this agent may open them."""
    user = context["request"].user
    return [tab for tab in settings.OFFICE_TABS if user.has_perm(tab["right"])]
