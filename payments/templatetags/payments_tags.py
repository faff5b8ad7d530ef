"""What a template may ask about money."""

from django import template

from payments.receipts import means_label

register = template.Library()


@register.filter
def means(name: str) -> str:
    """What a person reads for a means of payment: « Chèque » for `cheque`."""
    return means_label(name)
