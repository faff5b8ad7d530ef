"""The PDF of an invoice: tagged for screen readers (PDF/UA), in French, with the way to pay as a QR code.

It is made apart from the run, once, and kept: an issued invoice never changes.
"""

from __future__ import annotations

import base64
import io
import logging
from functools import cache
from pathlib import Path

import segno
from django.core.files.base import ContentFile
from django.template.loader import render_to_string

from payments.invoicing.documents import document_of
from payments.models import Invoice

STYLE = Path(__file__).parent / "invoice.css"
log = logging.getLogger(__name__)
for noisy in ("weasyprint", "fontTools"):
    logging.getLogger(noisy).setLevel(logging.ERROR)


def pdf_of(invoice: Invoice) -> bytes:
    """Give the PDF of an invoice, made the first time it is asked; a cancelled one says so."""
    if invoice.pdf and invoice.status == Invoice.ISSUED:
        try:
            with invoice.pdf.open("rb") as kept:
                return kept.read()
        except FileNotFoundError:
            log.warning("the PDF of invoice %s is not where it was kept: made again", invoice.pk)
    content = render(invoice)
    if invoice.status == Invoice.ISSUED:
        invoice.pdf.save(f"facture-{invoice}.pdf", ContentFile(content), save=False)
        Invoice.objects.filter(pk=invoice.pk).update(pdf=invoice.pdf.name)
    return content


def render(invoice: Invoice) -> bytes:
    """Make the PDF of an invoice, as it was issued: what was paid since is on its page, not on its paper."""
    document = document_of(invoice)
    context = {"document": document, "invoice": invoice, "qr": qr_of(document.address)}
    return pdf_from(render_to_string("payments/invoices/pdf.html", context))


def pdf_from(page: str) -> bytes:
    """Make a tagged PDF (PDF/UA-1) of a page that asks nothing of the network."""
    from weasyprint import CSS, HTML, URLFetcher  # noqa: PLC0415 - it reads fonts: only who makes PDFs waits for it

    alone = URLFetcher(allowed_protocols=["data"], allow_redirects=False)
    return HTML(string=page, url_fetcher=alone).write_pdf(stylesheets=[CSS(string=_style())], pdf_variant="pdf/ua-1")


def qr_of(address: str) -> str:
    """Give a QR code as an address an image may take."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=1, xmldecl=False)
    return f"data:image/svg+xml;base64,{base64.b64encode(out.getvalue()).decode()}"


@cache
def _style() -> str:
    return STYLE.read_text()
